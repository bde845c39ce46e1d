import type { PoolRecord } from '../store/records';

/** Whether the pool lets somebody with these attributes sign in by a code, so that a new user needs no password. */
export function receivesCodes(pool: PoolRecord, values: Readonly<Record<string, string>>): boolean {
  const factors = pool.settings.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? [];
  return (
    (factors.includes('EMAIL_OTP') && values['email'] !== undefined) ||
    (factors.includes('SMS_OTP') && values['phone_number'] !== undefined)
  );
}
