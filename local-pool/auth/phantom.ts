import { createHmac } from 'node:crypto';
import type { PoolContext } from '../operation';
import type { PoolRecord, UserRecord } from '../store/records';
import { looksLikeEmail, looksLikePhoneNumber } from '../users/attribute-values';
import { autoVerified, contactAttributes, type ContactAttribute } from '../users/attributes';
import { findUser } from '../users/find-user';
import { foldName } from '../users/names';
import { hidesExistence } from './existence';
import { userNotFound } from './refusals';
import type { AuthCall, SignIn } from './sign-in';
import { padded, powerOfGenerator } from './srp-group';

/**
 * The user who would have this name, made up from it and from a secret of the pool: the same at every call, so that asking twice
 * does not tell, and nowhere kept. No password, code or passkey is right for a phantom.
 */
export function phantomUser(context: PoolContext, pool: PoolRecord, name: string): UserRecord {
  const digest = (what: string): Buffer => phantomDigest(context, pool, name, what);
  const sub = uuidFrom(digest('sub'));
  const letters = digest('email');
  const digits = String(digest('phone').readUInt32BE(0) % 10_000).padStart(4, '0');
  return {
    sub,
    poolId: pool.id,
    username: (pool.settings.UsernameAttributes?.length ?? 0) > 0 ? sub : name,
    attributes: verifiedContacts(pool, name, {
      email: looksLikeEmail(name) ? name : `${letter(letters[0])}@${letter(letters[1])}.example`,
      phone_number: looksLikePhoneNumber(name) ? name : `+1555000${digits}`,
    }),
    status: 'CONFIRMED',
    enabled: true,
    groups: [],
    password: {
      // In the form of a real one, which SRP clients read as a number.
      salt: padded(digest('salt').subarray(0, 16)).toString('hex'),
      verifier: powerOfGenerator(digest('password')).toString('hex'),
    },
    passwordHistory: [],
    failedPasswords: { count: 0, lastAt: 0, lockedUntil: 0 },
    pendingAttributes: {},
    mfa: { enabled: [] },
    createdAt: 0,
    updatedAt: 0,
  };
}

/** 32 bytes that stand for something of a phantom, always the same for a name. */
export function phantomDigest(context: PoolContext, pool: PoolRecord, name: string, what: string): Buffer {
  return createHmac('sha256', secretOf(context, pool))
    .update(`${what}:${foldName(pool, name)}`)
    .digest();
}

/** Only the addresses that a user of such a name would have in this pool, or the choice of factors would tell. */
function verifiedContacts(
  pool: PoolRecord,
  name: string,
  values: Readonly<Record<ContactAttribute, string>>,
): UserRecord['attributes'] {
  const byAttribute = (pool.settings.UsernameAttributes?.length ?? 0) > 0;
  const usual = contactAttributes.filter(
    (attribute) =>
      values[attribute] === name ||
      pool.schema.some(({ Name, Required }) => Name === attribute && Required) ||
      (!byAttribute && autoVerified(pool, attribute)),
  );
  const had: readonly ContactAttribute[] = usual.length > 0 ? usual : ['email'];
  return Object.fromEntries(
    had.flatMap((name) => [
      [name, values[name]],
      [`${name}_verified`, 'true'],
    ]),
  );
}

/**
 * Whom a sign-in begins for.
 *
 * @returns a phantom for a name without a user, where existence errors are hidden
 * @throws PoolError UserNotFoundException where they are shown
 */
export function whoSignsIn(
  context: PoolContext,
  { pool, client }: Pick<AuthCall, 'pool' | 'client'>,
  name: string,
): Pick<SignIn, 'user' | 'known'> {
  const user = findUser(context, pool, name);
  if (user) return { user, known: true };
  if (!hidesExistence(client)) throw userNotFound();
  return { user: phantomUser(context, pool, name), known: false };
}

/** What failures and limits are counted under: the user, or the name that was asked for. */
export function countedAs({
  user,
  known,
  progress,
}: Pick<SignIn, 'user' | 'known' | 'progress'>): UserRecord | string {
  return known ? user : progress.asked;
}

/** Only who can read the pool's data folder could tell a phantom by computing it. */
function secretOf(context: PoolContext, { id }: PoolRecord): string {
  const [key] = context.store.keys.by('pool', id);
  return JSON.stringify(key?.privateJwk ?? id);
}

/** As Cognito's: looks like a UUID, and that is all. */
function uuidFrom(digest: Buffer): string {
  const hex = digest.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

function letter(byte = 0): string {
  return String.fromCharCode(97 + (byte % 26));
}
