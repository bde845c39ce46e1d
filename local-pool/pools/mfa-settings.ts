import { invalidParameter } from '../auth/refusals';
import type { PoolRecord } from '../store/records';
import { allowedFactors } from './sign-in-policy';

/**
 * What of a pool's MFA cannot go together with its other settings, whichever call changes either.
 *
 * @throws PoolError InvalidParameterException where MFA is required and a code alone signs in (guide "Adding MFA"); where codes by
 *   e-mail are a second factor, and e-mail is also the only way to recover (same page)
 */
export function checkMfaSettings(pool: Pick<PoolRecord, 'mfa' | 'settings'>): void {
  const { mfa, settings } = pool;
  const allowed = allowedFactors(pool);
  if (mfa.mode === 'ON' && (allowed.has('EMAIL_OTP') || allowed.has('SMS_OTP'))) {
    throw invalidParameter(
      'EMAIL_OTP and SMS_OTP cannot be among AllowedFirstAuthFactors when MFA is required.',
    );
  }
  const recovery = settings.AccountRecoverySetting?.RecoveryMechanisms ?? [];
  const byEmailOnly = recovery.length === 1 && recovery[0]?.Name === 'verified_email';
  if (mfa.mode !== 'OFF' && mfa.email && byEmailOnly) {
    throw invalidParameter(
      'Invalid account recovery setting parameter. Account Recovery Setting cannot use verified_email as the only recovery mechanism when email MFA is configured.',
    );
  }
}
