import { createHash } from 'node:crypto';
import { compare } from 'bcryptjs';
import { argon2Matches } from './argon2';
import { type Derived, type Digest, pbkdf2Matches, scryptMatches } from './node-kdf';

/** A hash that has been read: says whether a password is the one. */
export type Verify = (password: string, signal: AbortSignal) => Promise<boolean>;

/** A way to write hashes of passwords. */
interface HashForm {
  readonly name: string;
  /** What all hashes of this form, and no others, begin with. */
  readonly begins: RegExp;
  /** Undefined for one that is broken, or whose parameters are beyond the limits. */
  readonly read: (text: string) => Verify | undefined;
}

/**
 * Most that a hash may cost: some 1.5 seconds and 128 MiB on a machine of today. A directory whose rows somebody else has written cannot
 * make this process compute for minutes.
 */
const most = {
  bcryptCost: 14,
  argonMemory: 131_072,
  argonWork: 524_288,
  argonLanes: 16,
  scryptMemory: 2 ** 20,
  scryptWork: 2 ** 21,
  pbkdf2Rounds: 2_000_000,
};

/** The forms by their beginnings. A new one is a row. */
const forms: readonly HashForm[] = [
  { name: 'bcrypt', begins: /^\$2[aby]\$/, read: (text) => bcrypt(text) },
  { name: 'Django bcrypt', begins: /^bcrypt\$/, read: (text) => bcrypt(text.slice('bcrypt$'.length)) },
  {
    name: 'Django bcrypt_sha256',
    begins: /^bcrypt_sha256\$/,
    read: (text) => bcrypt(text.slice('bcrypt_sha256$'.length), sha256Hex),
  },
  { name: 'Argon2', begins: /^\$argon2(i|d|id)\$/, read: argon2 },
  { name: 'Django Argon2', begins: /^argon2\$argon2/, read: (text) => argon2(text.slice('argon2'.length)) },
  { name: 'scrypt', begins: /^\$scrypt\$/, read: scryptPhc },
  { name: 'Django scrypt', begins: /^scrypt\$/, read: scryptDjango },
  { name: 'Werkzeug scrypt', begins: /^scrypt:/, read: scryptWerkzeug },
  { name: 'PBKDF2', begins: /^\$pbkdf2(-sha\d+)?\$/, read: pbkdf2Phc },
  { name: 'Django PBKDF2', begins: /^pbkdf2_sha\d+\$/, read: pbkdf2Django },
  { name: 'Werkzeug PBKDF2', begins: /^pbkdf2:/, read: pbkdf2Werkzeug },
  { name: 'ASP.NET Identity', begins: /^A[A-Za-f]/, read: aspNetIdentity },
];

/**
 * Reads a hash of whatever form.
 *
 * @returns undefined for a form that nobody here knows, a broken hash, and one that would cost too much
 */
export function readHash(text: string): Verify | undefined {
  return forms.find(({ begins }) => begins.test(text))?.read(text);
}

/** `$2b$12$…`, 60 characters. PHP writes `$2y$`. */
function bcrypt(text: string, prepared: (password: string) => string = String): Verify | undefined {
  const [, cost = ''] = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(text) ?? [];
  // Computes in slices, between which others have their turn.
  return isWithin(cost, 4, most.bcryptCost) ? (password) => compare(prepared(password), text) : undefined;
}

/** `$argon2id$v=19$m=65536,t=3,p=4$<salt>$<hash>`. */
function argon2(text: string): Verify | undefined {
  const [, memory = '', passes = '', lanes = '', salt = '', key = ''] =
    /^\$argon2(?:i|d|id)\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(text) ??
    [];
  if (!isWithin(lanes, 1, most.argonLanes) || !isWithin(memory, 8 * Number(lanes), most.argonMemory))
    return undefined;
  if (!isWithin(passes, 1, Math.floor(most.argonWork / Number(memory)))) return undefined;
  if (derived(salt, key) === undefined) return undefined;
  return (password, signal) => argon2Matches(text, password, signal);
}

/** `$scrypt$ln=16,r=8,p=1$<salt>$<hash>` of the PHC string format, as passlib writes it. */
function scryptPhc(text: string): Verify | undefined {
  const [, log = '', r = '', p = '', salt = '', key = ''] =
    /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(text) ?? [];
  return isWithin(log, 1, 20) ? scrypt(derived(salt, key), String(2 ** Number(log)), r, p) : undefined;
}

/** `scrypt$<N>$<salt>$<r>$<p>$<hash>`. */
function scryptDjango(text: string): Verify | undefined {
  const [, N = '', salt = '', r = '', p = '', key = ''] =
    /^scrypt\$(\d+)\$([^$]+)\$(\d+)\$(\d+)\$([^$]+)$/.exec(text) ?? [];
  return scrypt(derivedFromText(salt, key, 'base64'), N, r, p);
}

