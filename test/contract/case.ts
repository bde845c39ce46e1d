import type { ErrorCode } from '../../src/common/errors/error-table';
import type { Gatehouse } from '../support/gatehouse';
import type { Planted } from './upstream';
import type { World } from './world';

/** One request to the route that a case belongs to. */
export interface Attempt {
  /** The instance that is asked; that of the embedded pool when left out. */
  readonly at?: Gatehouse;
  /** Parts of the path by name. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** With its question mark. */
  readonly query?: string;
  /** A text is sent as it stands, everything else as JSON. */
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What Cognito answers in place of the user pool while the request is under way. */
  readonly upstream?: Planted;
  /** Seconds that pass before the request, for the service and for the pool. */
  readonly later?: number;
}

/**
 * Arranges what a request needs, and says what to send.
 *
 * @param reach gives a request of the route that gets as far as Cognito, to be met by a planted answer
 */
export type Case = (world: World, reach: () => Promise<Attempt>) => Attempt | Promise<Attempt>;

/** A case that needs no other request of its route. */
export type Arranged = (world: World) => Attempt | Promise<Attempt>;

/** What is expected of one route. */
export interface RouteCases {
  /** The operation of Cognito that the route is about, which refuses what only triggers and deliveries refuse. */
  readonly operation?: string;
  readonly success: Arranged;
  /** A request that gets as far as Cognito, where that of the success does not for some reason. */
  readonly reach?: Arranged;
  /** Whether it ends the caller's tokens even when nobody knows what has become of it: then each fault meets another caller. */
  readonly ends?: true;
  /** By code; those that come with the kind of the route are in `common.ts`. */
  readonly failures: Readonly<Partial<Record<ErrorCode, Case>>>;
}

/** Cases by route, named as in the OpenAPI document: `POST /v1/auth/sign-in`. */
export type Cases = Readonly<Record<string, RouteCases>>;
