import { hasDuplicateMembers } from './json-members';
import { TokenFault } from './token-fault';

/** Longest token in characters. Cognito's access tokens are 1 to 3 KB; 100 groups make about 6, and proxies take header lines of 8 KB. */
const MAX_LENGTH = 8192;

/** Kids of Cognito are base64. Everything else (paths, URLs, SQL) is refused before it can cause a fetch. */
const KID = /^[\w+/=-]{1,128}$/;

/**
 * Members that bring or name a key, change how the token is to be read, or repeat a claim (RFC 7519 §5.3). Cognito sends none of
 * them, and the usual libraries ignore `crit`, although RFC 7515 §4.1.11 says to refuse what is not understood.
 */
const FORBIDDEN_MEMBERS = new Set([
  ...['crit', 'jku', 'jwk', 'x5u', 'x5c', 'x5t', 'x5t#S256', 'b64', 'zip', 'enc', 'cty'],
  ...['iss', 'sub', 'aud'],
]);

// Throws on bytes that are not UTF-8 instead of replacing them; a byte order mark stays, and is no JSON.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A token of sound form whose signature has not been checked yet: nothing that it says may be believed. */
export class PresentedToken {
  constructor(
    readonly token: string,
    /** Names the key of the signature. */
    readonly kid: string,
    /** What it says, for whoever has checked the signature. */
    readonly payload: Readonly<Record<string, unknown>>,
    /** Bytes that the signature is to be for: header and payload as they came (RFC 7515 §5.1). */
    readonly signed: Buffer,
    readonly signature: Buffer,
  ) {}
}

/**
 * Checks everything about a token that needs no key: three canonical base64url parts, both JSON objects without duplicate
 * members, and a header that says RS256 and nothing that could talk a verifier into another key.
 *
 * @throws TokenFault
 */
export function presentedToken(token: string): PresentedToken {
  if (token.length > MAX_LENGTH) throw new TokenFault('the token is too long');
  const parts = token.split('.');
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || !header || !payload || !signature) {
    throw new TokenFault('the token has not three parts');
  }
  const signatureBytes = bytesOf(signature);
  const kid = kidOf(objectIn(header));
  const claims = objectIn(payload);
  const signed = Buffer.from(token.slice(0, -signature.length - 1), 'latin1');
  return new PresentedToken(token, kid, claims, signed, signatureBytes);
}

/** RFC 7518 §3.1, RFC 8725 §3.1: one algorithm, compared exactly. `none`, `rs256`, HS256 and all others end here. */
function kidOf(header: Readonly<Record<string, unknown>>): string {
  if (header['alg'] !== 'RS256') throw new TokenFault('the algorithm is not RS256');
  if (Object.keys(header).some((name) => FORBIDDEN_MEMBERS.has(name))) {
    throw new TokenFault('the header has a member that is not taken');
  }
  // Cognito leaves `typ` out.
  if (Object.hasOwn(header, 'typ') && header['typ'] !== 'JWT') throw new TokenFault('the type is not JWT');
  const kid = header['kid'];
  if (typeof kid !== 'string' || !KID.test(kid)) throw new TokenFault('the kid is not one of Cognito');
  return kid;
}

/**
 * The bytes of a base64url part, in the only spelling that is taken: without padding, `+`, `/` or stray bits in the last
 * character (RFC 4648 §3.5). Otherwise one signature has up to 16 spellings.
 */
function bytesOf(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) throw new TokenFault('a part is not canonical base64url');
  return bytes;
}

function objectIn(part: string): Readonly<Record<string, unknown>> {
  const bytes = bytesOf(part);
  let text: string;
  let value: unknown;
  try {
    text = utf8.decode(bytes);
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes what it read, so it must not become a cause.
    throw new TokenFault('a part is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TokenFault('a part is not a JSON object');
  }
  if (hasDuplicateMembers(text)) throw new TokenFault('a member is there twice');
  return value as Record<string, unknown>;
}
