import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolContext } from '../../operation';
import { unavailable } from '../../pools/settings';
import type { PoolRecord } from '../../store/records';
import { finish, presentChallenge } from '../next-step';
import { beginWithPassword } from '../password-flow';
import { whoSignsIn } from '../phantom';
import { invalidParameter, notAuthorized } from '../refusals';
import { invalidSession } from '../sessions';
import {
  required,
  startedSignIn,
  type AuthOutcome,
  type AuthStart,
  type Entries,
  type Progress,
  type SignIn,
} from '../sign-in';
import { takeSignUpSession } from '../sign-up-session';
import { offeredTo } from './offer';
import { requestedStepUp } from './step-up-request';

/**
 * First step of USER_AUTH: the challenge of PREFERRED_CHALLENGE, if it can be had, or a choice. Whatever the client sends along for
 * its preference is taken at once.
 *
 * @throws PoolError UserNotFoundException where existence is not hidden, FeatureUnavailableInTierException, LimitExceededException;
 *   with a PASSWORD as USER_PASSWORD_AUTH, with TARGET_ACR_VALUES or ACCESS_TOKEN as `requestedStepUp`
 */
export async function beginByChoice(context: PoolContext, start: AuthStart): Promise<AuthOutcome> {
  const { pool, parameters } = start;
  checkPlan(pool);
  const name = required(parameters, 'USERNAME');
  const preferred = parameters['PREFERRED_CHALLENGE'];
  const begun = { ...start, stepUp: await requestedStepUp(context, start) };
  const signIn = startedSignIn(begun, 'USER_AUTH', whoSignsIn(context, start, name));
  const offered = offeredTo(context, signIn);
  // Stepping up is no way to refresh a token (documented).
  if (offered.length === 0)
    throw invalidParameter('The token already meets the requested authentication level.');
  const wanted = offered.find((challenge) => challenge === preferred);
  if (wanted === 'PASSWORD' && parameters['PASSWORD'] !== undefined) return beginWithPassword(context, begun);
  if (wanted) return presentWanted(context, signIn, wanted, parameters);
  return presentChoice(context, signIn, offered);
}

function presentWanted(
  context: PoolContext,
  signIn: SignIn,
  wanted: ChallengeNameType,
  { SRP_A }: Entries,
): Promise<AuthOutcome> {
  if (wanted === 'PASSWORD_SRP' && SRP_A !== undefined) {
    return presentChallenge(context, signIn, 'PASSWORD_VERIFIER', { SRP_A });
  }
  return presentChallenge(context, signIn, wanted);
}

/**
 * A code by e-mail as the only choice is sent at once (observed), the list of one beside it. So is the only way to a level that
 * was asked for.
 */
async function presentChoice(
  context: PoolContext,
  signIn: SignIn,
  offered: readonly ChallengeNameType[],
): Promise<AuthOutcome> {
  const [only] = offered;
  const direct = only === 'EMAIL_OTP' || signIn.progress.levels !== undefined;
  if (!only || !direct || offered.length > 1) return presentChallenge(context, signIn, 'SELECT_CHALLENGE');
  return { ...(await presentChallenge(context, signIn, only)), AvailableChallenges: [only] };
}

/**
 * USER_AUTH with the Session of a confirmation: tokens, without a further factor and without a second one (guide "MFA": the first
 * sign-in right after sign-up). AuthParameters are ignored, as on AWS.
 *
 * @throws PoolError NotAuthorizedException, FeatureUnavailableInTierException
 */
export async function beginAfterSignUp(context: PoolContext, start: AuthStart): Promise<AuthOutcome> {
  const { api, pool, client, clientMetadata, caller, eventId } = start;
  checkPlan(pool);
  const session = takeSignUpSession(context, start.session, client, 'CONFIRMED_SIGN_UP');
  const user = session?.sub === undefined ? undefined : context.store.users.get(session.sub);
  if (user?.poolId !== pool.id) throw invalidSession();
  if (user.status !== 'CONFIRMED') throw notAuthorized('Invalid session for the user, session is expired.');
  const event = eventId === undefined ? {} : { eventId };
  const progress: Progress = { flow: 'USER_AUTH', asked: user.username, passed: [], ...event };
  return finish(context, { api, pool, client, clientMetadata, caller, user, known: true, progress });
}

/** A pool can have been moved to a lower plan after its clients were made. */
function checkPlan({ settings: { UserPoolTier } }: PoolRecord): void {
  if (UserPoolTier === 'LITE') throw unavailable('Choice-based sign-in', UserPoolTier);
}
