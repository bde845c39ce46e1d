import type { IncomingHttpHeaders } from 'node:http';

/** Largest token in characters. Cognito's are 1 to 2 KB; more groups than fit into this do not fit into headers either. */
const MAX_TOKEN = 16_384;

/** The token, and nothing before or after it (RFC 6750 §2.1). */
const BEARER = /^Bearer ([\w.~+/=-]+)$/i;

/** Base64url without padding (RFC 7515 §2). */
const BASE64URL = /^[\w-]+$/;

/** Header members that tell the verifier where to take a key from, or how to read the token: attacks, since Cognito uses none. */
const REFUSED_MEMBERS = ['crit', 'jku', 'jwk', 'x5u', 'x5c', 'b64', 'zip', 'enc'];

/** A token that is refused. `message` says why for the log; the caller learns only that it is not valid. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

/**
 * The token of the Authorization header.
 *
 * @returns undefined when there is no such header
 * @throws InvalidToken for another scheme, junk around the token, or more than one header
 */
export function bearerOf(request: {
  headers: IncomingHttpHeaders;
  raw: { rawHeaders: readonly string[] };
}): string | undefined {
  const header = request.headers.authorization;
  if (header === undefined) return undefined;
  // Node keeps the first of several and drops the others; a proxy may have looked at another one.
  const times = request.raw.rawHeaders.filter(
    (name, index) => index % 2 === 0 && /^authorization$/i.test(name),
  ).length;
  const token = BEARER.exec(header)?.[1];
  if (times > 1 || token === undefined) throw new InvalidToken('Authorization is not a single bearer token');
  return token;
}

/**
 * Checks the form of a token and its header, before any key is looked for.
 *
 * @returns the kid
 * @throws InvalidToken
 */
export function kidOf(token: string): string {
  if (token.length > MAX_TOKEN) throw new InvalidToken('too long');
  const parts = token.split('.');
  if (parts.length !== 3 || !parts.every(isCanonical)) throw new InvalidToken('not three parts of base64url');
  const header = parseObject(parts[0] ?? '');
  const refused = REFUSED_MEMBERS.find((name) => Object.hasOwn(header, name));
  if (refused !== undefined) throw new InvalidToken(`header has ${refused}`);
  if (header['alg'] !== 'RS256') throw new InvalidToken('alg is not RS256');
  if (header['typ'] !== undefined && header['typ'] !== 'JWT') throw new InvalidToken('typ is not JWT');
  const kid = header['kid'];
  if (typeof kid !== 'string' || kid === '' || kid.length > 256) throw new InvalidToken('kid is missing');
  return kid;
}

/** One spelling for one value: trailing bits that decode to nothing would give a token many forms (RFC 4648 §3.5). */
function isCanonical(part: string): boolean {
  return BASE64URL.test(part) && Buffer.from(part, 'base64url').toString('base64url') === part;
}

function parseObject(part: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url')));
  } catch {
    throw new InvalidToken('header is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidToken('header is not an object');
  return value as Record<string, unknown>;
}
