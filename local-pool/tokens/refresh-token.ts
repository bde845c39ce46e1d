import { createHash, randomBytes } from 'node:crypto';

/** The header of every real refresh token: `{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}`. */
const header = 'eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ';
/** Bytes of a real one's encrypted key, initialisation vector, payload and tag. */
const partSizes = [256, 12, 912, 16];

/**
 * An opaque token shaped like Cognito's encrypted JWT, about 1,700 characters, so that column widths and cookie sizes show up
 * here and not first in production. It carries nothing: the pool remembers the digest.
 */
export function newRefreshToken(): string {
  return [header, ...partSizes.map((size) => randomBytes(size).toString('base64url'))].join('.');
}

/** What is kept of a refresh token or Session: SHA-256, hexadecimal. They are random, so no salt is needed. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Whether a string could be a refresh token at all, as opposed to an ID or access token or garbage. */
export function looksLikeRefreshToken(token: string): boolean {
  return token.startsWith(`${header}.`) && token.split('.').length === 5;
}
