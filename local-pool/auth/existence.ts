import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider';
import { maskEmail, maskPhoneNumber } from '../messages/mask';
import type { ClientRecord, PoolRecord } from '../store/records';
import { looksLikeEmail, looksLikePhoneNumber } from '../users/attribute-values';
import type { ContactAttribute } from '../users/attributes';
import { foldName } from '../users/names';
import { sha256 } from './srp-group';

/** Whether the client wants unknown users to be answered like known ones (PreventUserExistenceErrors; default LEGACY). */
export function hidesExistence({ settings }: ClientRecord): boolean {
  return settings.PreventUserExistenceErrors === 'ENABLED';
}

/**
 * Where a code to somebody unknown is said to go: the same every time for the same name, or asking twice would tell.
 */
export function simulatedDelivery(pool: PoolRecord, name: string): CodeDeliveryDetailsType {
  const folded = foldName(pool, name);
  const digest = sha256(`${pool.id}:${folded}`);
  if (simulatedAttribute(pool, folded) === 'email') {
    const address = looksLikeEmail(folded) ? folded : `${letter(digest[0])}@${letter(digest[1])}`;
    return { Destination: maskEmail(address), DeliveryMedium: 'EMAIL', AttributeName: 'email' };
  }
  const digits = String(digest.readUInt32BE(0) % 10_000).padStart(4, '0');
  const phoneNumber = looksLikePhoneNumber(folded) ? folded : `+0000000${digits}`;
  return { Destination: maskPhoneNumber(phoneNumber), DeliveryMedium: 'SMS', AttributeName: 'phone_number' };
}

/** The channel that most users of such a pool have. */
function simulatedAttribute(pool: PoolRecord, name: string): ContactAttribute {
  if (looksLikeEmail(name)) return 'email';
  if (looksLikePhoneNumber(name)) return 'phone_number';
  const mechanisms = pool.settings.AccountRecoverySetting?.RecoveryMechanisms ?? [];
  const [first] = mechanisms.toSorted((one, other) => (one.Priority ?? 0) - (other.Priority ?? 0));
  if (first) return first.Name === 'verified_phone_number' ? 'phone_number' : 'email';
  const verified = pool.settings.AutoVerifiedAttributes ?? [];
  return verified.includes('phone_number') && !verified.includes('email') ? 'phone_number' : 'email';
}

function letter(byte = 0): string {
  return String.fromCharCode(97 + (byte % 26));
}
