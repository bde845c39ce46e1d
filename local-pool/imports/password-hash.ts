import { pbkdf2, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { PasswordHashingAlgorithmType } from '@aws-sdk/client-cognito-identity-provider';
import { argon2idAsync } from '@noble/hashes/argon2.js';
import { compare } from 'bcryptjs';

/** A hash that came with an import, as text, until the first sign-in with the password replaces it by an SRP verifier. */
export interface ImportedHash {
  readonly algorithm: PasswordHashingAlgorithmType;
  readonly text: string;
}

/** A parsed hash: says whether a password is the one. */
type Matches = (password: string) => Promise<boolean>;
type Parser = (text: string) => Matches | undefined;

const pbkdf2Async = promisify(pbkdf2);
const scryptAsync = promisify<string, Buffer, number, object, Buffer>(scrypt);

/** Cognito's limits (CSV import, password hashes). */
const most = { bcryptCost: 12, scryptN: 65_536, argonMemory: 19_456, argonPasses: 2, pbkdf2Rounds: 600_000 };
/** 128 · N · r bytes, with room for the rest. */
const scryptMemory = 160 * 1024 * 1024;

const parsers: Readonly<Record<PasswordHashingAlgorithmType, Parser>> = {
  BCRYPT: bcryptHash,
  SCRYPT: scryptHash,
  ARGON2ID: argon2idHash,
  PBKDF2_SHA256: pbkdf2Hash,
};

/** Whether the text is a hash of this algorithm with parameters that Cognito takes. */
export function isHash({ algorithm, text }: ImportedHash): boolean {
  return parsers[algorithm](text) !== undefined;
}

/** Whether the hash is that of the password. */
export async function matchesHash({ algorithm, text }: ImportedHash, password: string): Promise<boolean> {
  return (await parsers[algorithm](text)?.(password)) ?? false;
}

/** `$2b$12$…`, 60 characters. */
function bcryptHash(text: string): Matches | undefined {
  const [, cost] = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/u.exec(text) ?? [];
  if (!within(cost, 4, most.bcryptCost)) return undefined;
  return (password) => compare(password, text);
}

/** `$scrypt$ln=16,r=8,p=1$<salt>$<hash>` (PHC string format). */
function scryptHash(text: string): Matches | undefined {
  const [, log, salt, hash] = /^\$scrypt\$ln=(\d+),r=8,p=1\$([^$]+)\$([^$]+)$/u.exec(text) ?? [];
  const bytes = decoded(salt, hash);
  if (!bytes || !within(log, 1, Math.log2(most.scryptN))) return undefined;
  const options = { N: 2 ** Number(log), r: 8, p: 1, maxmem: scryptMemory };
  return async (password) =>
    equal(bytes.hash, await scryptAsync(password, bytes.salt, bytes.hash.length, options));
}

/** `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>` (PHC string format). */
function argon2idHash(text: string): Matches | undefined {
  const [, memory, passes, salt, hash] =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([^$]+)\$([^$]+)$/u.exec(text) ?? [];
  const bytes = decoded(salt, hash);
  if (!bytes || !within(memory, 8, most.argonMemory) || !within(passes, 1, most.argonPasses))
    return undefined;
  const options = { m: Number(memory), t: Number(passes), p: 1, dkLen: bytes.hash.length };
  return async (password) => equal(bytes.hash, await argon2idAsync(password, bytes.salt, options));
}

/** `$pbkdf2-sha256$600000$<salt>$<hash>`, with or without `i=` before the number. */
function pbkdf2Hash(text: string): Matches | undefined {
  const [, rounds, salt, hash] = /^\$pbkdf2-sha256\$(?:i=)?(\d+)\$([^$]+)\$([^$]+)$/u.exec(text) ?? [];
  const bytes = decoded(salt, hash);
  if (!bytes || !within(rounds, 1, most.pbkdf2Rounds)) return undefined;
  return async (password) =>
    equal(bytes.hash, await pbkdf2Async(password, bytes.salt, Number(rounds), bytes.hash.length, 'sha256'));
}

function within(digits: string | undefined, least: number, limit: number): boolean {
  return digits !== undefined && Number(digits) >= least && Number(digits) <= limit;
}

/** Salt and hash from Base64, padded or not; some libraries write `.` for `+`. */
function decoded(
  salt: string | undefined,
  hash: string | undefined,
): { readonly salt: Buffer; readonly hash: Buffer } | undefined {
  if (![salt, hash].every((text) => text !== undefined && /^[A-Za-z0-9+/.]+={0,2}$/u.test(text))) {
    return undefined;
  }
  const [saltBytes, hashBytes] = [salt, hash].map((text) =>
    Buffer.from((text ?? '').replaceAll('.', '+'), 'base64'),
  );
  if (!saltBytes || !hashBytes || saltBytes.length < 8 || !within(String(hashBytes.length), 16, 128)) {
    return undefined;
  }
  return { salt: saltBytes, hash: hashBytes };
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
