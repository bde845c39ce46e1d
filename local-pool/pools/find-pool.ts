import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { ClientRecord, PoolRecord } from '../store/records';

/**
 * @throws PoolError ResourceNotFoundException
 */
export function requirePool(context: PoolContext, poolId: string | undefined): PoolRecord {
  const pool = context.store.pools.get(poolId ?? '');
  if (!pool) {
    throw new PoolError('ResourceNotFoundException', `User pool ${poolId ?? ''} does not exist.`);
  }
  return pool;
}

/**
 * @param poolId when given, a client of another pool is as unknown as one that never was
 * @throws PoolError ResourceNotFoundException
 */
export function requireClient(
  context: PoolContext,
  clientId: string | undefined,
  poolId?: string,
): ClientRecord {
  const client = context.store.clients.get(clientId ?? '');
  if (!client || (poolId !== undefined && client.poolId !== poolId)) {
    throw new PoolError('ResourceNotFoundException', `User pool client ${clientId ?? ''} does not exist.`);
  }
  return client;
}
