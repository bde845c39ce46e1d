import type { PoolContext } from '../../operation';
import type { Challenge, ChallengeAttempt, Presentation, Settle } from '../challenge';
import { required, type SignIn } from '../sign-in';
import { checkOffered, offeredTo } from './offer';
import { answerWithClientKey, answerWithPassword } from './password';
import { webAuthnChallenge } from './web-authn';

/** SELECT_CHALLENGE: which factor it is to be. What the chosen challenge asks for may come along. */
export const selectChallenge: Challenge = { present, answer };

/** A passkey can answer the choice itself (examples of the API reference), and for that has to know what to sign. */
async function present(context: PoolContext, signIn: SignIn): Promise<Presentation> {
  const available = offeredTo(context, signIn);
  const nothing: Presentation = { parameters: {}, state: {} };
  const toSign = available.includes('WEB_AUTHN')
    ? await webAuthnChallenge.present(context, signIn, {})
    : nothing;
  return { ...toSign, available };
}

/** @throws PoolError InvalidParameterException for what is not offered; then as the chosen challenge */
function answer(context: PoolContext, attempt: ChallengeAttempt): Settle | Promise<Settle> {
  const { session, signIn, responses } = attempt;
  const due = checkOffered(context, signIn, required(responses, 'ANSWER'));
  if (due === 'PASSWORD' && responses['PASSWORD'] !== undefined) return answerWithPassword(context, attempt);
  if (due === 'PASSWORD_SRP' && responses['SRP_A'] !== undefined) return answerWithClientKey(attempt);
  const signable = Object.keys(session.state).length > 0;
  if (due === 'WEB_AUTHN' && responses['CREDENTIAL'] !== undefined && signable) {
    return webAuthnChallenge.answer(context, attempt);
  }
  return (fresh) => ({ due, signIn: fresh });
}
