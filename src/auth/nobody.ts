import { deliveryTo } from './delivery-of-request';

/**
 * A name of the same kind as another that nobody has: an e-mail address below a domain that cannot exist (RFC 2606), a phone number of
 * a country that there is not (ITU-T E.164 assigns no code 999), or a username that nobody chooses.
 *
 * @param name the other name
 * @param digest 64 hexadecimal digits that nobody can guess, always the same for the name: asking twice must not tell
 */
export function nobodyLike(name: string, digest: string): string {
  const medium = deliveryTo(name)?.medium;
  if (medium === 'EMAIL') return `${digest.slice(0, 32)}@nobody.invalid`;
  if (medium === 'SMS') return `+999${(BigInt(`0x${digest}`) % 10n ** 11n).toString().padStart(11, '0')}`;
  return digest.slice(0, 32);
}
