import { CLIENT_ID, each, ISSUER, json, type Mint, shown, type TokenClasses, type Variant } from '../mint';

const NEEDED = ['sub', 'username', 'jti', 'client_id', 'iss', 'token_use', 'exp', 'iat', 'auth_time'];
const TEXTS = ['sub', 'username', 'jti', 'origin_jti', 'device_key', 'custom:account_id'];
const NO_TEXTS: unknown[] = [
  1,
  0,
  -1,
  1.5,
  '',
  null,
  true,
  false,
  [],
  ['x'],
  {},
  { x: 1 },
  { toString: 'x' },
  [['x']],
];
const NO_GROUPS = [
  ...[
    'admin',
    '',
    'admin,user',
    '["admin"]',
    null,
    0,
    1,
    true,
    false,
    {},
    { admin: true },
    { 0: 'admin', length: 1 },
  ],
  ...[
    ['admin', 1],
    [['admin']],
    [null],
    [''],
    [true],
    [{}],
    ['admin', null],
    ['admin', ''],
    [{ toString: 'admin' }],
    [0],
  ],
];
const NO_SCOPES = [0, 1, null, true, false, [], ['openid'], {}, { 0: 'openid' }];
/** Characters that end a text in one place and not in another, or that cannot be sent on. */
const NO_CHARACTERS = [
  '\0',
  '\u0001',
  '\b',
  '\t',
  '\n',
  '\r',
  '\u001b',
  '\u007f',
  '\u0085',
  '\u009f',
  '\ud800',
  '\udfff',
  '\udc00\ud800',
];

/** The same word to whoever normalises it (NFKC), folds its case or leaves out what is not seen. */
const lookalikes = (word: string): string[] => [
  ...[
    word.toUpperCase(),
    `${word} `,
    ` ${word}`,
    `${word}\0`,
    `${word}\u200b`,
    `\ufeff${word}`,
    `${word}\u0301`,
  ],
  String.fromCharCode(word.charCodeAt(0) + 0xfee0) + word.slice(1),
];

function inPrototypes(mint: Mint): Variant[] {
  const { claims } = mint;
  const rest = (name: string): object => ({ ...claims, [name]: undefined });
  return NEEDED.flatMap((name): Variant[] => {
    const value = json({ [name]: claims[name as 'sub'] });
    return ['__proto__', 'constructor', 'prototype'].map((holder) => [
      `${name} in ${holder}`,
      mint.token(
        mint.header,
        json(rest(name)).replace('{', () => `{"${holder}":${value},`),
      ),
    ]);
  });
}

/** RFC 7519 §4, RFC 8725 §3.4, RFC 8259 §8.2, RFC 7493 §2.1. */
export const wrongClaims: TokenClasses = {
  'claim that is missing': (mint) => each(NEEDED, (name) => mint.withClaims({ [name]: undefined })),
  'claim that is no text': (mint) =>
    TEXTS.flatMap((name) =>
      each(
        NO_TEXTS,
        (value) => mint.withClaims({ [name]: value }),
        (value) => `${name} ${shown(value)}`,
      ),
    ),
  'claim with characters that no name has': (mint) =>
    TEXTS.flatMap((name) =>
      each(
        NO_CHARACTERS,
        (character) => mint.withClaims({ [name]: `a${character}b` }),
        (value) => `${name} with ${shown(value)}`,
      ),
    ),
  'claim that is too long': (mint) => each(TEXTS, (name) => mint.withClaims({ [name]: 'x'.repeat(2049) })),
  'claim under a name that looks alike': (mint) =>
    NEEDED.flatMap((name) =>
      each(lookalikes(name), (alike) =>
        mint.withClaims({ [name]: undefined, [alike]: mint.claims[name as 'sub'] }),
      ),
    ),
  'claim in a prototype': inPrototypes,
  'claim that is nested': (mint) => [
    ['all of them in a list', mint.token(mint.header, [mint.claims])],
    ['all of them in a claim', mint.token(mint.header, { claims: mint.claims })],
    ['all of them in a text', mint.token(mint.header, { claims: json(mint.claims) })],
    ...each(NEEDED, (name) =>
      mint.withClaims({ [name]: undefined, claims: { [name]: mint.claims[name as 'sub'] } }),
    ),
    ...each(
      TEXTS,
      (name) => mint.withClaimText(name, '['.repeat(2000) + ']'.repeat(2000)),
      (name) => `${name} 2,000 levels deep`,
    ),
  ],
  'groups that are no list of names': (mint) => [
    ...each(NO_GROUPS, (groups) => mint.withClaims({ 'cognito:groups': groups })),
    ...each(NO_CHARACTERS, (character) => mint.withClaims({ 'cognito:groups': ['admin', `a${character}`] })),
    ['a name that is too long', mint.withClaims({ 'cognito:groups': ['x'.repeat(2049)] })],
  ],
  'scope that is no text': (mint) => each(NO_SCOPES, (scope) => mint.withClaims({ scope })),
  'claims of whoever asks': (mint) => {
    const forged = { ...mint.claims, iss: ISSUER, client_id: CLIENT_ID, username: 'root' };
    return each(['none', 'HS256'], (alg) =>
      mint.token({ alg, kid: mint.header.kid }, forged, () => Buffer.from('x')),
    );
  },
};
