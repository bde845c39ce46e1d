import { dropCodes } from '../auth/codes';
import type { PoolContext } from '../operation';
import type { UserRecord } from '../store/records';

/** Removes a user with the outstanding codes, devices, passkeys and history. The token families stay until they expire: so old tokens are told from garbage. */
export function deleteUser(context: PoolContext, user: UserRecord): void {
  dropCodes(context, user);
  const { devices, passkeys, events } = context.store;
  for (const collection of [devices, passkeys, events]) {
    for (const { id } of collection.by('user', user.sub)) collection.delete(id);
  }
  context.store.users.delete(user.sub);
}
