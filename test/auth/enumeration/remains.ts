import type { Answer } from '../../support/gatehouse';

/** Members that are random, or encrypted and with them as good as random: their lengths have to be the same. */
const RANDOM = new Set(['session', 'secretBlock', 'userId', 'id']);
/** What goes by the device that has a passkey. */
const OF_DEVICE = new Set(['transports']);

/** What goes by the factors that an account has. */
const OF_FACTORS = new Set(['name', 'parameters', 'answer', 'delivery', 'session']);

/** Headers that belong to the one answer. */
const OWN = new Set(['date', 'x-request-id', 'content-length']);

/** A number as SRP clients write it: whole bytes, of which the first bit is the sign. */
function positive(hex: string): string {
  const digits = BigInt(`0x${hex}`).toString(16);
  const whole = digits.length % 2 === 0 ? digits : `0${digits}`;
  return /^[89a-f]/.test(whole) ? `00${whole}` : whole;
}

/**
 * What is left of an answer without ids, dates and what is random. Lengths stay, for a length can tell, too; those of the numbers of SRP
 * vary for everybody.
 *
 * @param factors whether what goes by the factors of the account is left as well
 */
export function remains({ status, headers, body }: Answer, factors = true): object {
  const rest = [...headers].filter(([name]) => !OWN.has(name));
  const length = headers.get('content-length');
  const text = JSON.stringify(body, (key, value: unknown) => {
    if (key === 'requestId' || key === 'expiresAt' || OF_DEVICE.has(key)) return undefined;
    if (!factors && OF_FACTORS.has(key)) return undefined;
    if (key === 'salt') return value === positive(String(value)) ? 'a positive number' : value;
    if (key === 'srpB') return /^[0-9a-f]{740,768}$/.test(String(value)) ? 'a number below N' : value;
    // Of a passkey's options.
    if (key === 'challenge' && typeof value === 'string') return `${value.length} characters`;
    return RANDOM.has(key) ? `${String(value).length} characters` : value;
  });
  const whole = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    status,
    headers: Object.fromEntries(rest),
    length: length === null ? 'none' : Number(length) - Buffer.byteLength(whole),
    text,
  };
}
