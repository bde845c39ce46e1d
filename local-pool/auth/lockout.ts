import type { PoolContext } from '../operation';
import type { Failures, PoolRecord, UserRecord } from '../store/records';
import { notAuthorized } from './refusals';
import { rememberSimulated } from './simulated';
import { recordKey } from './user-limits';

const none: Failures = { count: 0, lastAt: 0, lockedUntil: 0 };
/** Failures without a lock. */
const free = 4;
/** The longest lock, and the quiet after which failures are forgotten, in ms. */
const quarterHour = 15 * 60 * 1000;

/**
 * One more wrong password: the 5th locks for a second, each further one for twice as long, up to a quarter of an hour.
 */
export function failuresAfter(before: Failures, now: number): Failures {
  const count = (now - before.lastAt >= quarterHour ? 0 : before.count) + 1;
  const lock = count > free ? Math.min(1000 * 2 ** (count - free - 1), quarterHour) : 0;
  return { count, lastAt: now, lockedUntil: now + lock };
}

/**
 * Refuses while the user is locked, whatever the password. Calls during a lock are not counted and do not prolong it.
 *
 * @param user the user, or the name that was given when there is none and that is hidden
 * @throws PoolError NotAuthorizedException
 */
export function checkLock(context: PoolContext, pool: PoolRecord, user: UserRecord | string): void {
  const codes = typeof user === 'string' ? none : (user.failedCodes ?? none);
  const lockedUntil = Math.max(failuresOf(context, pool, user).lockedUntil, codes.lockedUntil);
  if (lockedUntil > context.clock.now()) throw notAuthorized('Password attempts exceeded');
}

/** Counts a wrong password. */
export function countFailure(context: PoolContext, pool: PoolRecord, user: UserRecord | string): void {
  const now = context.clock.now();
  const failedPasswords = failuresAfter(failuresOf(context, pool, user), now);
  if (typeof user !== 'string') {
    context.store.users.put({ ...user, failedPasswords });
    return;
  }
  // An unknown name has no record of its own: the times of its failures say as much.
  const id = `${recordKey(pool, user)}/password`;
  const at = [...(context.store.attempts.get(id)?.at ?? []), now].slice(-20);
  context.store.attempts.put({ id, at });
  rememberSimulated(context.store.attempts, id);
}

/** Forgets failures after the right password. */
export function clearFailures(context: PoolContext, user: UserRecord): UserRecord {
  if (user.failedPasswords.count === 0) return user;
  const cleared = { ...user, failedPasswords: none };
  context.store.users.put(cleared);
  return cleared;
}

/**
 * Counts a wrong code of a second factor: the 5th starts the same lock. They are counted apart from passwords, or whoever knows the
 * password could guess codes for ever, a few after each right password.
 */
export function countCodeFailure(context: PoolContext, user: UserRecord): void {
  const failedCodes = failuresAfter(user.failedCodes ?? none, context.clock.now());
  context.store.users.put({ ...user, failedCodes });
}

/** Forgets wrong codes after the right one. */
export function clearCodeFailures(context: PoolContext, user: UserRecord): UserRecord {
  if (user.failedCodes === undefined) return user;
  const cleared = { ...user, failedCodes: undefined };
  context.store.users.put(cleared);
  return cleared;
}

function failuresOf(context: PoolContext, pool: PoolRecord, user: UserRecord | string): Failures {
  if (typeof user !== 'string') return user.failedPasswords;
  const times = context.store.attempts.get(`${recordKey(pool, user)}/password`)?.at ?? [];
  return times.reduce(failuresAfter, none);
}
