import { each, json, MAX_LENGTH, type Mint, rs256, type TokenClasses, type Variant } from './mint';

const DAY = 86_400;

/** Names that people have, in scripts of the world. */
const NAMES = [
  ...['Ωδα', 'アダ', '艾达', 'عايدة', 'אדה', 'Ада', 'Adá', 'Ada\u0301', 'आदा', '👩‍💻', '𝒜da', 'a\u200cb'],
  ...[
    'ada" : {',
    'ada\\',
    "ada'",
    '<ada>',
    'ada,admin',
    '{"sub":1}',
    '../ada',
    '__proto__',
    'null',
    'Ada Lovelace',
    '0',
    'a'.repeat(128),
  ],
];

const textOf = (claims: object, space: string | number): string => JSON.stringify(claims, null, space);

/** The longest token that is taken, to the letter. */
function longest(mint: Mint): string {
  const filled = (length: number): string => mint.withClaims({ x: 'x'.repeat(length) });
  let length = Math.floor((MAX_LENGTH - filled(0).length) * 0.75) - 2;
  while (filled(length + 1).length <= MAX_LENGTH) length++;
  return filled(length);
}

/** Tokens that look odd and are good, so that a guard that refuses everything does not pass for a strict one. */
export const validClasses: TokenClasses = {
  'the usual one': (mint) => [
    ['of the first key', mint.valid],
    ['of the second key', mint.withHeader({ kid: 'pool_key-2' }, rs256(mint.keys.second.privateKey))],
    ['of a key without use and alg', mint.withHeader({ kid: 'plain' }, rs256(mint.keys.plain.privateKey))],
  ],
  'claims that may be missing': (mint) =>
    each(['cognito:groups', 'scope', 'origin_jti', 'version', 'event_id'], (name) =>
      mint.withClaims({ [name]: undefined }),
    ),
  'claims that may be there': (mint): Variant[] => [
    ['our client as audience', mint.withClaims({ aud: mint.claims.client_id })],
    ['a device', mint.withClaims({ device_key: 'eu-west-1_aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee' })],
    ['an account', mint.withClaims({ 'custom:account_id': 'acme' })],
    ['no groups in the list', mint.withClaims({ 'cognito:groups': [] })],
    [
      'a hundred groups',
      mint.withClaims({ 'cognito:groups': Array.from({ length: 100 }, (_, i) => `group-number-${i}`) }),
    ],
    ['an empty scope', mint.withClaims({ scope: '' })],
    ['many scopes', mint.withClaims({ scope: 'openid email https://api.example/read' })],
    [
      'claims of a trigger',
      mint.withClaims({ a: { a: [{ a: 1 }, { a: 2 }] }, b: null, c: 1.5, '': '', d: -1 }),
    ],
    ['numbers beyond all bounds', mint.withClaimText('x', '[1e999,-1e999,123456789012345678901234567890]')],
    ['many levels', mint.withClaimText('x', '['.repeat(2000) + ']'.repeat(2000))],
    ['names that differ by case', mint.withClaims({ SUB: 'x', Iss: 'x', 'sub ': 'x', aUd: 'x' })],
    [
      'names that every object has',
      mint.token(mint.header, json(mint.claims).replace('{', '{"__proto__":{"sub":"x"},"constructor":1,')),
    ],
    ['the longest of all', longest(mint)],
  ],
  'names of people': (mint) => each(NAMES, (username) => mint.withClaims({ username })),
  'times at the edge': (mint): Variant[] => [
    [
      'a life of a day',
      mint.withClaims({ iat: mint.now - 60, auth_time: mint.now - 60, exp: mint.now - 60 + DAY }),
    ],
    ['a beginning that is now', mint.withClaims({ nbf: mint.now })],
    [
      'a clock that is ahead',
      mint.withClaims({ iat: mint.now + 240, auth_time: mint.now + 240, exp: mint.now + 3840 }),
    ],
    ['a sign-in a month ago', mint.withClaims({ auth_time: mint.now - 30 * DAY })],
    ['times in another notation', mint.withClaimText('exp', `${(mint.now + 3600) / 10}e1`)],
    ['times with zeros behind', mint.withClaimText('exp', `${mint.now + 3600}.0`)],
  ],
  'headers that differ': (mint): Variant[] => [
    ['typ JWT', mint.withHeader({ typ: 'JWT' })],
    ['the other order', mint.token({ alg: 'RS256', kid: mint.header.kid }, mint.claims)],
    ['members that nobody knows', mint.withHeader({ x: 1, 'x-y': { z: [] }, Crit: ['exp'] })],
    ['escapes', mint.token('{"\\u0061lg":"\\u0052S256","k\\u0069d":"pool-key\\u002b1\\/="}', mint.claims)],
    ['white space', mint.token(`\n\t ${textOf(mint.header, '\t')}\r\n `, mint.claims)],
  ],
  'documents that differ': (mint): Variant[] => [
    ['white space', mint.token(mint.header, `\r\n\t ${textOf(mint.claims, 4)} \n`)],
    ['the other order', mint.token(mint.header, Object.fromEntries(Object.entries(mint.claims).reverse()))],
    ['escapes', mint.token(mint.header, json(mint.claims).replaceAll('a', '\\u0061').replaceAll('/', '\\/'))],
    ['one name on many levels', mint.withClaims({ x: { sub: { sub: [{ sub: 1 }, { sub: 2 }] } } })],
  ],
};

/** All tokens that must be taken, by class. */
export const validTokens = (mint: Mint): [name: string, variants: Variant[]][] =>
  Object.entries(validClasses).map(([name, make]) => [name, make(mint)]);
