import { dropCodes } from '../auth/codes';
import type { PoolContext } from '../operation';
import type { UserRecord } from '../store/records';

/** Removes a user with the outstanding codes. The token families stay until they expire: so old tokens are told from garbage. */
export function deleteUser(context: PoolContext, user: UserRecord): void {
  dropCodes(context, user);
  context.store.users.delete(user.sub);
}