/** `scrypt:<N>:<r>:<p>$<salt>$<hash in hexadecimal digits>`. */
function scryptWerkzeug(text: string): Verify | undefined {
  const [, N = '', r = '', p = '', salt = '', key = ''] =
    /^scrypt:(\d+):(\d+):(\d+)\$([^$]+)\$([\da-f]+)$/.exec(text) ?? [];
  return scrypt(derivedFromText(salt, key, 'hex'), N, r, p);
}

function scrypt(hash: Derived | undefined, N: string, r: string, p: string): Verify | undefined {
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  if (hash === undefined || !isWithin(N, 2, most.scryptMemory) || !Number.isInteger(Math.log2(cost.N)))
    return undefined;
  if (!isWithin(r, 1, most.scryptMemory / cost.N)) return undefined;
  if (!isWithin(p, 1, most.scryptWork / (cost.N * cost.r))) return undefined;
  return (password) => scryptMatches(hash, cost, password);
}

/** `$pbkdf2-sha256$29000$<salt>$<hash>`, `$pbkdf2$…` for SHA-1, the rounds with or without `i=`. */
function pbkdf2Phc(text: string): Verify | undefined {
  const [, digest = 'sha1', rounds = '', salt = '', key = ''] =
    /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$(?:i=)?(\d+)\$([^$]+)\$([^$]+)$/.exec(text) ?? [];
  return pbkdf2(derived(salt, key), rounds, digest);
}

/** `pbkdf2_sha256$600000$<salt>$<hash>`; the salt is a text. */
function pbkdf2Django(text: string): Verify | undefined {
  const [, digest = '', rounds = '', salt = '', key = ''] =
    /^pbkdf2_(sha1|sha256)\$(\d+)\$([^$]+)\$([^$]+)$/.exec(text) ?? [];
  return pbkdf2(derivedFromText(salt, key, 'base64'), rounds, digest);
}

/** `pbkdf2:sha256:600000$<salt>$<hash in hexadecimal digits>`; the salt is a text. */
function pbkdf2Werkzeug(text: string): Verify | undefined {
  const [, digest = '', rounds = '', salt = '', key = ''] =
    /^pbkdf2:(sha1|sha256|sha512):(\d+)\$([^$]+)\$([\da-f]+)$/.exec(text) ?? [];
  return pbkdf2(derivedFromText(salt, key, 'hex'), rounds, digest);
}

const aspNetDigests: readonly Digest[] = ['sha1', 'sha256', 'sha512'];

/**
 * Base64 of a byte for the version, and what follows. Version 2 (0): a salt of 16 bytes and a key of 32 by 1000 rounds with SHA-1. Version 3
 * (1): digest, rounds and length of the salt in four bytes each, salt, key.
 */
function aspNetIdentity(text: string): Verify | undefined {
  const bytes = bytesOf(text);
  if (bytes === undefined) return undefined;
  if (bytes[0] === 0)
    return bytes.length === 49 ? pbkdf2(split(bytes.subarray(1), 16), '1000', 'sha1') : undefined;
  if (bytes[0] !== 1 || bytes.length < 13) return undefined;
  const [digest, rounds, salt] = [1, 5, 9].map((at) => bytes.readUInt32BE(at));
  return pbkdf2(split(bytes.subarray(13), salt ?? 0), String(rounds), aspNetDigests[digest ?? -1] ?? '');
}

function pbkdf2(hash: Derived | undefined, rounds: string, digest: string): Verify | undefined {
  const known = aspNetDigests.find((name) => name === digest);
  if (hash === undefined || known === undefined || !isWithin(rounds, 1, most.pbkdf2Rounds)) return undefined;
  return (password) => pbkdf2Matches(hash, Number(rounds), known, password);
}

function isWithin(digits: string, least: number, limit: number): boolean {
  return /^\d{1,9}$/.test(digits) && Number(digits) >= least && Number(digits) <= limit;
}

/** Base64, padded or not; passlib writes `.` for `+`. */
function bytesOf(text: string): Buffer | undefined {
  return /^[A-Za-z0-9+/.]+={0,2}$/.test(text) ? Buffer.from(text.replaceAll('.', '+'), 'base64') : undefined;
}

/** A key of few bytes would be met by chance; a long one costs. */
const checked = (salt: Buffer | undefined, key: Buffer | undefined): Derived | undefined =>
  salt !== undefined && key !== undefined && salt.length > 0 && key.length >= 16 && key.length <= 128
    ? { salt, key }
    : undefined;

const derived = (salt: string, key: string): Derived | undefined => checked(bytesOf(salt), bytesOf(key));

const derivedFromText = (salt: string, key: string, form: 'base64' | 'hex'): Derived | undefined =>
  checked(Buffer.from(salt), form === 'hex' ? Buffer.from(key, 'hex') : bytesOf(key));

const split = (bytes: Buffer, at: number): Derived | undefined =>
  checked(bytes.subarray(0, at), bytes.subarray(at));

const sha256Hex = (password: string): string => createHash('sha256').update(password).digest('hex');
