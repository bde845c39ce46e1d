import { defineChallenge } from '../../triggers/custom-challenge';
import { unrecognizable } from '../../triggers/response';
import type { PoolContext } from '../../operation';
import type { Due } from '../challenge';
import type { Step } from '../next-step';
import { badCredentials } from '../refusals';
import { withFirstFactor, type SignIn } from '../sign-in';
import { customOf, historyOf, withCustom } from './progress';

/** The rounds of CUSTOM_AUTH before anything else has been proved: no other factor is asked for until they are through. */
export const customFirstStep: Step = (context, signIn) =>
  signIn.progress.first === undefined ? customStep(context, signIn) : signIn;

/** The rounds of CUSTOM_AUTH: after every answer the trigger says how it goes on. */
export const customStep: Step = (context, signIn) => {
  const { flow, first } = signIn.progress;
  const through = first === 'CUSTOM' || customOf(signIn.progress).granted === true;
  return flow !== 'CUSTOM_AUTH' || through ? signIn : decide(context, signIn);
};

/**
 * @throws PoolError NotAuthorizedException when the trigger fails the sign-in, InvalidLambdaResponseException when it names nothing
 *   that can come next; as `defineChallenge`
 */
async function decide(context: PoolContext, asked: SignIn): Promise<SignIn | Due> {
  const decision = await defineChallenge(context, asked, historyOf(asked.progress));
  if (decision.failAuthentication) throw badCredentials();
  const signIn = withUserNow(context, asked);
  // Functions leave the name of the last challenge in place when they have seen enough.
  if (decision.issueTokens) return granted(signIn);
  const { clientKey } = customOf(signIn.progress);
  if (decision.challengeName === 'CUSTOM_CHALLENGE') return { due: 'CUSTOM_CHALLENGE', signIn };
  const bySrp = clientKey !== undefined && signIn.progress.first === undefined;
  if (decision.challengeName !== 'PASSWORD_VERIFIER' || !bySrp) throw unrecognizable();
  return { due: 'PASSWORD_VERIFIER', signIn, given: { SRP_A: clientKey } };
}

function granted(signIn: SignIn): SignIn {
  const through = withCustom(signIn, { granted: true });
  return through.progress.first === undefined ? withFirstFactor(through, 'CUSTOM') : through;
}

/** The user as he is after the trigger has run. */
function withUserNow({ store }: PoolContext, signIn: SignIn): SignIn {
  const user = signIn.known ? store.users.get(signIn.user.sub) : undefined;
  return user ? { ...signIn, user } : signIn;
}
