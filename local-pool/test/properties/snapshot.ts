import { isPassword } from '../../auth/password';
import { isRevoked } from '../../tokens/grants';
import type { Service } from './service';

/** What a repeated request must leave as it is. */
export interface Snapshot {
  readonly users: Readonly<Record<string, object>>;
  /** Sign-ins that can still be refreshed, by user. */
  readonly signIns: Readonly<Record<string, number>>;
}

/**
 * @param passwords every password that plays a part; users have one of them
 */
export function snapshot({ pools, poolId }: Service, passwords: readonly string[]): Snapshot {
  const { store } = pools.context;
  const pool = pools.pool(poolId);
  const users = [...store.users.by('pool', poolId)].sort((a, b) => (a.username < b.username ? -1 : 1));
  return {
    users: Object.fromEntries(
      users.map(
        ({ sub, username, status, enabled, attributes, pendingAttributes, groups, password, mfa }) => {
          const known = passwords.find((one) => password && isPassword(pool, username, password, one));
          const shown = { sub, status, enabled, attributes, pendingAttributes, groups, mfa, password: known };
          return [username, shown];
        },
      ),
    ),
    signIns: Object.fromEntries(
      users.map((user) => {
        const inForce = store.grants.by('user', user.sub).filter((grant) => !isRevoked(grant, user));
        return [user.username, inForce.length];
      }),
    ),
  };
}
