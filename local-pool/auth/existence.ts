import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider';
import { maskEmail, maskPhoneNumber } from '../messages/mask';
import type { ClientRecord, CodePurpose, PoolRecord } from '../store/records';
import { looksLikeEmail, looksLikePhoneNumber } from '../users/attribute-values';
import { autoVerified, type ContactAttribute } from '../users/attributes';
import { foldName } from '../users/names';
import { confirmationOrder, recoveryOrder } from './channels';
import { sha256 } from './srp-group';

/** Whether the client wants unknown users to be answered like known ones (PreventUserExistenceErrors; default LEGACY). */
export function hidesExistence({ settings }: ClientRecord): boolean {
  return settings.PreventUserExistenceErrors === 'ENABLED';
}

/**
 * Where a code that nobody gets is said to go: the same every time for the same name, or asking twice would tell.
 *
 * @param name as it was given, not the user's: an e-mail address that names a disabled user is masked like any other
 */
export function simulatedDelivery(
  pool: PoolRecord,
  name: string,
  purpose: CodePurpose,
): CodeDeliveryDetailsType {
  const folded = foldName(pool, name);
  const digest = sha256(`${pool.id}:${folded}`);
  if (simulatedAttribute(pool, folded, purpose) === 'email') {
    const address = looksLikeEmail(folded) ? folded : `${letter(digest[0])}@${letter(digest[1])}`;
    return { Destination: maskEmail(address), DeliveryMedium: 'EMAIL', AttributeName: 'email' };
  }
  const digits = String(digest.readUInt32BE(0) % 10_000).padStart(4, '0');
  const phoneNumber = looksLikePhoneNumber(folded) ? folded : `+0000000${digits}`;
  return { Destination: maskPhoneNumber(phoneNumber), DeliveryMedium: 'SMS', AttributeName: 'phone_number' };
}

/** By the form of the name and what the pool verifies, as AWS says; never a channel that a real user's code could not take. */
function simulatedAttribute(pool: PoolRecord, name: string, purpose: CodePurpose): ContactAttribute {
  const channels = purpose === 'sign-up' ? confirmationOrder(pool) : recoveryOrder(pool);
  const formed = channels.find((channel) => hasForm(channel, name));
  const verified = channels.find((channel) => autoVerified(pool, channel));
  const usual = channels.includes('email') ? 'email' : channels[0];
  return formed ?? verified ?? usual ?? 'email';
}

function hasForm(channel: ContactAttribute, name: string): boolean {
  return channel === 'email' ? looksLikeEmail(name) : looksLikePhoneNumber(name);
}

function letter(byte = 0): string {
  return String.fromCharCode(97 + (byte % 26));
}
