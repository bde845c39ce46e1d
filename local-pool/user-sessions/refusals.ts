import { PoolError } from '../pool-error';
import type { PoolRecord } from '../store/records';
import { tracksSessions } from './token-session';

/** @throws PoolError OperationNotEnabledException where the pool does not track sessions */
export function checkTracking(pool: PoolRecord): void {
  if (tracksSessions(pool)) return;
  throw new PoolError('OperationNotEnabledException', 'Session tracking is not enabled for this user pool.');
}
