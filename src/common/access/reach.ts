import { AppError } from '../errors/app-error';
import { mayGrant } from './roles';
import type { KnownUser, UserDirectory } from './user-directory';

/**
 * Looks a user up for somebody who is kept to an account. Nobody learns whether a name means somebody of another account or nobody at all.
 *
 * @throws AppError `user_not_found`
 */
export async function userWithin(directory: UserDirectory, name: string, within: string): Promise<KnownUser> {
  const user = await directory.find(name);
  if (user.accountId !== within) throw new AppError('user_not_found');
  return user;
}

/**
 * Whoever could set the password of somebody with a greater role would hold that role.
 *
 * @param held groups of the caller
 * @throws AppError `forbidden`
 */
export async function refuseAbove(
  directory: UserDirectory,
  { username }: KnownUser,
  held: readonly string[],
): Promise<void> {
  const groups = await directory.groupsOf(username);
  if (groups.every((group) => mayGrant(held, group))) return;
  throw new AppError('forbidden', { detail: 'The user has a role that you may not give.' });
}
