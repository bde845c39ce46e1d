import { createHash } from 'node:crypto';

/**
 * A name for an account that limits and audit events can keep: the same for every spelling that Cognito takes for one user, and not
 * the username itself, which is usually an e-mail address.
 *
 * @returns 32 hexadecimal characters
 */
export function accountDigest(poolId: string, username: string): string {
  const folded = username.normalize('NFKC').trim().toLowerCase();
  return createHash('sha256').update(`${poolId}\0${folded}`).digest('hex').slice(0, 32);
}
