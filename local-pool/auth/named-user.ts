import type { PoolContext } from '../operation';
import { requireClient, requirePool } from '../pools/find-pool';
import type { ClientRecord, PoolRecord, UserRecord } from '../store/records';
import { findUser } from '../users/find-user';
import { hidesExistence } from './existence';
import { combinationNotFound } from './refusals';
import { checkSecretHash } from './secret-hash';

/** A public request about somebody by name. */
export interface NamedRequest {
  readonly pool: PoolRecord;
  readonly client: ClientRecord;
  readonly username: string;
  /** Whether somebody unknown is to be answered like somebody known. */
  readonly hidden: boolean;
}

/**
 * Client, pool and SECRET_HASH of the operations of sign-up and recovery, checked in that order.
 *
 * @throws PoolError ResourceNotFoundException, NotAuthorizedException
 */
export function namedRequest(
  context: PoolContext,
  input: {
    readonly ClientId: string | undefined;
    readonly Username: string | undefined;
    readonly SecretHash?: string | undefined;
  },
): NamedRequest {
  const client = requireClient(context, input.ClientId);
  const pool = requirePool(context, client.poolId);
  const username = input.Username ?? '';
  checkSecretHash(client, username, input.SecretHash);
  return { pool, client, username, hidden: hidesExistence(client) };
}

/**
 * The user, or undefined for somebody unknown whom the client wants hidden.
 *
 * @throws PoolError UserNotFoundException where existence is shown
 */
export function namedUser(
  context: PoolContext,
  { pool, username, hidden }: NamedRequest,
): UserRecord | undefined {
  const user = findUser(context, pool, username);
  if (!user && !hidden) throw combinationNotFound();
  return user;
}
