import { refuseCompromised } from '../events/compromised-passwords';
import type { PoolContext } from '../operation';
import type { ClientRecord, PoolRecord, UserRecord } from '../store/records';
import { findUser } from '../users/find-user';
import { checkState } from './account-state';
import { hidesExistence } from './existence';
import { checkLock, clearFailures, countFailure } from './lockout';
import { hasPassword, isPassword, spendPasswordTime } from './password';
import { badCredentials, passwordResetRequired, userNotFound } from './refusals';

/**
 * The user whose name and password these are. The state of an account is told only to those who know its password: AWS leaves
 * open in which order it looks, and this one gives nothing away. Synchronous, so that parallel guesses are counted one by one.
 *
 * @throws PoolError NotAuthorizedException (wrong, locked, disabled, temporary password expired), UserNotFoundException where
 *   existence is not hidden, UserNotConfirmedException, PasswordResetRequiredException
 */
export function signInByPassword(
  context: PoolContext,
  pool: PoolRecord,
  client: ClientRecord,
  username: string,
  password: string,
): UserRecord {
  const found = findUser(context, pool, username);
  if (!found && !hidesExistence(client)) throw userNotFound();
  checkLock(context, pool, found ?? username);
  // An imported user has no password to know, so where existence is shown the way out is shown as well.
  const imported = found?.status === 'RESET_REQUIRED' && !hasPassword(found);
  if (imported && !hidesExistence(client)) throw passwordResetRequired();
  // Asked of the unknown too: it takes as long as a wrong password.
  const known = knowsPassword(pool, found, password);
  if (!found || !known) {
    countFailure(context, pool, found ?? username);
    throw badCredentials();
  }
  const user = clearFailures(context, found);
  checkState(context, pool, user);
  refuseCompromised({ pool, client }, 'SIGN_IN', password);
  return user;
}

function knowsPassword(pool: PoolRecord, user: UserRecord | undefined, password: string): boolean {
  if (user?.password) return isPassword(pool, user.username, user.password, password);
  spendPasswordTime(pool, password);
  return false;
}
