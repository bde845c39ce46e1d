import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { PoolError } from '../pool-error';
import type { PasswordRecord, PoolRecord, UserRecord } from '../store/records';
import { padded, poolName, powerOfGenerator, privateExponent } from './srp-group';

/** Cognito's own list: the space counts as a symbol inside a password, and the pattern of the model keeps it off the ends. */
const symbol = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;
const letters = { upper: 'ABCDEFGHJKLMNPQRSTUVWXYZ', lower: 'abcdefghijkmnopqrstuvwxyz', digits: '23456789' };
const generatedSymbols = '!@#$%*_-+=';
const defaultMinimumLength = 8;

/** One rule of the policy: the setting that switches it on, what satisfies it, and the words for a failure. */
const rules = [
  { setting: 'RequireNumbers', satisfied: /[0-9]/, failure: 'Password must have numeric characters' },
  { setting: 'RequireLowercase', satisfied: /[a-z]/, failure: 'Password must have lowercase characters' },
  { setting: 'RequireUppercase', satisfied: /[A-Z]/, failure: 'Password must have uppercase characters' },
  { setting: 'RequireSymbols', satisfied: symbol, failure: 'Password must have symbol characters' },
] as const;

/**
 * Checks a new password against the pool's policy, one rule per message as Cognito does.
 *
 * @throws PoolError InvalidPasswordException
 */
export function checkPasswordPolicy(pool: PoolRecord, password: string): void {
  const policy = pool.settings.Policies?.PasswordPolicy;
  if (password.length < (policy?.MinimumLength ?? defaultMinimumLength))
    throw nonconforming('Password not long enough');
  for (const { setting, satisfied, failure } of rules) {
    if (policy?.[setting] === true && !satisfied.test(password)) throw nonconforming(failure);
  }
}

function nonconforming(rule: string): PoolError {
  return new PoolError('InvalidPasswordException', `Password did not conform with policy: ${rule}`);
}

/**
 * What the pool keeps of a password: salt and v = g^x mod N, so that SRP sign-in needs no other copy. The bytes are taken as they
 * came: nothing is trimmed and no Unicode form changed. Synchronous for callers that decide and put without an await between.
 *
 * @param username as it is stored, which never changes; SRP clients are told it as USER_ID_FOR_SRP
 */
export function derivePassword(pool: PoolRecord, username: string, password: string): PasswordRecord {
  const salt = padded(randomBytes(16)).toString('hex');
  return { salt, verifier: verifierOf(pool, username, password, salt) };
}

/** Whether this is the password: recomputes v and compares in constant time. Every answer takes the same time (one exponentiation). */
export function isPassword(
  pool: PoolRecord,
  username: string,
  record: PasswordRecord,
  password: string,
): boolean {
  const expected = Buffer.from(record.verifier, 'hex');
  const given = Buffer.from(verifierOf(pool, username, password, record.salt), 'hex');
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** Whether there is a password to know, be it one that an import brought along. */
export function hasPassword({ password, importedHash }: UserRecord): boolean {
  return password !== undefined || importedHash !== undefined;
}

/** Spends on an unknown user what a wrong password of a known one costs, so that the clock does not tell them apart. */
export function spendPasswordTime(pool: PoolRecord, password: string): void {
  derivePassword(pool, '', password);
}

/** A temporary password that satisfies every rule a policy can have, without characters that read alike. */
export function generatePassword(pool: PoolRecord): string {
  const length = Math.max(pool.settings.Policies?.PasswordPolicy?.MinimumLength ?? 0, 12);
  const sets = [letters.upper, letters.lower, letters.digits, generatedSymbols];
  const all = sets.join('');
  const characters = sets.map(pick);
  while (characters.length < length) characters.push(pick(all));
  return shuffled(characters).join('');
}

/**
 * The user with a new permanent password: history kept, temporary age and failures forgotten.
 *
 * @throws PoolError PasswordHistoryPolicyViolationException
 */
export function withNewPassword(
  pool: PoolRecord,
  user: UserRecord,
  password: string,
  now: number,
): UserRecord {
  const size = pool.settings.Policies?.PasswordPolicy?.PasswordHistorySize ?? 0;
  const history = [...(user.password ? [user.password] : []), ...user.passwordHistory].slice(0, size);
  if (history.some((earlier) => isPassword(pool, user.username, earlier, password))) {
    throw new PoolError('PasswordHistoryPolicyViolationException', 'Password has previously been used');
  }
  return {
    ...user,
    temporaryPasswordSetAt: undefined,
    password: derivePassword(pool, user.username, password),
    importedHash: undefined,
    passwordHistory: history,
    failedPasswords: { count: 0, lastAt: 0, lockedUntil: 0 },
    updatedAt: now,
  };
}

function verifierOf(pool: PoolRecord, username: string, password: string, salt: string): string {
  return powerOfGenerator(privateExponent(poolName(pool.id), username, password, salt)).toString('hex');
}

function pick(from: string): string {
  return from.charAt(randomInt(from.length));
}

function shuffled(characters: readonly string[]): string[] {
  const left = [...characters];
  const result: string[] = [];
  while (left.length > 0) result.push(...left.splice(randomInt(left.length), 1));
  return result;
}
