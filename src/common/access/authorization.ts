import { TokenFault } from './token-fault';

/** RFC 6750 §2.1: the scheme (RFC 9110 §11.1: in any case), one space, one token68, and nothing after it. */
const BEARER = /^bearer ([\w.~+/=-]+)$/i;

const NAME = 'authorization';

/**
 * The token of the one `Authorization` header.
 *
 * @param rawHeaders names and values in turn, as they came. Node keeps the first of several `Authorization` headers in `headers`,
 *   where a proxy in front may have looked at the last: two are refused
 * @throws TokenFault when there is no header, more than one, or one of another form
 */
export function bearerToken(rawHeaders: readonly string[]): string {
  let value: string | undefined;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.length !== NAME.length || rawHeaders[i]?.toLowerCase() !== NAME) continue;
    if (value !== undefined) throw new TokenFault('there are several Authorization headers');
    value = rawHeaders[i + 1];
  }
  if (value === undefined) throw new TokenFault('there is no Authorization header');
  const token = BEARER.exec(value)?.[1];
  if (token === undefined) throw new TokenFault('the Authorization header is not a bearer token');
  return token;
}
