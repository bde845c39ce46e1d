import type { PoolContext } from '../../operation';
import { PoolError } from '../../pool-error';
import type { SoftwareToken, UserRecord } from '../../store/records';
import type { Challenge, ChallengeAttempt, Presentation, Settle } from '../challenge';
import { checkLock, clearCodeFailures, countCodeFailure } from '../lockout';
import { required, type SignIn } from '../sign-in';
import { stepOfCode } from './totp';

/** SOFTWARE_TOKEN_MFA: the code that an authenticator app shows. */
export const softwareTokenMfa: Challenge = { present, answer };

function present(_: PoolContext, { user }: SignIn): Presentation {
  const name = user.mfa.totp?.name;
  return {
    parameters: {
      ...(name === undefined ? {} : { FRIENDLY_DEVICE_NAME: name }),
      USER_ID_FOR_SRP: user.username,
    },
    state: {},
  };
}

/** Everything is looked at in one go with the user as he is then: a code works once, in however many sign-ins it is given. */
function answer(context: PoolContext, { responses }: ChallengeAttempt): Settle {
  const code = required(responses, 'SOFTWARE_TOKEN_MFA_CODE');
  return (fresh) => {
    const { pool, user } = fresh;
    checkLock(context, pool, user);
    return { ...fresh, user: clearCodeFailures(context, withCodeUsed(context, user, code)) };
  };
}

/**
 * Puts the user with the code used up.
 *
 * @throws PoolError CodeMismatchException, counted into the lockout; ExpiredCodeException for a code of a step that was used before;
 *   SoftwareTokenMFANotFoundException when the app was taken from the user meanwhile
 */
function withCodeUsed(context: PoolContext, user: UserRecord, code: string): UserRecord {
  const { totp } = user.mfa;
  if (!totp) throw tokenNotFound('User has not set up software token mfa');
  const step = stepOfCode(totp.secret, code, context.clock.now());
  if (step === undefined) {
    countCodeFailure(context, user);
    throw new PoolError('CodeMismatchException', 'Invalid code received for user');
  }
  if (step <= totp.lastStep) {
    throw new PoolError('ExpiredCodeException', 'Your software token has already been used once.');
  }
  const used: SoftwareToken = { ...totp, lastStep: step };
  const changed = { ...user, mfa: { ...user.mfa, totp: used } };
  context.store.users.put(changed);
  return changed;
}

/** The answer where there is no authenticator app: to the user, or in the pool. */
export function tokenNotFound(message: string): PoolError {
  return new PoolError('SoftwareTokenMFANotFoundException', message);
}
