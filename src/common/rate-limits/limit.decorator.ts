import { SetMetadata, type Type } from '@nestjs/common';
import type { LimitName } from './limits';

export const LIMIT = 'gatehouse:limit';

/** The part of a request that an account may be read from. It has not been validated yet. */
export interface LimitedRequest {
  readonly body: unknown;
}

/** A provider that knows which account a request is about, where that takes more than a look at the body. */
export interface LimitAccountSource {
  /** The username, or undefined when the request names none. Must not throw: what is wrong with a request is said later. */
  accountOf(request: LimitedRequest): string | undefined;
}

/** A further row that some requests are under, by what they ask for. */
export interface FurtherLimit {
  readonly name: LimitName;
  readonly when: (request: LimitedRequest) => boolean;
}

export interface LimitOptions {
  /** Which account the call is about. Default: the caller's `sub`, or `username` of the body on a public route. */
  readonly account?: (request: LimitedRequest) => string | undefined;
  /** The same as a provider of the application, e.g. to open a sealed session. */
  readonly accountSource?: Type<LimitAccountSource>;
  readonly also?: FurtherLimit;
  /** Whether a success leaves open if what was sent was right. Such a call counts as a failure: it may have been a guess. */
  readonly undecided?: (data: unknown) => boolean;
}

/** What `@Limit` leaves on a route. */
export type LimitMetadata = LimitName | ({ readonly name: LimitName } & LimitOptions);

/** Names the row of the table of limits that a route or a controller is under. */
export const Limit = (name: LimitName, options?: LimitOptions) =>
  SetMetadata(LIMIT, options === undefined ? name : { name, ...options });
