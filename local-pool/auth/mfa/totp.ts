import { Secret, TOTP } from 'otpauth';

/** In bytes: 52 characters of Base32, as long as Cognito's. */
const secretSize = 32;
/** Steps of 30 s before and after the present one whose codes are taken, too. */
const window = 1;
const sixDigits = /^\d{6}$/u;

/** A new secret in Base32, without padding. */
export function newTotpSecret(): string {
  return new Secret({ size: secretSize }).base32;
}

/**
 * RFC 6238 with HMAC-SHA1, six digits and steps of 30 s.
 *
 * @param now in ms
 * @returns the step that the code belongs to; undefined for a wrong code
 */
export function stepOfCode(secret: string, code: string, now: number): number | undefined {
  // The library stumbles over letters of more than one byte.
  if (!sixDigits.test(code)) return undefined;
  const delta = TOTP.validate({
    token: code,
    secret: Secret.fromBase32(secret),
    timestamp: now,
    window,
  });
  return delta === null ? undefined : TOTP.counter({ timestamp: now }) + delta;
}
