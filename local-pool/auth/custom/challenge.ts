import type { PoolContext } from '../../operation';
import { createChallenge, verifyChallenge, type ChallengeResult } from '../../triggers/custom-challenge';
import type { Challenge, ChallengeAttempt, Presentation, Settle } from '../challenge';
import { required, type Entries, type SignIn } from '../sign-in';
import { customOf, historyOf, withCustom } from './progress';

/**
 * CUSTOM_CHALLENGE: one trigger asks, another checks the answer. A wrong answer is no refusal: the next round follows, if there is
 * one, and nothing is locked.
 */
export const customChallenge: Challenge = { present, answer };

interface State {
  readonly kept: Entries;
  readonly metadata?: string;
}

/** @throws PoolError as `createChallenge` */
async function present(context: PoolContext, signIn: SignIn): Promise<Presentation> {
  const { shown, kept, metadata } = await createChallenge(context, signIn, historyOf(signIn.progress));
  const state: State = { kept, ...(metadata === undefined ? {} : { metadata }) };
  return { parameters: { ...shown, USERNAME: signIn.user.username }, state: { ...state } };
}

/** @throws PoolError InvalidParameterException without an ANSWER; as `verifyChallenge` */
async function answer(
  context: PoolContext,
  { session, signIn, responses }: ChallengeAttempt,
): Promise<Settle> {
  const { kept, metadata } = session.state as unknown as State;
  const challengeResult = await verifyChallenge(context, signIn, kept, required(responses, 'ANSWER'));
  const round: ChallengeResult = {
    challengeName: 'CUSTOM_CHALLENGE',
    challengeResult,
    ...(metadata === undefined ? {} : { challengeMetadata: metadata }),
  };
  return (fresh) => withCustom(fresh, { rounds: [...customOf(fresh.progress).rounds, round] });
}
