import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import { selfServiceScope } from '../tokens/access-token';
import { openGrant } from '../tokens/grants';
import { issueTokens } from '../tokens/issue';
import { challenges } from './challenges';
import { userDisabled } from './refusals';
import { openSession } from './sessions';
import type { AuthOutcome, SignIn } from './sign-in';

/** What may stand between a passed factor and the tokens, in Cognito's order: new password, second factor, device. */
interface Step {
  isDue(signIn: SignIn): boolean;
  challenge(signIn: SignIn): ChallengeNameType;
}

const steps: readonly Step[] = [
  {
    isDue: ({ user }) => user.status === 'FORCE_CHANGE_PASSWORD',
    challenge: () => 'NEW_PASSWORD_REQUIRED',
  },
  {
    isDue: ({ pool, user }) =>
      pool.mfa.mode === 'ON' || (pool.mfa.mode === 'OPTIONAL' && user.mfa.enabled.length > 0),
    challenge: () => {
      // A second factor that cannot be asked for yet must not be skipped either.
      const message = 'Sign-in with a second factor is not supported by this pool.';
      throw new PoolError('InvalidUserPoolConfigurationException', message);
    },
  },
];

/**
 * Decides how a sign-in goes on: the first step that is due, or tokens.
 *
 * @throws PoolError InvalidUserPoolConfigurationException where a second factor would be due
 */
export async function nextStep(context: PoolContext, signIn: SignIn): Promise<AuthOutcome> {
  const due = steps.find((step) => step.isDue(signIn));
  if (due) return presentChallenge(context, signIn, due.challenge(signIn));
  return finish(context, signIn);
}

/** Puts one challenge, with a new Session. */
export async function presentChallenge(
  context: PoolContext,
  signIn: SignIn,
  name: ChallengeNameType,
): Promise<AuthOutcome> {
  const challenge = challenges[name];
  if (!challenge) throw new Error(`No challenge is named ${name}`);
  const { parameters, state } = await challenge.present(context, signIn);
  return {
    ChallengeName: name,
    Session: openSession(context, signIn, name, state),
    ChallengeParameters: { ...parameters },
  };
}

/**
 * Tokens.
 *
 * @throws PoolError NotAuthorizedException for a disabled user
 */
export async function finish(context: PoolContext, signIn: SignIn): Promise<AuthOutcome> {
  if (!signIn.user.enabled) throw userDisabled();
  const opened = openGrant(context, { ...signIn, scope: selfServiceScope });
  return {
    ChallengeParameters: {},
    AuthenticationResult: await issueTokens(context, opened, opened.refreshToken),
  };
}
