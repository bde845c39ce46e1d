import { randomInt, timingSafeEqual } from 'node:crypto';
import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider';
import { maskDestination } from '../messages/mask';
import { sendMessage } from '../messages/send';
import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { CodePurpose, CodeRecord, PoolRecord, UserRecord } from '../store/records';
import type { TriggerCall } from '../triggers/call';
import type { ContactAttribute } from '../users/attributes';
import { simulatedDelivery } from './existence';
import { rememberSimulated } from './simulated';
import { sha256 } from './srp-group';
import { limitExceeded, recordKey } from './user-limits';

const hour = 60 * 60 * 1000;

/** How long a code lives, in ms. */
const lives: Readonly<Record<CodePurpose, number>> = {
  'sign-up': 24 * hour,
  'reset-password': hour,
  'verify-email': 24 * hour,
  'verify-phone_number': 24 * hour,
};

/** Wrong guesses at one code, after which even the right one is refused until another is asked for. */
const wrongGuesses = 10;

/** Where TooManyFailedAttempts is a documented answer; elsewhere the limit is worded as LimitExceeded. */
const countsFailures: ReadonlySet<CodePurpose> = new Set<CodePurpose>(['sign-up', 'reset-password']);

/**
 * Makes a code of six digits, in place of an earlier one of this purpose, and sends it. The code is kept before anything is awaited.
 *
 * @param to the attribute whose value it goes to (a value that waits for its verification comes first), the message's kind, and on
 *   whose behalf
 * @returns where it went, masked
 * @throws PoolError as `sendMessage`; the code stays
 */
export async function issueCode(
  context: PoolContext,
  pool: PoolRecord,
  user: UserRecord,
  purpose: CodePurpose,
  to: { readonly attribute: ContactAttribute; readonly kind: string; readonly call: TriggerCall },
): Promise<CodeDeliveryDetailsType> {
  const { attribute, kind, call } = to;
  const pending = purpose.startsWith('verify-') ? user.pendingAttributes[attribute] : undefined;
  const destination = pending ?? user.attributes[attribute] ?? '';
  const medium = attribute === 'email' ? 'EMAIL' : 'SMS';
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const id = codeId(recordKey(pool, user), purpose);
  const delivery: CodeDeliveryDetailsType = {
    Destination: maskDestination(medium, destination),
    DeliveryMedium: medium,
    AttributeName: attribute,
  };
  const digest = digestOfCode(id, code);
  putCode(context, { id, poolId: pool.id, purpose, digest, delivery, destination });
  await sendMessage(context, { pool, user, to: destination, medium, kind, code, call });
  return delivery;
}

/**
 * Pretends to send a code: remembered like a real one, so that a later guess is wrong and not merely unexpected.
 *
 * @param asked the name as it was given
 * @param user a user who must not get one; undefined for a name without a user
 */
export function simulateCode(
  context: PoolContext,
  asked: { readonly pool: PoolRecord; readonly username: string },
  purpose: CodePurpose,
  user?: UserRecord,
): CodeDeliveryDetailsType {
  const { pool, username } = asked;
  const delivery = simulatedDelivery(pool, username, purpose);
  const id = codeId(recordKey(pool, user ?? username), purpose);
  putCode(context, { id, poolId: pool.id, purpose, delivery, destination: '' });
  if (!user) rememberSimulated(context.store.codes, id);
  return delivery;
}

/**
 * Checks a code without using it up, for callers with something left to check. Nothing may be awaited between this and `useCode`.
 *
 * @returns the code's record, which tells where it had been sent
 * @throws PoolError ExpiredCodeException (too old, or none outstanding), CodeMismatchException, and after too many wrong guesses
 *   TooManyFailedAttemptsException or LimitExceededException by what the operation documents
 */
export function matchCode(
  context: PoolContext,
  pool: PoolRecord,
  user: UserRecord | string,
  purpose: CodePurpose,
  code: string,
): CodeRecord {
  const record = context.store.codes.get(codeId(recordKey(pool, user), purpose));
  if (!record || record.expiresAt <= context.clock.now()) {
    throw new PoolError('ExpiredCodeException', 'Invalid code provided, please request a code again.');
  }
  if (record.wrongAttempts >= wrongGuesses) throw tooManyGuesses(purpose);
  if (record.digest !== undefined && sameDigest(record.digest, digestOfCode(record.id, code))) return record;
  context.store.codes.put({ ...record, wrongAttempts: record.wrongAttempts + 1 });
  throw new PoolError('CodeMismatchException', 'Invalid verification code provided, please try again.');
}

/**
 * Answers a guess for a name without a user as one for a user is answered, whether a code was asked for or not.
 *
 * @throws PoolError CodeMismatchException, and after too many guesses as `matchCode`
 */
export function refuseGuess(
  context: PoolContext,
  asked: { readonly pool: PoolRecord; readonly username: string },
  purpose: CodePurpose,
  code: string,
): never {
  const { pool, username } = asked;
  const outstanding = context.store.codes.get(codeId(recordKey(pool, username), purpose));
  if (!outstanding || outstanding.expiresAt <= context.clock.now()) simulateCode(context, asked, purpose);
  matchCode(context, pool, username, purpose, code);
  throw new Error('A code that was never sent has matched');
}

/** A matched code works once. */
export function useCode(context: PoolContext, record: CodeRecord): void {
  context.store.codes.delete(record.id);
}

/** Forgets an outstanding code, for example one sent to an address that has changed since. */
export function dropCode(context: PoolContext, user: UserRecord, purpose: CodePurpose): void {
  context.store.codes.delete(codeId(user.sub, purpose));
}

/** Forgets every outstanding code of a user. */
export function dropCodes(context: PoolContext, user: UserRecord): void {
  for (const purpose of Object.keys(lives) as CodePurpose[]) dropCode(context, user, purpose);
}

function putCode(context: PoolContext, code: Omit<CodeRecord, 'wrongAttempts' | 'expiresAt'>): void {
  context.store.codes.put({
    ...code,
    wrongAttempts: 0,
    expiresAt: context.clock.now() + lives[code.purpose],
  });
}

/** @param owner whose code it is, as `recordKey` says */
function codeId(owner: string, purpose: CodePurpose): string {
  return `${owner}/${purpose}`;
}

/** The id salts the digest: equal codes of two users do not look equal in the data folder. */
function digestOfCode(id: string, code: string): string {
  return sha256(`${id}:${code}`).toString('hex');
}

function sameDigest(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'));
}

function tooManyGuesses(purpose: CodePurpose): PoolError {
  const { message } = limitExceeded();
  return countsFailures.has(purpose)
    ? new PoolError('TooManyFailedAttemptsException', message)
    : limitExceeded();
}
