import type { DeviceSecretVerifierConfigType } from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import { modulus, numberFrom, sha256 } from '../auth/srp-group';
import type { UserRecord } from '../store/records';
import type { DeviceRecord } from './device-record';

/** Of the salt and of the verifier, in bytes: more than a client of the protocol has any use for. */
const mostBytes = { salt: 256, verifier: 385 };
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u;

/** The DeviceGroupKey of everything that a user signs in with: `-` and eight characters, as on AWS. */
export function groupKeyOf({ poolId, sub }: Pick<UserRecord, 'poolId' | 'sub'>): string {
  return `-${sha256(`${poolId}/${sub}`).toString('base64url').slice(0, 8)}`;
}

/**
 * What a device wants to be known by: v and the salt, Base64 of the bytes as the client hashes them.
 *
 * @throws PoolError InvalidParameterException: a device without could never prove itself, one with v = 0 everybody could be
 */
export function secretFrom(config: DeviceSecretVerifierConfigType | undefined): DeviceRecord['secret'] {
  const salt = hexFrom(config?.Salt, mostBytes.salt);
  const verifier = hexFrom(config?.PasswordVerifier, mostBytes.verifier);
  const usable = numberFrom(verifier) > 0n && numberFrom(verifier) < modulus;
  if (salt === '' || !usable) throw invalidParameter('Invalid device secret verifier config given.');
  return { salt, verifier };
}

/** @returns hexadecimal, empty for what cannot be used */
function hexFrom(given = '', most: number): string {
  const bytes = base64.test(given) ? Buffer.from(given, 'base64') : Buffer.alloc(0);
  return bytes.length > most ? '' : bytes.toString('hex');
}
