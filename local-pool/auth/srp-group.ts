import { createHash, getDiffieHellman } from 'node:crypto';

/** The 3072-bit prime N of RFC 3526 group 15; Cognito's generator g is 2. */
export const prime: Buffer = getDiffieHellman('modp15').getPrime();

/** N as a number. */
export const modulus = BigInt(`0x${prime.toString('hex')}`);
export const generator = 2n;

/** Bits of an exponent that are looked up at once. */
const WINDOW = 4;

/** g^(digit · 16^place) mod N for each digit of each place of a 256-bit exponent. */
let powers: readonly (readonly bigint[])[] | undefined;

/**
 * g^exponent mod N in 64 multiplications of looked-up powers: about 0.7 ms for the 256 bits of a password. The base never changes,
 * so this is quicker than OpenSSL's general exponentiation; `createDiffieHellman` besides tests the prime anew from OpenSSL 3.5 on
 * (Node 24), which stops the process for 1.6 s.
 *
 * Not in constant time, which matters to nobody here: the pool is a tool for development.
 *
 * @param exponent big-endian, at most 32 bytes
 * @returns as many bytes as N has
 */
export function powerOfGenerator(exponent: Buffer): Buffer {
  powers ??= powersOf(generator, 256 / WINDOW);
  const digits = exponent.toString('hex').padStart(256 / WINDOW, '0');
  let product = 1n;
  for (const [place, row] of powers.entries()) {
    const digit = Number.parseInt(digits.charAt(digits.length - 1 - place), 16);
    product = (product * (row[digit] ?? 1n)) % modulus;
  }
  return fromNumber(product);
}

function powersOf(first: bigint, places: number): bigint[][] {
  let base = first;
  return Array.from({ length: places }, () => {
    const row = [1n];
    for (let digit = 1; digit < 2 ** WINDOW; digit++) row.push(((row[digit - 1] ?? 1n) * base) % modulus);
    base = ((row.at(-1) ?? 1n) * base) % modulus;
    return row;
  });
}

/** base^exponent mod N for any base: about 10 ms for an exponent of 256 bits. */
export function power(base: bigint, exponent: bigint): bigint {
  const [row = []] = powersOf(base % modulus, 1);
  let product = 1n;
  for (const digit of exponent.toString(2 ** WINDOW)) {
    for (let bit = 0; bit < WINDOW; bit++) product = (product * product) % modulus;
    product = (product * (row[Number.parseInt(digit, 16)] ?? 1n)) % modulus;
  }
  return product;
}

/** @param bytes big-endian, or hexadecimal */
export function numberFrom(bytes: Buffer | string): bigint {
  const hex = typeof bytes === 'string' ? bytes : bytes.toString('hex');
  return BigInt(`0x${hex === '' ? '0' : hex}`);
}

/** Big-endian, as many bytes as N has. */
export function fromNumber(number: bigint): Buffer {
  return Buffer.from(number.toString(16).padStart(prime.length * 2, '0'), 'hex');
}

/** Bytes as Cognito's clients hash a number: a zero byte goes before a set top bit, nothing else is padded. */
export function padded(number: Buffer): Buffer {
  const firstByte = number.findIndex((byte) => byte !== 0);
  const trimmed = firstByte < 0 ? Buffer.alloc(1) : number.subarray(firstByte);
  return (trimmed[0] ?? 0) < 0x80 ? trimmed : Buffer.concat([Buffer.alloc(1), trimmed]);
}

export function sha256(...parts: readonly (Buffer | string)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/**
 * x of the SRP exchange: H(salt, H(pool name, user, ":", password)).
 *
 * @param poolName the pool id after its underscore (a device group key for devices)
 * @param userId what the client is told as USER_ID_FOR_SRP
 * @param salt hexadecimal
 */
export function privateExponent(poolName: string, userId: string, password: string, salt: string): Buffer {
  return sha256(padded(Buffer.from(salt, 'hex')), sha256(`${poolName}${userId}:${password}`));
}

/** The part of a pool id that enters the hashes: `AbCdEfGhI` of `eu-west-1_AbCdEfGhI`. */
export function poolName(poolId: string): string {
  return poolId.slice(poolId.indexOf('_') + 1);
}
