import type { PoolContext } from '../operation';
import type { PoolRecord, UserRecord } from '../store/records';
import { notAuthorized, passwordResetRequired, userDisabled, userNotConfirmed } from './refusals';

const day = 24 * 60 * 60 * 1000;
const defaultTemporaryDays = 7;

/**
 * Whether somebody who has proved his password may go on.
 *
 * @throws PoolError NotAuthorizedException (disabled, temporary password expired), UserNotConfirmedException,
 *   PasswordResetRequiredException
 */
export function checkState(context: PoolContext, pool: PoolRecord, user: UserRecord): void {
  if (!user.enabled) throw userDisabled();
  if (user.status === 'UNCONFIRMED') throw userNotConfirmed();
  if (user.status === 'RESET_REQUIRED') throw passwordResetRequired();
  if (user.status === 'FORCE_CHANGE_PASSWORD') checkTemporaryAge(context, pool, user);
}

function checkTemporaryAge(context: PoolContext, pool: PoolRecord, user: UserRecord): void {
  // 0 means the default as well.
  const days = pool.settings.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays ?? 0;
  const end =
    (user.temporaryPasswordSetAt ?? user.createdAt) + (days > 0 ? days : defaultTemporaryDays) * day;
  if (context.clock.now() >= end) {
    throw notAuthorized('Temporary password has expired and must be reset by an administrator.');
  }
}
