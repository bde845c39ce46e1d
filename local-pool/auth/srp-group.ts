import { createDiffieHellman, createHash, getDiffieHellman, type DiffieHellman } from 'node:crypto';

/** The 3072-bit prime N of RFC 3526 group 15; Cognito's generator g is 2. */
export const prime: Buffer = getDiffieHellman('modp15').getPrime();

let group: DiffieHellman | undefined;

/**
 * g^exponent mod N, by OpenSSL: about 0.8 ms for the 256 bits of a password, where a BigInt loop takes a hundred times that.
 *
 * @param exponent big-endian, not zero
 */
export function powerOfGenerator(exponent: Buffer): Buffer {
  group ??= createDiffieHellman(prime, 2);
  group.setPrivateKey(exponent);
  return group.generateKeys();
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
