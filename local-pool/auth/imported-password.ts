import { matchesHash } from '../imports/password-hash';
import type { PoolContext } from '../operation';
import type { UserRecord } from '../store/records';
import { derivePassword } from './password';

/**
 * Turns the hash that an import brought along into an SRP verifier, once somebody comes with the password. To be called before the
 * password is checked in one synchronous step as always: this decides nothing about a sign-in, so a lock is for that step to find.
 *
 * @param password in clear; a wrong one changes nothing
 */
export async function adoptImported(
  context: PoolContext,
  user: UserRecord | undefined,
  password: string,
): Promise<void> {
  const hash = user?.importedHash;
  // No work for whoever is refused in any case.
  if (!hash || user.failedPasswords.lockedUntil > context.clock.now()) return;
  if (!(await matchesHash(hash, password))) return;
  const { users, pools } = context.store;
  const [now, pool] = [users.get(user.sub), pools.get(user.poolId)];
  // Another password may have been set meanwhile.
  if (!now || !pool || now.importedHash?.text !== hash.text) return;
  users.put({ ...now, importedHash: undefined, password: derivePassword(pool, now.username, password) });
}
