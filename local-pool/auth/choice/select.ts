import type { PoolContext } from '../../operation';
import type { Challenge, ChallengeAttempt, Presentation, Settle } from '../challenge';
import { required, type SignIn } from '../sign-in';
import { checkOffered, offeredTo } from './offer';
import { answerWithClientKey, answerWithPassword } from './password';

/** SELECT_CHALLENGE: which factor it is to be. What the chosen challenge asks for may come along. */
export const selectChallenge: Challenge = { present, answer };

function present(context: PoolContext, signIn: SignIn): Presentation {
  return { parameters: {}, state: {}, available: offeredTo(context, signIn) };
}

/** @throws PoolError InvalidParameterException for what is not offered; then as the chosen challenge */
function answer(context: PoolContext, attempt: ChallengeAttempt): Settle | Promise<Settle> {
  const { signIn, responses } = attempt;
  const due = checkOffered(context, signIn, required(responses, 'ANSWER'));
  if (due === 'PASSWORD' && responses['PASSWORD'] !== undefined) return answerWithPassword(context, attempt);
  if (due === 'PASSWORD_SRP' && responses['SRP_A'] !== undefined) return answerWithClientKey(attempt);
  return (fresh) => ({ due, signIn: fresh });
}
