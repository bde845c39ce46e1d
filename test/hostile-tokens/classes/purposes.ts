import {
  base64url,
  CLIENT_ID,
  each,
  ISSUER,
  json,
  type Mint,
  type TokenClasses,
  type Variant,
} from '../mint';

const POOL = 'eu-west-1_AbCdEfGhI';

const OTHER_ISSUERS = [
  ...[
    `${ISSUER}/`,
    `${ISSUER}//`,
    `${ISSUER}/.`,
    `${ISSUER}?`,
    `${ISSUER}#`,
    `${ISSUER}%00`,
    `${ISSUER}\0`,
    `${ISSUER}\n`,
  ],
  ...[
    ` ${ISSUER}`,
    `${ISSUER} `,
    `\t${ISSUER}`,
    `${ISSUER},${ISSUER}`,
    `${ISSUER}/.well-known/jwks.json`,
    `${ISSUER}x`,
  ],
  ...[
    ISSUER.toUpperCase(),
    ISSUER.toLowerCase(),
    ISSUER.replace('https', 'http'),
    ISSUER.replace('https', 'HTTPS'),
  ],
  ...[
    ISSUER.replace('_A', '_B'),
    ISSUER.replace('eu-west-1.', 'eu-west-2.'),
    ISSUER.replace('eu-west-1_', 'us-east-1_'),
  ],
  ...[
    ISSUER.replace('.com', '.com.cn'),
    ISSUER.replace('.com', '.com:443'),
    ISSUER.replace('.com', '.com.'),
    ISSUER.slice(8),
  ],
  ...[
    ISSUER.replace('https://', 'https://issuer-'),
    ISSUER.replace('https://', 'https://x@'),
    `https://evil.example/${POOL}`,
  ],
  ...[
    `https://evil.example/?${ISSUER}`,
    `${ISSUER}.evil.example`,
    ISSUER.replace('.com/', '.com.evil.example/'),
    POOL,
    '',
    '*',
  ],
  ...[
    ISSUER.replace('/eu', '/%65u'),
    ISSUER.replace('/eu', '/./eu'),
    ISSUER.replace('/eu', '\\eu'),
    ISSUER.slice(0, -1),
  ],
  ...[
    ISSUER.replace('a', '\u0430'),
    ISSUER.replace('o', '\u03bf'),
    `${ISSUER}\u200b`,
    ISSUER.replace('cognito', '\uff43ognito'),
  ],
];
const NO_TEXTS = [null, 0, 1, true, false, [], {}];
const wrapped = (value: string): unknown[] => [
  [value],
  [[value]],
  [value, value],
  { 0: value },
  { value },
  { toString: value },
];

const OTHER_CLIENTS = [
  ...[
    '2example23456789',
    '',
    ' ',
    CLIENT_ID.toUpperCase(),
    ` ${CLIENT_ID}`,
    `${CLIENT_ID} `,
    `${CLIENT_ID}\n`,
    `${CLIENT_ID}\0`,
  ],
  ...[
    CLIENT_ID.slice(1),
    `${CLIENT_ID}0`,
    `${CLIENT_ID},x`,
    `${CLIENT_ID} x`,
    '*',
    'null',
    'undefined',
    '\uff11example23456789',
  ],
];
const OTHER_USES = [
  ...[
    'id',
    'refresh',
    'ID',
    'ACCESS',
    'Access',
    'access ',
    ' access',
    'access\0',
    'accesS',
    'access,id',
    'id access',
    'idaccess',
  ],
  ...['', 'a', 'bearer', 'at', 'acces', '\uff41ccess', '\u0430ccess', 'access\u200b'],
];

/** Tokens that are good for something else. */
function otherKinds(mint: Mint): Variant[] {
  const { claims } = mint;
  const id = {
    ...claims,
    client_id: undefined,
    username: undefined,
    scope: undefined,
    aud: CLIENT_ID,
    token_use: 'id',
    'cognito:username': 'ada',
  };
  return [
    ['an ID token', mint.token(mint.header, id)],
    ['an ID token with the members of an access token', mint.withClaims({ aud: CLIENT_ID, token_use: 'id' })],
    ['an ID token that says access', mint.token(mint.header, { ...id, token_use: 'access' })],
    ['an ID token that does not say what it is', mint.token(mint.header, { ...id, token_use: undefined })],
    [
      'an ID token with its client as authorised party',
      mint.token(mint.header, { ...id, azp: CLIENT_ID, token_use: 'access' }),
    ],
    [
      'a token of a machine',
      mint.withClaims({ username: undefined, sub: CLIENT_ID, 'cognito:groups': undefined }),
    ],
    [
      'a token by RFC 9068',
      mint.token({ ...mint.header, typ: 'at+jwt' }, { ...claims, aud: 'https://api.example' }),
    ],
    [
      'a logout token',
      mint.token(
        { ...mint.header, typ: 'logout+jwt' },
        { ...claims, events: { 'http://schemas.openid.net/event/backchannel-logout': {} } },
      ),
    ],
    ['a refresh token', `${base64url('{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}')}.AAAA.AAAA.AAAA.AAAA`],
    ['an opaque token', '3f1c7e9a-2b4d-4c8e-9f10-aabbccddeeff'],
    ['credentials of Basic', base64url('admin:admin')],
    ['a PASETO', `v4.public.${base64url(json(claims))}`],
    ['a SAML assertion', base64url('<Assertion/>')],
    ['an API key', 'AKIAIOSFODNN7EXAMPLE'],
  ];
}

const claim =
  (name: string, values: readonly unknown[]) =>
  (mint: Mint): Variant[] =>
    each(values, (value) => mint.withClaims({ [name]: value }));

/** RFC 8725 §3.8, §3.9, §3.12; guide "Verifying JSON Web Tokens". */
export const purposes: TokenClasses = {
  'issuer of another pool': claim('iss', OTHER_ISSUERS),
  'issuer that is no text': (mint) => claim('iss', [...NO_TEXTS, ...wrapped(ISSUER), undefined])(mint),
  'client that is another one': claim('client_id', OTHER_CLIENTS),
  'client that is no text': (mint) =>
    claim('client_id', [...NO_TEXTS, ...wrapped(CLIENT_ID), [CLIENT_ID, 'x'], undefined])(mint),
  'audience that is another one': (mint) =>
    claim('aud', [...OTHER_CLIENTS, ...NO_TEXTS, ...wrapped(CLIENT_ID), ISSUER, ['x', CLIENT_ID]])(mint),
  'use that is another one': claim('token_use', OTHER_USES),
  'use that is no text': (mint) =>
    claim('token_use', [...NO_TEXTS, ...wrapped('access'), ['id', 'access'], undefined])(mint),
  'token of another kind': otherKinds,
};
