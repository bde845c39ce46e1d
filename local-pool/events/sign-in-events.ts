import { randomUUID } from 'node:crypto';
import type { ChallengeNameType, ChallengeResponseType } from '@aws-sdk/client-cognito-identity-provider';
import { notAuthorized } from '../auth/refusals';
import type { AuthAnswer, AuthOutcome, AuthStart, SignIn } from '../auth/sign-in';
import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { UserRecord } from '../store/records';
import { digestOf } from '../tokens/refresh-token';
import { findUser } from '../users/find-user';
import { isCompromised, refuseCompromised } from './compromised-passwords';
import { noteEvent, type EventNote, type Occasion } from './note-event';
import { isBlocked, riskSettings } from './risk-configuration';
import { threatProtection } from './threat-protection';

const refreshes: ReadonlySet<string> = new Set(['REFRESH_TOKEN', 'REFRESH_TOKEN_AUTH']);
const passwords: ReadonlySet<ChallengeNameType> = new Set<ChallengeNameType>([
  'PASSWORD',
  'PASSWORD_VERIFIER',
]);
const secondFactors: ReadonlySet<ChallengeNameType> = new Set<ChallengeNameType>([
  'SMS_MFA',
  'SOFTWARE_TOKEN_MFA',
  'EMAIL_OTP',
]);
/** The answer was of no use, and says nothing about who gave it. */
const unusable: ReadonlySet<string> = new Set([
  'InvalidParameterException',
  'InvalidPasswordException',
  'PasswordHistoryPolicyViolationException',
  'AliasExistsException',
  'ResourceNotFoundException',
]);

/**
 * Begins a sign-in and writes it into the user's history, where the pool has threat protection.
 *
 * @param begin the first step of the flow
 * @throws PoolError NotAuthorizedException for an address that the pool blocks; then as `begin`
 */
export async function recordedStart(
  context: PoolContext,
  start: AuthStart,
  begin: (context: PoolContext, start: AuthStart) => Promise<AuthOutcome>,
): Promise<AuthOutcome> {
  const { pool, flow, parameters, caller } = start;
  const mode = threatProtection(pool, flow);
  if (mode === 'OFF' || flow === undefined || refreshes.has(flow)) return begin(context, start);
  const user = whoStarts(context, start);
  const password = parameters['PASSWORD'];
  const occasion: Occasion | undefined = user && { id: randomUUID(), type: 'SignIn', user, caller };
  const risk = { CompromisedCredentialsDetected: isCompromised(start, 'SIGN_IN', password) };
  try {
    if (mode === 'ENFORCED') refuseAddress(context, start, occasion);
    const outcome = await begin(context, occasion ? { ...start, eventId: occasion.id } : start);
    const proved = password !== undefined && !stillAsked(outcome);
    const challenge = proved ? passwordResponse('Success') : undefined;
    if (occasion) noteEvent(context, occasion, { response: responseOf(outcome), challenge, risk });
    return outcome;
  } catch (error) {
    const note = noteOf(error, password === undefined ? undefined : 'Password');
    if (occasion && note) noteEvent(context, occasion, { ...note, risk: { ...risk, ...note.risk } });
    throw error;
  }
}

/**
 * Goes on with a sign-in, and with its entry in the history.
 *
 * @param work checks the answer and takes the next step
 * @throws PoolError InvalidPasswordException for a new password that has leaked; then as `work`
 */
export async function recordedAnswer(
  context: PoolContext,
  signIn: SignIn,
  { challenge: name, responses }: AuthAnswer,
  work: () => Promise<AuthOutcome>,
): Promise<AuthOutcome> {
  const { user, known, caller, progress } = signIn;
  refuseCompromised(signIn, 'PASSWORD_CHANGE', responses['NEW_PASSWORD']);
  if (!known || progress.eventId === undefined) return work();
  const occasion: Occasion = { id: progress.eventId, type: 'SignIn', user, caller };
  const kind = kindOf(signIn, name, responses['PASSWORD']);
  try {
    const outcome = await work();
    const challenge = kind && { ChallengeName: kind, ChallengeResponse: 'Success' as const };
    noteEvent(context, occasion, { response: responseOf(outcome), challenge });
    return outcome;
  } catch (error) {
    const note = noteOf(error, kind);
    if (note) noteEvent(context, occasion, note);
    throw error;
  }
}

/** After a confirmation the Session says it, else the name. */
function whoStarts(context: PoolContext, { pool, session, parameters }: AuthStart): UserRecord | undefined {
  const { users, sessions } = context.store;
  if (session !== undefined) return users.get(sessions.get(digestOf(session))?.sub ?? '');
  return findUser(context, pool, parameters['USERNAME'] ?? '');
}

/** Before anything else, so that the answer is the same for every name. */
function refuseAddress(context: PoolContext, start: AuthStart, occasion: Occasion | undefined): void {
  if (!isBlocked(riskSettings(start), start.caller.address)) return;
  if (occasion) noteEvent(context, occasion, { response: 'Fail', risk: { RiskDecision: 'Block' } });
  throw notAuthorized('Request not allowed due to security reasons.');
}

function responseOf({ AuthenticationResult, signedIn }: AuthOutcome): EventNote['response'] {
  return (AuthenticationResult ?? signedIn) ? 'Pass' : 'InProgress';
}

/** A password that was sent along with a choice of another factor has not been looked at. */
function stillAsked({ ChallengeName }: AuthOutcome): boolean {
  return ChallengeName === 'SELECT_CHALLENGE' || ChallengeName === 'PASSWORD';
}

type Kind = NonNullable<ChallengeResponseType['ChallengeName']>;

/** The history only knows passwords and second factors. */
function kindOf(
  { progress }: SignIn,
  name: ChallengeNameType | undefined,
  password: string | undefined,
): Kind | undefined {
  if (name === undefined) return undefined;
  if (passwords.has(name) || (name === 'SELECT_CHALLENGE' && password !== undefined)) return 'Password';
  return secondFactors.has(name) && progress.first !== undefined ? 'Mfa' : undefined;
}

/** What a refusal means for the history; undefined when nothing. */
function noteOf(error: unknown, kind: Kind | undefined): EventNote | undefined {
  if (!(error instanceof PoolError) || unusable.has(error.type)) return undefined;
  const wrong = isWrongAnswer(error);
  return {
    // After a wrong code another may be given.
    response: error.type === 'CodeMismatchException' ? 'InProgress' : 'Fail',
    challenge: kind && { ChallengeName: kind, ChallengeResponse: wrong ? 'Failure' : 'Success' },
    ...(/security reasons/u.test(error.message) ? { risk: { RiskDecision: 'Block' } } : {}),
  };
}

/** Everything else is refused in spite of a right answer: for the state of the account, a trigger, a risk. */
function isWrongAnswer({ type, message }: PoolError): boolean {
  if (type === 'CodeMismatchException' || type === 'ExpiredCodeException') return true;
  return (
    type === 'NotAuthorizedException' && /^(?:Incorrect username|Password attempts|Invalid)/u.test(message)
  );
}

function passwordResponse(ChallengeResponse: 'Success' | 'Failure'): ChallengeResponseType {
  return { ChallengeName: 'Password', ChallengeResponse };
}
