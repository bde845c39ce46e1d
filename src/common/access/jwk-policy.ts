import type { JSONWebKey } from 'jwks-rsa';

/** Fewer bits can be factored (NIST SP 800-57 part 1). */
const MIN_BITS = 2048;
/** More bits only make each verification slow. */
const MAX_BITS = 8192;
/** 65537, the only exponent Cognito uses. With e = 1 everybody can make signatures. */
const EXPONENT = 'AQAB';
/** Cognito publishes two; more than this is not a key set. */
const MAX_KEYS = 64;

type Members = Readonly<Record<string, unknown>>;

/**
 * Takes from a JWKS document the keys that may verify access tokens: RSA, for signatures, RS256, long enough, with a kid of their
 * own. Others are left out, as RFC 7517 §5 asks; two keys of one kid are both left out, since nothing tells which one is meant.
 *
 * @throws Error when the document is not a key set
 */
export function acceptableKeys(document: unknown): JSONWebKey[] {
  const keys = isObject(document) ? document['keys'] : undefined;
  if (!Array.isArray(keys) || keys.length > MAX_KEYS) throw new Error('the answer is not a key set');
  const members = keys.filter(isObject);
  const holders = new Map<unknown, number>();
  for (const { kid } of members) holders.set(kid, (holders.get(kid) ?? 0) + 1);
  return members.filter((key) => holders.get(key['kid']) === 1 && isAcceptable(key)).map(publicMembers);
}

function isAcceptable(key: Members): boolean {
  return (
    key['kty'] === 'RSA' &&
    isAbsentOr(key['use'], 'sig') &&
    // A key for PS256 must not verify RS256 (RFC 7517 §4.4, RFC 8725 §3.1).
    isAbsentOr(key['alg'], 'RS256') &&
    (key['key_ops'] === undefined || (Array.isArray(key['key_ops']) && key['key_ops'].includes('verify'))) &&
    // Whoever publishes the private half has lost it.
    key['d'] === undefined &&
    typeof key['kid'] === 'string' &&
    key['kid'] !== '' &&
    key['e'] === EXPONENT &&
    isModulus(key['n'])
  );
}

const isAbsentOr = (value: unknown, wanted: string): boolean => value === undefined || value === wanted;

function isModulus(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const bytes = Buffer.from(value, 'base64url');
  const first = bytes[0] ?? 0;
  const last = bytes.at(-1) ?? 0;
  const bits = (bytes.length - 1) * 8 + (32 - Math.clz32(first));
  return (
    bytes.toString('base64url') === value &&
    first !== 0 &&
    last % 2 === 1 &&
    bits >= MIN_BITS &&
    bits <= MAX_BITS
  );
}

/** Only what makes the key: certificates and references to elsewhere are left behind. */
function publicMembers(key: Members): JSONWebKey {
  return { kty: 'RSA', use: 'sig', alg: 'RS256', kid: key['kid'] as string, n: key['n'], e: key['e'] };
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}
