import { domainName } from '../../common/config/domain-name';

/** What a local part may be made of: letters and digits of any script, and the harmless ones of RFC 5322's atoms. */
const LOCAL_PART = /^[\p{L}\p{M}\p{N}#$&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}#$&'*+/=?^_`{|}~-]+)*$/u;

/**
 * The domain that an e-mail address delivers to, in ASCII and lower case without a dot at its end.
 *
 * Mail programs differ in what they make of unusual addresses: quoted local parts with an `@`, `%` and `!` that route on, encoded
 * words, comments, lists. Whoever is let in by one reading may get the mail by another ("Splitting the email atom", 2024), so there
 * is a domain only where all read the same.
 *
 * @returns undefined for what is no address, or an unusual one
 */
export function domainOf(address: string): string | undefined {
  const [local, domain, ...more] = address.split('@');
  if (local === undefined || domain === undefined || more.length > 0) return undefined;
  // `=?` begins an encoded word (RFC 2047), which some programs decode.
  return LOCAL_PART.test(local) && !local.includes('=?') ? domainName(domain) : undefined;
}
