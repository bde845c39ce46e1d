import { userNotFound } from '../auth/refusals';
import type { PoolContext } from '../operation';
import { requirePool } from '../pools/find-pool';
import type { PoolRecord, UserRecord } from '../store/records';
import { foldName, nameKey } from './names';

/**
 * The user a caller means by `name`: the user name, the `sub`, an active alias, or the e-mail address or phone number in pools
 * whose users are named by it.
 */
export function findUser(context: PoolContext, pool: PoolRecord, name: string): UserRecord | undefined {
  const found = context.store.users.by('name', nameKey(pool, pool.id, name));
  if (found.length < 2) return found[0];
  // An alias may read like another user's name: the user name comes first.
  const folded = foldName(pool, name);
  return found.find((user) => foldName(pool, user.username) === folded) ?? found[0];
}

/**
 * @throws PoolError UserNotFoundException
 */
export function requireUser(context: PoolContext, pool: PoolRecord, name: string): UserRecord {
  const user = findUser(context, pool, name);
  if (!user) throw userNotFound();
  return user;
}

/**
 * Pool and user of an administrator's call.
 *
 * @throws PoolError ResourceNotFoundException, UserNotFoundException
 */
export function requirePoolUser(
  context: PoolContext,
  input: { readonly UserPoolId: string | undefined; readonly Username: string | undefined },
): { readonly pool: PoolRecord; readonly user: UserRecord } {
  const pool = requirePool(context, input.UserPoolId);
  return { pool, user: requireUser(context, pool, input.Username ?? '') };
}
