import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import { recordedAnswer, recordedStart } from '../events/sign-in-events';
import { postConfirmationBy } from '../triggers/post-confirmation';
import { isDue, withPassed, type Challenge } from './challenge';
import { challenges } from './challenges';
import { withDeviceKey } from './devices/known-device';
import { flows, isEnabled } from './flows';
import { nextStep, presentChallenge } from './next-step';
import { invalidParameter } from './refusals';
import { checkSecretHash } from './secret-hash';
import { dropSession, invalidSession, requireSession, useSession, type Resumed } from './sessions';
import { required, type AuthAnswer, type AuthOutcome, type AuthStart } from './sign-in';

/** Refusals after which the same Session may be answered again. */
const survivable = new Set([
  'InvalidParameterException',
  'InvalidPasswordException',
  'PasswordHistoryPolicyViolationException',
  'AliasExistsException',
  'CodeMismatchException',
  // Of a DEVICE_KEY: clients send the same answer again without it.
  'ResourceNotFoundException',
]);

/**
 * Begins a sign-in: InitiateAuth and AdminInitiateAuth.
 *
 * @throws PoolError InvalidParameterException for a flow that the operation or the client does not have; then as the flow
 */
export async function initiate(context: PoolContext, start: AuthStart): Promise<AuthOutcome> {
  const { api, client, parameters } = start;
  const flow = start.flow === undefined ? undefined : flows[start.flow];
  if (!flow?.apis.includes(api)) throw invalidParameter('Initiate Auth method not supported.');
  // The client's flows and secret are for its own calls; managed login asks for the password by itself.
  if (api === 'hosted' && flow.begin) return recordedStart(context, start, flow.begin);
  if (start.session !== undefined && flow.beginAfterSignUp && isEnabled(flow, client)) {
    return recordedStart(context, start, flow.beginAfterSignUp);
  }
  if (flow.checksHash !== true) {
    checkSecretHash(client, required(parameters, 'USERNAME'), parameters['SECRET_HASH']);
  }
  if (!flow.begin || !isEnabled(flow, client)) throw flowNotEnabled(start);
  return recordedStart(context, start, flow.begin);
}

/**
 * Goes on with a sign-in: RespondToAuthChallenge and AdminRespondToAuthChallenge.
 *
 * @throws PoolError NotAuthorizedException for a Session that is not good; then as the challenge
 */
export async function respond(context: PoolContext, answer: AuthAnswer): Promise<AuthOutcome> {
  const { api, client, responses } = answer;
  if (api !== 'hosted') {
    checkSecretHash(client, required(responses, 'USERNAME'), responses['SECRET_HASH']);
  }
  const challenge = answer.challenge === undefined ? undefined : challenges[answer.challenge];
  const { session, signIn } = requireSession(context, answer);
  if (!challenge || answer.challenge === undefined) throw invalidSession();
  const { challenge: name } = answer;
  return recordedAnswer(context, signIn, answer, () =>
    goOn(context, answer, { session, signIn, challenge, name }),
  );
}

async function goOn(
  context: PoolContext,
  answer: AuthAnswer,
  {
    session,
    signIn,
    challenge,
    name,
  }: Resumed & { readonly challenge: Challenge; readonly name: ChallengeNameType },
): Promise<AuthOutcome> {
  const { responses } = answer;
  const result = await endingOnRefusal(context, session, async () => {
    const settle = await challenge.answer(context, { session, signIn, responses });
    // From here to `useSession` nothing awaits: of two right answers in a race, the second finds the Session used.
    const fresh = requireSession(context, answer);
    const settled = settle(withDeviceKey(context, fresh.signIn, responses));
    useSession(context, fresh.session);
    return isDue(settled)
      ? { ...settled, signIn: withPassed(settled.signIn, name) }
      : withPassed(settled, name);
  });
  await postConfirmationBy(context, signIn, isDue(result) ? result.signIn : result);
  if (isDue(result)) return presentChallenge(context, result.signIn, result.due, result.given);
  return nextStep(context, result);
}

async function endingOnRefusal<T>(
  context: PoolContext,
  session: Parameters<typeof dropSession>[1],
  step: () => Promise<T>,
): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const stored = context.store.sessions.get(session.id);
    // A Session that somebody else has answered meanwhile stays, to tell the replay from garbage.
    const fatal = error instanceof PoolError && !survivable.has(error.type);
    if (fatal && stored?.usedAt === undefined) dropSession(context, session);
    throw error;
  }
}

function flowNotEnabled({ api, flow }: AuthStart): PoolError {
  if (api === 'admin') return invalidParameter('Auth flow not enabled for this client');
  return invalidParameter(`${flow ?? ''} flow not enabled for this client`);
}
