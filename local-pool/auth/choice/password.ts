import type { PoolContext } from '../../operation';
import { checkState } from '../account-state';
import type { Challenge, ChallengeAttempt, Presentation, Settle } from '../challenge';
import { adoptImported } from '../imported-password';
import { signInByPassword } from '../password-check';
import { badCredentials } from '../refusals';
import { required, withFirstFactor } from '../sign-in';
import { clientKeyFrom } from '../srp-challenge';
import { checkOffered } from './offer';

/** PASSWORD: the password in clear. */
export const passwordChallenge: Challenge = {
  present: nothingToTell,
  answer: (context, attempt) => {
    checkOffered(context, attempt.signIn, 'PASSWORD');
    return answerWithPassword(context, attempt);
  },
};

/** PASSWORD_SRP: the client's half of an SRP exchange; PASSWORD_VERIFIER follows. */
export const passwordSrpChallenge: Challenge = {
  present: nothingToTell,
  answer: (context, attempt) => {
    checkOffered(context, attempt.signIn, 'PASSWORD_SRP');
    return answerWithClientKey(attempt);
  },
};

/**
 * An answer with PASSWORD, to whichever challenge.
 *
 * @throws PoolError as `signInByPassword`
 */
export async function answerWithPassword(
  context: PoolContext,
  { signIn, responses }: ChallengeAttempt,
): Promise<Settle> {
  const { pool, client, known, user, progress } = signIn;
  const name = known ? user.username : progress.asked;
  const password = required(responses, 'PASSWORD');
  await adoptImported(context, known ? user : undefined, password);
  const proved = signInByPassword(context, pool, client, name, password);
  return (fresh) => {
    // The password may have been changed since it was looked at.
    if (fresh.user.password?.salt !== proved.password?.salt) throw badCredentials();
    checkState(context, pool, fresh.user);
    return withFirstFactor(fresh, 'PASSWORD');
  };
}

/**
 * An answer with SRP_A, to whichever challenge.
 *
 * @throws PoolError InvalidParameterException for an SRP_A of no use
 */
export function answerWithClientKey({ responses }: ChallengeAttempt): Settle {
  const given = { SRP_A: clientKeyFrom(responses) };
  return (fresh) => ({ due: 'PASSWORD_VERIFIER', signIn: fresh, given });
}

function nothingToTell(): Presentation {
  return { parameters: {}, state: {} };
}
