import type { PoolRecord, UserRecord } from '../store/records';
import { autoVerified, type ContactAttribute } from '../users/attributes';

/** The MFA method that uses up a channel: it must not be the way to reset the password as well. */
const mfaOf: Readonly<Record<ContactAttribute, string>> = { email: 'EMAIL_OTP', phone_number: 'SMS_MFA' };

/** The phone number comes before the e-mail address wherever the pool's settings leave it open. */
const bothChannels: readonly ContactAttribute[] = ['phone_number', 'email'];

/** The channels for codes of new users, the first choice first; none where the pool verifies nothing. */
export function confirmationOrder(pool: PoolRecord): readonly ContactAttribute[] {
  return bothChannels.filter((name) => autoVerified(pool, name));
}

/** Where the code of a new user goes: the first auto-verified attribute he has. */
export function confirmationChannel(pool: PoolRecord, user: UserRecord): ContactAttribute | undefined {
  return confirmationOrder(pool).find((name) => user.attributes[name]);
}

/**
 * Where a password reset code goes: the first verified channel by AccountRecoverySetting, or the phone number before the e-mail
 * address where that is not set. A channel that serves as second factor is left out.
 *
 * @returns undefined when there is none, or only administrators may reset
 */
export function recoveryChannel(pool: PoolRecord, user: UserRecord): ContactAttribute | undefined {
  const withMfa = pool.mfa.mode !== 'OFF';
  return recoveryOrder(pool).find(
    (name) =>
      user.attributes[name] &&
      user.attributes[`${name}_verified`] === 'true' &&
      !(withMfa && user.mfa.enabled.includes(mfaOf[name])),
  );
}

/** Somebody with a temporary password, or one who signs in elsewhere, has no password of his own to reset. */
export function hasOwnPassword({ status }: UserRecord): boolean {
  return status !== 'FORCE_CHANGE_PASSWORD' && status !== 'EXTERNAL_PROVIDER';
}

/** The channels for password reset codes, the first choice first; none where only administrators reset. */
export function recoveryOrder(pool: PoolRecord): readonly ContactAttribute[] {
  const mechanisms = pool.settings.AccountRecoverySetting?.RecoveryMechanisms ?? [];
  if (mechanisms.length === 0) return bothChannels;
  return mechanisms
    .toSorted((one, other) => (one.Priority ?? 0) - (other.Priority ?? 0))
    .flatMap(({ Name }): ContactAttribute[] => {
      if (Name === 'verified_email') return ['email'];
      return Name === 'verified_phone_number' ? ['phone_number'] : [];
    });
}
