import type { Background } from './background';
import type { Clock } from './clock';
import type { Store } from './store/store';
import type { Lambdas } from './triggers/lambdas';

/** What every operation can reach. One per emulator, passed explicitly: there is no global state. */
export interface PoolContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: PoolServerSettings;
  /** For work that goes on after an answer. */
  readonly background: Background;
  /** The functions that triggers call. */
  readonly lambdas: Lambdas;
}

export interface PoolServerSettings {
  /** Region in new pool ids, ARNs and issuers. */
  readonly region: string;
  /** `iss` of the tokens, `{poolId}` replaced. Default: as on AWS. */
  readonly issuer: string;
  /** Whether the hourly limits per user apply (auth/user-limits.ts). Lockout and limits per code cannot be switched off. */
  readonly userLimits: boolean;
}

/** Where a call came from, as the connection shows it. */
export interface Caller {
  /** IP address. */
  readonly address: string;
  readonly userAgent: string;
  /** The pool's own URL as the caller reached it, without a slash at the end. */
  readonly endpoint: string;
}

/**
 * One operation of the API. The input has passed the model's validation (types, required members, lengths, patterns, ranges,
 * enums). Dates in the output become epoch seconds on the wire; undefined members are left out.
 */
export type Operation<Input, Output> = (
  input: Input,
  context: PoolContext,
  caller: Caller,
) => Promise<Omit<Output, '$metadata'>> | Omit<Output, '$metadata'>;

/** Operations by their wire name. Each family exports one of these; `operations/index.ts` is the whole list. */
export type OperationTable = Readonly<Record<string, Operation<never, object>>>;
