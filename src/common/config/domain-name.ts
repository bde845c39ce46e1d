import { domainToASCII } from 'node:url';

/** Labels of the DNS with dots between them; the last is no number. */
const DOMAIN = /^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+(?!\d+$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])$/;

/** What a parser of URLs would cut off, decode or leave out. */
// eslint-disable-next-line no-control-regex -- control characters are among it
const NO_DOMAIN = /[\s%/\\?#:@[\](),;<>"\u0000-\u001f\u007f]/;

/**
 * A domain in the one form that can be compared: `Bücher.DE.` is `xn--bcher-kva.de`.
 *
 * @returns undefined for what is none
 */
export function domainName(domain: string): string | undefined {
  if (NO_DOMAIN.test(domain)) return undefined;
  const ascii = domainToASCII(domain).replace(/\.$/, '');
  return ascii.length <= 253 && DOMAIN.test(ascii) ? ascii : undefined;
}
