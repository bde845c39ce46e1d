import { derivePassword } from '../auth/password';
import type { PoolContext } from '../operation';
import type { PoolRecord, UserRecord } from '../store/records';

/**
 * A user who is just being made: enabled, in no group, without failures, factors and history. Puts nothing.
 *
 * @param of `password` in clear, undefined for somebody without one; that of a FORCE_CHANGE_PASSWORD user is temporary, and its
 *   term begins now
 */
export function newUser(
  context: PoolContext,
  pool: PoolRecord,
  of: Pick<UserRecord, 'sub' | 'username' | 'attributes' | 'status'> & {
    readonly password: string | undefined;
  },
): UserRecord {
  const { password, ...given } = of;
  const now = context.clock.now();
  return {
    ...given,
    poolId: pool.id,
    enabled: true,
    groups: [],
    ...(password === undefined ? {} : { password: derivePassword(pool, of.username, password) }),
    ...(of.status === 'FORCE_CHANGE_PASSWORD' ? { temporaryPasswordSetAt: now } : {}),
    passwordHistory: [],
    failedPasswords: { count: 0, lastAt: 0, lockedUntil: 0 },
    pendingAttributes: {},
    mfa: { enabled: [] },
    createdAt: now,
    updatedAt: now,
  };
}
