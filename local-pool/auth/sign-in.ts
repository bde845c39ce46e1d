import type {
  AuthFlowType,
  ChallengeNameType,
  InitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { ClientRecord, PoolRecord, SessionRecord, UserRecord } from '../store/records';
import { missingParameter } from './refusals';

/** Which pair of operations is speaking: InitiateAuth and RespondToAuthChallenge, or their Admin twins. */
export type AuthApi = SessionRecord['api'];

/** What both ways into the engine have in common. */
export interface AuthCall {
  readonly api: AuthApi;
  readonly pool: PoolRecord;
  readonly client: ClientRecord;
}

/** (Admin)InitiateAuth. */
export interface AuthStart extends AuthCall {
  readonly flow: AuthFlowType | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  /** Only of a sign-in right after confirmation. */
  readonly session: string | undefined;
}

/** (Admin)RespondToAuthChallenge. */
export interface AuthAnswer extends AuthCall {
  readonly challenge: ChallengeNameType | undefined;
  readonly session: string | undefined;
  readonly responses: Readonly<Record<string, string>>;
}

/** Somebody on the way in, who has passed at least the first factor unless a challenge says otherwise. */
export interface SignIn extends AuthCall {
  readonly user: UserRecord;
  /** Challenges answered in this sign-in, in order: no factor is asked for twice. */
  readonly passed: readonly ChallengeNameType[];
}

/** Tokens, or a challenge with its Session; the same for all four operations. */
export type AuthOutcome = Omit<InitiateAuthCommandOutput, '$metadata'>;

/**
 * A value that the step cannot do without.
 *
 * @throws PoolError InvalidParameterException
 */
export function required(values: Readonly<Record<string, string>>, name: string): string {
  const value = values[name];
  if (value === undefined) throw missingParameter(name);
  return value;
}
