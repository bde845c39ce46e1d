import type { Plant } from './guard';

/** A guard of ours with something taken out, and the class of hostile tokens that gets in. */
export interface PlantedGuard {
  readonly takes: string;
  readonly plants: readonly Plant[];
}

const inClaims = (from: string, to = ''): Plant => ({ file: 'claims.ts', from, to });
const inToken = (from: string, to = ''): Plant => ({ file: 'token.ts', from, to });
const inPolicy = (from: string, to = ''): Plant => ({ file: 'jwk-policy.ts', from, to });
const inStrategy = (from: string, to = ''): Plant => ({ file: 'jwt.strategy.ts', from, to });
const inMembers = (from: string, to = ''): Plant => ({ file: 'json-members.ts', from, to });
const without = (member: string): Plant => inToken(`'${member}',`);
const anyKid: Plant = {
  file: 'key-set.ts',
  from: 'return this.keys.get(kid);',
  to: 'return this.keys.get(kid) ?? [...this.keys.values()][0];',
};

/** What looks at the signature. */
const CHECK = 'verify(RS256, presented.signed, key, presented.signature)';

export const plantedGuards: Readonly<Record<string, PlantedGuard>> = {
  'ignores exp': {
    takes: 'time that is over',
    plants: [inClaims("check(expiresAt > now, 'it has expired');")],
  },
  'ignores nbf': {
    takes: 'time that has not come',
    plants: [inClaims("instant(claims, 'nbf') <= now", 'instant(claims, "nbf") > 0')],
  },
  'takes tokens from the future': {
    takes: 'time that has not come',
    plants: [inClaims("check(issuedAt - now <= clockAhead, 'it comes from the future');")],
  },
  'takes tokens of any life': {
    takes: 'times that do not fit together',
    plants: [inClaims('expiresAt > issuedAt && expiresAt - issuedAt <= MAX_LIFE', 'true')],
  },
  'takes tokens that are older than their sign-in': {
    takes: 'times that do not fit together',
    plants: [inClaims("check(authTime <= issuedAt, 'it is older than its sign-in');")],
  },
  'takes fractions of a second': {
    takes: 'beginning that is no time',
    plants: [inClaims('Number.isSafeInteger(value)', 'Number.isFinite(value)')],
  },
  'takes times before 1970': { takes: 'beginning that is no time', plants: [inClaims(' && value > 0')] },
  'takes ID tokens': {
    takes: 'use that is another one',
    plants: [inClaims("check(claims['token_use'] === 'access', 'it is not an access token');")],
  },
  'takes tokens of other clients': {
    takes: 'client that is another one',
    plants: [inClaims("check(claims['client_id'] === expected.clientId, 'it is for another client');")],
  },
  'takes a list of clients': {
    takes: 'client that is no text',
    plants: [
      inClaims(
        "claims['client_id'] === expected.clientId",
        "[claims['client_id']].flat().includes(expected.clientId)",
      ),
    ],
  },
  'takes tokens for other audiences': {
    takes: 'audience that is another one',
    plants: [inClaims("claims['aud'] === undefined || claims['aud'] === expected.clientId", 'true')],
  },
  'takes a list of audiences': {
    takes: 'audience that is another one',
    plants: [
      inClaims("claims['aud'] === expected.clientId", "[claims['aud']].flat().includes(expected.clientId)"),
    ],
  },
  'takes tokens of other pools': {
    takes: 'issuer of another pool',
    plants: [inClaims("check(claims['iss'] === expected.issuer, 'the issuer is another one');")],
  },
  'compares the beginning of the issuer': {
    takes: 'issuer of another pool',
    plants: [
      inClaims("claims['iss'] === expected.issuer", "String(claims['iss']).startsWith(expected.issuer)"),
    ],
  },
  'compares the issuer as a text': {
    takes: 'issuer that is no text',
    plants: [inClaims("claims['iss'] === expected.issuer", "String(claims['iss']) === expected.issuer")],
  },
  'takes any subject': {
    takes: 'claim that is no text',
    plants: [
      inClaims("typeof value === 'string' && value !== ''", "String(value) !== ''"),
      inClaims('value.length <= MAX_TEXT && !NO_NAME.test(value)', 'true'),
    ],
  },
  'takes control characters in names': {
    takes: 'claim with characters that no name has',
    plants: [inClaims(' && !NO_NAME.test(value)')],
  },
  'takes long names': { takes: 'claim that is too long', plants: [inClaims(' && value.length <= MAX_TEXT')] },
  'takes any groups': {
    takes: 'groups that are no list of names',
    plants: [inClaims('Array.isArray(groups) && groups.every(isText)', 'true')],
  },
  'takes any list as groups': {
    takes: 'groups that are no list of names',
    plants: [inClaims(' && groups.every(isText)')],
  },
  'takes any scope': {
    takes: 'scope that is no text',
    plants: [inClaims("check(typeof scope === 'string', 'scope is not a text');")],
  },
  'takes any algorithm of RSA': {
    takes: 'alg of another name',
    plants: [
      inToken("header['alg'] !== 'RS256'", "!/^[RP]S\\d+$/.test(String(header['alg']))"),
      inStrategy(
        CHECK,
        "['RSA-SHA256', 'RSA-SHA384', 'RSA-SHA512'].some((name) => verify(name, presented.signed, key, presented.signature))",
      ),
    ],
  },
  'takes any signature': {
    takes: 'one letter changed',
    plants: [inStrategy(CHECK, 'presented.signature.length > 9')],
  },
  'takes signatures with other hashes': {
    takes: 'signature of another kind that says RS256',
    plants: [
      inStrategy(
        CHECK,
        "['RSA-SHA1', RS256, 'RSA-SHA512'].some((name) => verify(name, presented.signed, key, presented.signature))",
      ),
    ],
  },
  'takes any padding of RSA': {
    takes: 'signature of another kind that says RS256',
    plants: [
      inStrategy(
        CHECK,
        '[1, 6].some((padding) => verify(RS256, presented.signed, { key, padding }, presented.signature))',
      ),
    ],
  },
  'ignores crit': { takes: 'crit', plants: [without('crit')] },
  'ignores b64': { takes: 'payload said to be something else', plants: [without('b64')] },
  'ignores zip': { takes: 'payload said to be something else', plants: [without('zip')] },
  'ignores enc': { takes: 'payload said to be something else', plants: [without('enc')] },
  'ignores cty': {
    takes: 'payload said to be something else',
    plants: [{ file: 'token.ts', from: "'enc', 'cty'", to: "'enc'" }],
  },
  'ignores jku': { takes: 'address of a key in the header', plants: [without('jku')] },
  'ignores x5u': { takes: 'address of a key in the header', plants: [without('x5u')] },
  'ignores jwk': { takes: 'key in the header', plants: [without('jwk')] },
  'ignores x5c': { takes: 'certificate in the header', plants: [without('x5c')] },
  'ignores x5t': { takes: 'certificate in the header', plants: [without('x5t')] },
  'ignores claims in the header': {
    takes: 'claim repeated in the header',
    plants: [inToken("...['iss', 'sub', 'aud'],")],
  },
  'takes any typ': { takes: 'typ', plants: [inToken("header['typ'] !== 'JWT'", 'false')] },
  'takes the first key for a kid that it does not know': { takes: 'kid of another key', plants: [anyKid] },
  'takes any kid, and the first key for it': {
    takes: 'kid that is a path',
    plants: [anyKid, inToken(' || !KID.test(kid)')],
  },
  'takes a kid of any type': {
    takes: 'kid of another type',
    plants: [anyKid, inToken("typeof kid !== 'string' || !KID.test(kid)", 'false')],
  },
  'takes a kid in any spelling': {
    takes: 'kid that is nearly right',
    plants: [
      {
        file: 'key-set.ts',
        from: 'return this.keys.get(kid);',
        to: 'return [...this.keys].find(([name]) => name.toUpperCase() === kid.toUpperCase())?.[1];',
      },
    ],
  },
  'takes keys for encryption': {
    takes: 'key that must not verify',
    plants: [inPolicy("isAbsentOr(key['use'], 'sig') &&")],
  },
  'takes keys for other algorithms': {
    takes: 'key that must not verify',
    plants: [inPolicy("isAbsentOr(key['alg'], 'RS256') &&")],
  },
  'takes keys for other operations': {
    takes: 'key that must not verify',
    plants: [inPolicy("key['key_ops'].includes('verify')", 'true')],
  },
  'takes keys whose private half is published': {
    takes: 'key that must not verify',
    plants: [inPolicy("key['d'] === undefined &&")],
  },
  'takes one of two keys of one kid': {
    takes: 'key that must not verify',
    plants: [inPolicy("holders.get(key['kid']) === 1 && ")],
  },
  'takes short keys': {
    takes: 'key that must not verify',
    plants: [inPolicy('const MIN_BITS = 2048;', 'const MIN_BITS = 1024;')],
  },
  'takes keys with a low exponent': {
    takes: 'key that must not verify',
    plants: [inPolicy("key['e'] === EXPONENT", "['AQAB', 'Aw'].includes(String(key['e']))")],
  },
  'takes keys in other spellings': {
    takes: 'key that must not verify',
    plants: [inPolicy("bytes.toString('base64url') === value &&")],
  },
  'takes the last of two members': {
    takes: 'claim twice',
    plants: [inToken("if (hasDuplicateMembers(text)) throw new TokenFault('a member is there twice');")],
  },
  'compares members without their escapes': {
    takes: 'member twice by escapes',
    plants: [
      inMembers("quoted.includes('\\\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1)", 'quoted'),
    ],
  },
  'looks at the outer members alone': {
    takes: 'member twice further inside',
    plants: [inMembers('if (names !== undefined &&', 'if (open.length === 1 && names !== undefined &&')],
  },
  'takes other spellings of base64url': {
    takes: 'base64url in another spelling',
    plants: [inToken("bytes.toString('base64url') !== part", 'false')],
  },
  'replaces bytes that are not UTF-8': {
    takes: 'bytes that are not UTF-8',
    plants: [inToken('fatal: true', 'fatal: false')],
  },
  'takes tokens of any size': {
    takes: 'token that is too large',
    plants: [inToken("if (token.length > MAX_LENGTH) throw new TokenFault('the token is too long');")],
  },
};
