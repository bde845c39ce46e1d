import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { PoolRecord, UserRecord } from '../store/records';
import { foldName } from '../users/names';
import { rememberSimulated } from './simulated';

const hour = 60 * 60 * 1000;

/**
 * Calls per user and hour. AWS gives 5 to 20 for recovery, by risk; here everybody is low-risk, and 20 guesses at six digits are
 * few enough.
 */
const limits = {
  recovery: 20,
  'resend-code': 5,
  'confirm-sign-up': 15,
  'change-password': 5,
  'attribute-code': 5,
  'verify-attribute': 15,
} as const;

/** Sign-in codes per address and hour. AWS gives 5 to 20 here, too. */
const signInCodes = 20;

export type UserLimit = keyof typeof limits;

/**
 * Counts a call against a limit. Refused calls are not counted, so the window opens again by itself.
 *
 * @param user the user, or the name that was given when there is none: the unknown run into the same limits
 * @throws PoolError LimitExceededException
 */
export function countCall(
  context: PoolContext,
  pool: PoolRecord,
  user: UserRecord | string,
  limit: UserLimit,
): void {
  const id = `${recordKey(pool, user)}/${limit}`;
  count(context, id, limits[limit], typeof user !== 'string');
}

/**
 * Counts a sign-in code that is about to be sent, whoever asks for it: nobody's mailbox is to be flooded.
 *
 * @param known false where nobody has the address, and nothing is sent
 * @throws PoolError LimitExceededException
 */
export function countSignInCode(
  context: PoolContext,
  pool: PoolRecord,
  address: string,
  known: boolean,
): void {
  count(context, `${pool.id}:${address}/sign-in-code`, signInCodes, known);
}

function count(context: PoolContext, id: string, most: number, known: boolean): void {
  if (!context.settings.userLimits) return;
  const now = context.clock.now();
  const recent = (context.store.attempts.get(id)?.at ?? []).filter((at) => at > now - hour);
  if (recent.length >= most) throw limitExceeded();
  context.store.attempts.put({ id, at: [...recent, now] });
  if (!known) rememberSimulated(context.store.attempts, id);
}

/** The text of every per-user limit. */
export function limitExceeded(): PoolError {
  return new PoolError('LimitExceededException', 'Attempt limit exceeded, please try after some time.');
}

/** Under what a user's codes and attempts are kept; somebody unknown has a key of the same standing. */
export function recordKey(pool: PoolRecord, user: UserRecord | string): string {
  return typeof user === 'string' ? `${pool.id}:${foldName(pool, user)}` : user.sub;
}
