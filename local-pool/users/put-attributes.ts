import { dropCode } from '../auth/codes';
import type { PoolContext } from '../operation';
import type { UserRecord } from '../store/records';
import { contactAttributes } from './attributes';

/**
 * Puts changed attributes. A reset code on its way to a former address must not open the account any more.
 *
 * @returns the user as he is now
 */
export function putAttributes(
  context: PoolContext,
  user: UserRecord,
  change: Pick<UserRecord, 'attributes' | 'pendingAttributes'>,
): UserRecord {
  const changed = { ...user, ...change, updatedAt: context.clock.now() };
  const moved = contactAttributes.some((name) => changed.attributes[name] !== user.attributes[name]);
  if (moved) dropCode(context, user, 'reset-password');
  context.store.users.put(changed);
  return changed;
}
