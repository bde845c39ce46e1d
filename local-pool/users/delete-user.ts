import type { PoolContext } from '../operation';
import type { CodePurpose, UserRecord } from '../store/records';

const codePurposes: readonly CodePurpose[] = [
  'sign-up',
  'reset-password',
  'verify-email',
  'verify-phone_number',
];

/** Removes a user with the outstanding codes. The token families stay until they expire: so old tokens are told from garbage. */
export function deleteUser({ store }: PoolContext, user: UserRecord): void {
  for (const purpose of codePurposes) store.codes.delete(`${user.sub}/${purpose}`);
  store.users.delete(user.sub);
}
