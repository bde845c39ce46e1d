import type {
  AuthFlowType,
  ChallengeNameType,
  InitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Caller } from '../operation';
import type { ClientRecord, PoolRecord, SessionRecord, UserRecord } from '../store/records';
import type { CustomProgress } from './custom/progress';
import type { NewGrant } from '../tokens/grants';
import { missingParameter } from './refusals';

/** Which pair of operations is speaking: InitiateAuth and RespondToAuthChallenge, their Admin twins, or managed login. */
export type AuthApi = SessionRecord['api'];

/** Entries of a map on the wire: AuthParameters, ChallengeResponses, ChallengeParameters, ClientMetadata. */
export type Entries = Readonly<Record<string, string>>;

/** What both ways into the engine have in common: who is calling in this very request. Nothing of it is kept in the Session. */
export interface AuthCall {
  readonly api: AuthApi;
  readonly pool: PoolRecord;
  readonly client: ClientRecord;
  /** For the triggers. */
  readonly clientMetadata: Entries;
  readonly caller: Caller;
}

/** (Admin)InitiateAuth. */
export interface AuthStart extends AuthCall {
  readonly flow: AuthFlowType | undefined;
  readonly parameters: Entries;
  /** Only of a sign-in right after confirmation. */
  readonly session: string | undefined;
  /** Of the entry in the user's history, where one is kept. */
  readonly eventId?: string;
  /** Of a sign-in that asks for a level (choice/step-up-request.ts). */
  readonly stepUp?: Pick<Progress, 'first' | 'passed' | 'roaming' | 'levels'> | undefined;
}

/** (Admin)RespondToAuthChallenge. */
export interface AuthAnswer extends AuthCall {
  readonly challenge: ChallengeNameType | undefined;
  readonly session: string | undefined;
  readonly responses: Entries;
}

/** By what somebody has proved who he is, before any second factor. */
export type FirstFactor = 'PASSWORD' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN' | 'CUSTOM';

/** What a sign-in remembers from its first request to its last: JSON, kept in the Session. */
export interface Progress {
  readonly flow: AuthFlowType;
  /** USERNAME as it was given at the start. */
  readonly asked: string;
  /** Absent until the first factor has passed. */
  readonly first?: FirstFactor;
  /** Challenges answered, in order: no factor is asked for twice. */
  readonly passed: readonly ChallengeNameType[];
  /** DEVICE_KEY, when the client brought one. */
  readonly deviceKey?: string;
  /** The entry in the user's history, which becomes the `event_id` of the tokens. */
  readonly eventId?: string;
  /** Of a sign-in by passkey: whether the authenticator knew its owner, which makes it two factors in one. */
  readonly userVerified?: boolean;
  /** Whether that authenticator is one that goes from device to device. */
  readonly roaming?: boolean;
  /** Levels of authentication that were asked for, 1 to 4, the first choice first. */
  readonly levels?: readonly number[];
  readonly custom?: CustomProgress;
}

/** Somebody on the way in. */
export interface SignIn extends AuthCall {
  readonly user: UserRecord;
  /** False for a phantom (phantom.ts): it is asked everything a user is asked, and nothing it answers is right. */
  readonly known: boolean;
  readonly progress: Progress;
}

/** Somebody whose sign-in is complete, before tokens are made. */
export interface SignedIn extends Pick<NewGrant, 'eventId' | 'methods' | 'acr'> {
  readonly user: UserRecord;
}

/** Tokens, or a challenge with its Session; the same for all four operations. */
export type AuthOutcome = Omit<InitiateAuthCommandOutput, '$metadata'> & {
  /** In managed login instead of tokens: who has signed in. Tokens are made when the client comes with the code. */
  readonly signedIn?: SignedIn;
};

/** A sign-in whose request has been looked at, before any factor. */
export function startedSignIn(
  { api, pool, client, clientMetadata, caller, parameters, eventId, stepUp }: AuthStart,
  flow: AuthFlowType,
  who: Pick<SignIn, 'user' | 'known'>,
): SignIn {
  const deviceKey = parameters['DEVICE_KEY'];
  const asked = required(parameters, 'USERNAME');
  const device = deviceKey === undefined ? {} : { deviceKey };
  const event = eventId === undefined ? {} : { eventId };
  const progress: Progress = { flow, asked, passed: [], ...device, ...event, ...stepUp };
  return { api, pool, client, clientMetadata, caller, ...who, progress };
}

/** The sign-in after its first factor. */
export function withFirstFactor(signIn: SignIn, first: FirstFactor): SignIn {
  return { ...signIn, progress: { ...signIn.progress, first } };
}

/**
 * A value that the step cannot do without.
 *
 * @throws PoolError InvalidParameterException
 */
export function required(values: Entries, name: string): string {
  const value = values[name];
  if (value === undefined) throw missingParameter(name);
  return value;
}
