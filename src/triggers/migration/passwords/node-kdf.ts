import { pbkdf2, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const pbkdf2Async = promisify(pbkdf2);
const scryptAsync = promisify<string, Buffer, number, object, Buffer>(scrypt);

/** Digests that PBKDF2 is used with. */
export type Digest = 'sha1' | 'sha256' | 'sha512';

/** A salt, and the key that was derived from it and the password. */
export interface Derived {
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** Room besides the 128 · N · r bytes that scrypt needs. */
const ROOM = 1024 * 1024;

/** scrypt in a thread of Node's pool. */
export async function scryptMatches(
  { salt, key }: Derived,
  cost: { readonly N: number; readonly r: number; readonly p: number },
  password: string,
): Promise<boolean> {
  const maxmem = 128 * cost.r * (cost.N + cost.p) + ROOM;
  return timingSafeEqual(key, await scryptAsync(password, salt, key.length, { ...cost, maxmem }));
}

/** PBKDF2 in a thread of Node's pool. */
export async function pbkdf2Matches(
  { salt, key }: Derived,
  rounds: number,
  digest: Digest,
  password: string,
): Promise<boolean> {
  return timingSafeEqual(key, await pbkdf2Async(password, salt, rounds, key.length, digest));
}
