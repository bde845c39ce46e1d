import type { PoolContext } from '../../operation';
import type { UserRecord } from '../../store/records';
import { checkUnique } from '../../users/aliases';
import { checkAttributes } from '../../users/attributes';
import {
  withPassed,
  type Challenge,
  type ChallengeAttempt,
  type Presentation,
  type Settle,
} from '../challenge';
import { invalidParameter } from '../refusals';
import { invalidSession } from '../sessions';
import type { SignIn } from '../sign-in';
import { methodsToSetUp } from './methods';
import { withMethod } from './preferences';
import type { SetUpState } from './setup-session';
import { secondFactorDue } from './step';

/**
 * MFA_SETUP: somebody who needs a second factor and has none sets one up on his way in. An authenticator app by
 * AssociateSoftwareToken and VerifySoftwareToken, whose Session then answers this; an e-mail address by its name, to which a code
 * goes.
 */
export const mfaSetup: Challenge = { present, answer };

function present(_: PoolContext, signIn: SignIn): Presentation {
  return {
    parameters: {
      MFAS_CAN_SETUP: JSON.stringify(methodsToSetUp(signIn)),
      USER_ID_FOR_SRP: signIn.user.username,
    },
    state: {},
  };
}

/**
 * @throws PoolError InvalidParameterException for an answer with neither; NotAuthorizedException when the user needs no set-up any
 *   more
 */
function answer(context: PoolContext, { session, responses }: ChallengeAttempt): Settle {
  const { secret, verified } = session.state as SetUpState;
  if (verified) return (fresh) => withApp(context, fresh, secret);
  // The key is EMAIL by observation, and email by the guide.
  const address = responses['EMAIL'] ?? responses['email'];
  if (address === undefined) throw invalidParameter('No MFA method has been set up for the user.');
  return (fresh) => {
    checkAddress(context, fresh, address);
    return { due: 'EMAIL_OTP', signIn: fresh, given: { EMAIL: address } };
  };
}

function withApp(context: PoolContext, fresh: SignIn, secret: string | undefined): SignIn {
  const { user } = fresh;
  // An administrator may have taken it away again.
  if (user.mfa.totp === undefined || user.mfa.totp.secret !== secret) throw invalidSession();
  const changed: UserRecord = {
    ...withMethod(user, 'SOFTWARE_TOKEN_MFA', true),
    updatedAt: context.clock.now(),
  };
  context.store.users.put(changed);
  return withPassed({ ...fresh, user: changed }, 'SOFTWARE_TOKEN_MFA');
}

function checkAddress(context: PoolContext, fresh: SignIn, email: string): void {
  const { pool, user } = fresh;
  if (secondFactorDue(context, fresh) !== 'MFA_SETUP') throw invalidSession();
  if (!methodsToSetUp(fresh).includes('EMAIL_OTP')) {
    throw invalidParameter('EMAIL_OTP is not one of the MFA methods that can be set up.');
  }
  if (email === '') throw invalidParameter('EMAIL must not be empty.');
  checkAttributes(pool, { email }, true);
  checkUnique(context, pool, { email }, user);
}
