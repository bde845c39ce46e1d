import type { PoolContext } from '../operation';
import { refuseCompromised } from '../events/compromised-passwords';
import type { ClientRecord, PoolRecord, UserRecord } from '../store/records';
import { findUser } from '../users/find-user';
import { checkState } from './account-state';
import { hidesExistence } from './existence';
import { adoptImported } from './imported-password';
import { checkLock, clearFailures, countFailure } from './lockout';
import { nextStep } from './next-step';
import { hasPassword, isPassword, spendPasswordTime } from './password';
import { badCredentials, passwordResetRequired, userNotFound } from './refusals';
import { required, startedSignIn, withFirstFactor, type AuthOutcome, type AuthStart } from './sign-in';

/** First step of USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH. */
export async function beginWithPassword(context: PoolContext, start: AuthStart): Promise<AuthOutcome> {
  const { pool, client, parameters } = start;
  const username = required(parameters, 'USERNAME');
  const password = required(parameters, 'PASSWORD');
  await adoptImported(context, findUser(context, pool, username), password);
  const user = signInByPassword(context, pool, client, username, password);
  const signIn = startedSignIn(start, start.flow ?? 'USER_PASSWORD_AUTH', { user, known: true });
  return nextStep(context, withFirstFactor(signIn, 'PASSWORD'));
}

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
