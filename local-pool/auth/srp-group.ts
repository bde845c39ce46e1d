import { constants, createHash, createPublicKey, getDiffieHellman, publicEncrypt } from 'node:crypto';

/** The 3072-bit prime N of RFC 3526 group 15; Cognito's generator g is 2. */
export const prime: Buffer = getDiffieHellman('modp15').getPrime();

/** N as a number. */
export const modulus = BigInt(`0x${prime.toString('hex')}`);
export const generator = 2n;

/**
 * g^exponent mod N.
 *
 * @param exponent big-endian
 * @returns as many bytes as N has
 */
export function powerOfGenerator(exponent: Buffer): Buffer {
  return fromNumber(power(generator, numberFrom(exponent)));
}

/**
 * base^exponent mod N, about 0.7 ms for an exponent of 256 bits: a raw RSA operation is just that, so OpenSSL does it, for any odd
 * modulus of up to 3072 bits. With `bigint` it would take ten times as long, and `createDiffieHellman` tests the prime anew from
 * OpenSSL 3.5 on (Node 24), which stops the process for 1.6 s.
 *
 * Not in constant time, which matters to nobody here: the pool is a tool for development.
 */
export function power(base: bigint, exponent: bigint): bigint {
  const e = exponent.toString(16);
  const key = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'RSA',
      n: prime.toString('base64url'),
      e: Buffer.from(e.length % 2 === 0 ? e : `0${e}`, 'hex').toString('base64url'),
    },
  });
  return numberFrom(publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, fromNumber(base % modulus)));
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
