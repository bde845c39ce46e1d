import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError } from '../errors/app-error';
import { Public, Roles, SignedIn } from './access.decorators';
import { AccessGuard } from './access.guard';
import type { Caller } from './caller';
import { JwtStrategy } from './jwt.strategy';
import { KeySet } from './key-set';
import { Revocations } from './revocations';
import { TokenFault } from './token-fault';

const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI';
const CLIENT = '1example23456789';
const good = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
const lowExponent = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 });
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const jwkOf = (key: KeyObject, more: object): object => ({ ...key.export({ format: 'jwk' }), ...more });
const published = [
  jwkOf(good.publicKey, { kid: 'good=', alg: 'RS256', use: 'sig' }),
  jwkOf(weak.publicKey, { kid: 'weak' }),
  jwkOf(lowExponent.publicKey, { kid: 'low-exponent' }),
  jwkOf(good.publicKey, { kid: 'exponent-one', e: 'AQ' }),
  jwkOf(other.publicKey, { kid: 'encryption', use: 'enc' }),
  jwkOf(other.publicKey, { kid: 'pss', alg: 'PS256' }),
  jwkOf(other.publicKey, { kid: 'sign-only', key_ops: ['encrypt'] }),
  jwkOf(other.privateKey, { kid: 'private' }),
  jwkOf(other.publicKey, { kid: 'twice' }),
  jwkOf(good.publicKey, { kid: 'twice' }),
  jwkOf(curve.publicKey, { kid: 'curve', alg: 'ES256' }),
  { kty: 'RSA', kid: 'no-modulus', e: 'AQAB' },
  { kty: 'oct', kid: 'octets', k: 'c2VjcmV0' },
];

const now = Math.floor(Date.now() / 1000);
const header = { kid: 'good=', alg: 'RS256' };
const claims = {
  sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  'cognito:groups': ['admin'],
  iss: ISSUER,
  version: 2,
  client_id: CLIENT,
  origin_jti: 'origin-1',
  token_use: 'access',
  scope: 'aws.cognito.signin.user.admin',
  auth_time: now - 10,
  exp: now + 3600,
  iat: now - 10,
  jti: 'jti-1',
  username: 'ada',
};

type Signer = (input: string) => Buffer;
const base64url = (value: string | Buffer): string => Buffer.from(value).toString('base64url');
const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const rs256 =
  (key: KeyObject = good.privateKey): Signer =>
  (input) =>
    sign('RSA-SHA256', Buffer.from(input), key);

/** A signed token; texts stand as they are, so that they may be malformed. */
function tokenOf(head: unknown, payload: unknown, signer: Signer = rs256()): string {
  const input = `${base64url(text(head))}.${base64url(text(payload))}`;
  return `${input}.${base64url(signer(input))}`;
}
const withHeader = (members: object, signer?: Signer): string =>
  tokenOf({ ...header, ...members }, claims, signer);
const withClaims = (members: object): string => tokenOf(header, { ...claims, ...members });
const without = (name: string): string =>
  tokenOf(header, Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name)));
const withText = (from: string, to: string): string => tokenOf(header, text(claims).replace(from, to));
const signedBy = (kid: string, key: KeyObject): string => withHeader({ kid }, rs256(key));

const VALID = tokenOf(header, claims);
const [HEAD = '', PAYLOAD = '', SIGNATURE = ''] = VALID.split('.');
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const lastLetterMovedBy = (part: string, by: number): string =>
  part.slice(0, -1) + String(LETTERS[(LETTERS.indexOf(part.at(-1) ?? '') + by) % 64]);

/** With e = 1 the padded digest is its own signature. */
const exponentOne: Signer = (input) => {
  const signature = rs256()(input);
  const jwk = good.publicKey.export({ format: 'jwk' });
  const n = BigInt(`0x${Buffer.from(jwk.n ?? '', 'base64url').toString('hex')}`);
  let message = 1n;
  let power = BigInt(`0x${signature.toString('hex')}`);
  for (let e = 65_537n; e > 0n; e >>= 1n, power = (power * power) % n) {
    if (e & 1n) message = (message * power) % n;
  }
  return Buffer.from(message.toString(16).padStart(512, '0'), 'hex');
};

class Routes {
  bare(): void {
    return;
  }
  @SignedIn()
  signedIn(): void {
    return;
  }
  @Public()
  open(): void {
    return;
  }
  @Public({ bearer: 'optional' })
  optional(): void {
    return;
  }
  @Roles('support', 'admin')
  admins(): void {
    return;
  }
  @Roles('support')
  support(): void {
    return;
  }
}
@Public()
class OpenRoutes {
  @SignedIn()
  signedIn(): void {
    return;
  }
}

interface FakeRequest {
  raw: { rawHeaders: string[] };
  caller?: Caller;
}

let server: Server;
let hits = 0;
let guard: AccessGuard;
let revocations: Revocations;

beforeAll(async () => {
  server = createServer((_request, response) => {
    hits++;
    response.end(JSON.stringify({ keys: published }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  const jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  revocations = new Revocations();
  const keys = new KeySet(jwksUri, { warn: () => undefined });
  const strategy = new JwtStrategy(keys, { issuer: ISSUER, clientId: CLIENT, jwksUri });
  guard = new AccessGuard(strategy, revocations, new Reflector());
});

async function call(
  rawHeaders: string[],
  route: keyof Routes = 'signedIn',
  controller: new () => object = Routes,
): Promise<FakeRequest> {
  const request: FakeRequest = { raw: { rawHeaders } };
  const handler = (controller.prototype as Record<string, unknown>)[route];
  const context = {
    getClass: () => controller,
    getHandler: () => handler,
    switchToHttp: () => ({ getRequest: () => request, getResponse: () => ({}) }),
  } as unknown as ExecutionContext;
  expect(await guard.canActivate(context)).toBe(true);
  return request;
}
const bearer = (token: string): string[] => ['host', 'localhost', 'Authorization', `Bearer ${token}`];

async function refusalOf(
  rawHeaders: string[],
  ...rest: [(keyof Routes)?, (new () => object)?]
): Promise<AppError> {
  const failure: unknown = await call(rawHeaders, ...rest).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(AppError);
  return failure as AppError;
}

describe('a valid token', () => {
  it('makes the caller, with nothing that the token does not say', async () => {
    expect((await call(bearer(VALID))).caller).toEqual({
      sub: claims.sub,
      username: 'ada',
      groups: ['admin'],
      scope: 'aws.cognito.signin.user.admin',
      clientId: CLIENT,
      authTime: claims.auth_time,
      issuedAt: claims.iat,
      expiresAt: claims.exp,
      jti: 'jti-1',
      originJti: 'origin-1',
      accessToken: VALID,
    });
  });

  it.each([
    ['without groups', without('cognito:groups')],
    ['without scope', without('scope')],
    ['without origin_jti', without('origin_jti')],
    ['with typ JWT', withHeader({ typ: 'JWT' })],
    ['with our client as audience', withClaims({ aud: CLIENT })],
    ['with a start in the past', withClaims({ nbf: now - 1 })],
    [
      'with claims of a pre-token trigger',
      withClaims({ 'custom:account_id': 'acme', nested: { a: [{ a: 1 }] } }),
    ],
    ['with names in scripts of the world', withClaims({ username: 'Ωда" : {' })],
  ])('is taken %s', async (_case, token) => {
    expect((await call(bearer(token))).caller?.sub).toBe(claims.sub);
  });

  it.each(['bearer', 'BEARER'])('is taken with the scheme written %s', async (scheme) => {
    expect((await call(['authorization', `${scheme} ${VALID}`])).caller?.sub).toBe(claims.sub);
  });
});

const hostile: [string, string][] = [
  // Algorithms
  ...[
    'none',
    'None',
    'NONE',
    'nOnE',
    'rs256',
    'RS256 ',
    'HS256',
    'RS384',
    'RS512',
    'PS256',
    'ES256',
    '',
    null,
    ['RS256'],
    1,
  ].map((alg): [string, string] => [`alg ${JSON.stringify(alg)}`, withHeader({ alg })]),
  ['no alg', tokenOf({ kid: 'good=' }, claims)],
  ['alg none without a signature', `${base64url(text({ kid: 'good=', alg: 'none' }))}.${PAYLOAD}.`],
  ['RS256 without a signature', `${HEAD}.${PAYLOAD}.`],
  ['an empty signature in two parts', `${HEAD}.${PAYLOAD}`],
  ...[
    ['PEM', good.publicKey.export({ format: 'pem', type: 'spki' })],
    ['DER', good.publicKey.export({ format: 'der', type: 'spki' })],
    ['JWK', text(good.publicKey.export({ format: 'jwk' }))],
  ].map(([form = '', secret = '']): [string, string] => [
    `HS256 with the public key as ${String(form)}`,
    withHeader({ alg: 'HS256' }, (input) => createHmac('sha256', secret).update(input).digest()),
  ]),
  [
    'an HMAC that says RS256',
    withHeader({}, (input) => createHmac('sha256', 'secret').update(input).digest()),
  ],
  [
    'a PSS signature that says RS256',
    withHeader({}, (input) => sign('sha256', Buffer.from(input), { key: good.privateKey, padding: 6 })),
  ],
  [
    'a SHA-512 signature that says RS256',
    withHeader({}, (input) => sign('RSA-SHA512', Buffer.from(input), good.privateKey)),
  ],
  // Keys in the header, and members that must be understood
  ...['jku', 'x5u'].map((name): [string, string] => [
    name,
    withHeader({ [name]: 'http://127.0.0.1:1/jwks.json' }),
  ]),
  ['jwk', withHeader({ jwk: other.publicKey.export({ format: 'jwk' }) }, rs256(other.privateKey))],
  ['jwk of the right key', withHeader({ jwk: good.publicKey.export({ format: 'jwk' }) })],
  ...['x5c', 'x5t', 'x5t#S256', 'crit', 'b64', 'zip', 'enc', 'cty'].map((name): [string, string] => [
    name,
    withHeader({ [name]: ['exp'] }),
  ]),
  ['an empty crit', withHeader({ crit: [] })],
  ...['at+jwt', 'JWE', '', 1, null].map((typ): [string, string] => [
    `typ ${JSON.stringify(typ)}`,
    withHeader({ typ }),
  ]),
  // Kids
  ...[
    '',
    ' ',
    '../../etc/passwd',
    'http://127.0.0.1:1/',
    "' OR 1=1 --",
    '__proto__',
    'constructor',
    'good',
    'good=\n',
    'x'.repeat(200),
    1,
    null,
    true,
    ['good='],
    { good: 1 },
  ].map((kid): [string, string] => [`kid ${JSON.stringify(kid).slice(0, 30)}`, withHeader({ kid })]),
  ['no kid', tokenOf({ alg: 'RS256' }, claims)],
  // Keys that must not verify, each with its own right signature
  ['a 1024-bit key', signedBy('weak', weak.privateKey)],
  ['a key with exponent 3', signedBy('low-exponent', lowExponent.privateKey)],
  ['a key with exponent 1', withHeader({ kid: 'exponent-one' }, exponentOne)],
  ['a key for encryption', signedBy('encryption', other.privateKey)],
  ['a key for PS256', signedBy('pss', other.privateKey)],
  ['a key whose operations leave verifying out', signedBy('sign-only', other.privateKey)],
  ['a key whose private half is public', signedBy('private', other.privateKey)],
  ['the first of two keys of one kid', signedBy('twice', other.privateKey)],
  ['the second of two keys of one kid', signedBy('twice', good.privateKey)],
  [
    'an elliptic-curve key',
    withHeader({ kid: 'curve', alg: 'ES256' }, (input) =>
      sign('sha256', Buffer.from(input), { key: curve.privateKey, dsaEncoding: 'ieee-p1363' }),
    ),
  ],
  [
    'an elliptic-curve key that says RS256',
    withHeader({ kid: 'curve' }, (input) => sign('sha256', Buffer.from(input), curve.privateKey)),
  ],
  ['a key without modulus', signedBy('no-modulus', good.privateKey)],
  [
    'a symmetric key',
    withHeader({ kid: 'octets' }, (input) => createHmac('sha256', 'secret').update(input).digest()),
  ],
  ['somebody else’s key', withHeader({}, rs256(other.privateKey))],
  // Whose token, and what for
  ...[
    `${ISSUER}/`,
    ISSUER.toUpperCase(),
    ISSUER.replace('https', 'http'),
    ISSUER.replace('eu-west-1_A', 'eu-west-1_B'),
    ISSUER.replace('eu-west-1.', 'eu-west-2.'),
    ` ${ISSUER}`,
    `${ISSUER}\n`,
    '',
    null,
    [ISSUER],
    { iss: ISSUER },
    0,
  ].map((iss): [string, string] => [`iss ${JSON.stringify(iss)}`, withClaims({ iss })]),
  ...['2example23456789', '', CLIENT.toUpperCase(), null, [CLIENT], [CLIENT, 'x'], true].map(
    (id): [string, string] => [`client_id ${JSON.stringify(id)}`, withClaims({ client_id: id })],
  ),
  ...['other', '', null, [CLIENT], [], 0].map((aud): [string, string] => [
    `aud ${JSON.stringify(aud)}`,
    withClaims({ aud }),
  ]),
  ...['id', 'refresh', 'ACCESS', 'access ', '', null, true, ['access']].map((use): [string, string] => [
    `token_use ${JSON.stringify(use)}`,
    withClaims({ token_use: use }),
  ]),
  [
    'an ID token',
    tokenOf(header, {
      ...claims,
      client_id: undefined,
      aud: CLIENT,
      token_use: 'id',
      'cognito:username': 'ada',
    }),
  ],
  ['a token of a machine', tokenOf(header, { ...claims, username: undefined, sub: CLIENT })],
  // Times
  ...['exp', 'iat', 'auth_time'].flatMap((name): [string, string][] =>
    [
      '1e999',
      '-1e999',
      '-1',
      '0',
      '1.5',
      '"9999999999"',
      'null',
      'true',
      '[9999999999]',
      '{}',
      '9007199254740993',
    ].map((value) => [
      `${name} ${value}`,
      withText(`"${name}":${String(claims[name as 'exp'])}`, `"${name}":${value}`),
    ]),
  ),
  ['an end in the past', withClaims({ exp: now - 1 })],
  ['an end at this second', withClaims({ exp: now })],
  ['an end in milliseconds', withClaims({ exp: (now + 3600) * 1000 })],
  ['a life of more than a day', withClaims({ exp: now + 86_401 })],
  ['an end before its beginning', withClaims({ iat: now + 200, exp: now + 100 })],
  ['a sign-in in the future', withClaims({ auth_time: now + 900 })],
  ...[now + 60, '0', 1.5, -1, null].map((nbf): [string, string] => [
    `nbf ${JSON.stringify(nbf)}`,
    withClaims({ nbf }),
  ]),
  // Claims of the wrong type
  ...['sub', 'username', 'jti', 'client_id', 'iss', 'token_use', 'exp', 'iat', 'auth_time'].map(
    (name): [string, string] => [`no ${name}`, without(name)],
  ),
  ...['sub', 'username', 'jti', 'origin_jti', 'device_key', 'custom:account_id'].flatMap(
    (name): [string, string][] =>
      [1, '', null, ['x'], { x: 1 }, true].map((value) => [
        `${name} ${JSON.stringify(value)}`,
        withClaims({ [name]: value }),
      ]),
  ),
  ...[
    'admin',
    '',
    null,
    { admin: true },
    { 0: 'admin', length: 1 },
    ['admin', 1],
    [['admin']],
    [null],
    [''],
    1,
  ].map((groups): [string, string] => [
    `groups ${JSON.stringify(groups)}`,
    withClaims({ 'cognito:groups': groups }),
  ]),
  ...[1, null, ['openid'], {}].map((scope): [string, string] => [
    `scope ${JSON.stringify(scope)}`,
    withClaims({ scope }),
  ]),
  // Members twice
  ['alg twice', tokenOf('{"alg":"none","alg":"RS256","kid":"good="}', claims)],
  ['kid twice', tokenOf('{"kid":"weak","alg":"RS256","kid":"good="}', claims)],
  ...['sub', 'exp', 'token_use', 'cognito:groups'].map((name): [string, string] => [
    `${name} twice`,
    tokenOf(header, text(claims).replace('{', `{"${name}":"x",`)),
  ]),
  ['sub twice in another spelling', tokenOf(header, text(claims).replace('{', '{"s\\u0075b":"x",'))],
  ['a nested member twice', tokenOf(header, text(claims).replace('{', '{"a":[{"b":1,"b" : 2}],'))],
  // Structure and spelling
  ['nothing', ''],
  ['one part', HEAD],
  ['four parts', `${VALID}.${SIGNATURE}`],
  ['five parts', `${HEAD}.${SIGNATURE}.${SIGNATURE}.${SIGNATURE}.${SIGNATURE}`],
  ['an empty header', `.${PAYLOAD}.${SIGNATURE}`],
  ['an empty payload', `${HEAD}..${SIGNATURE}`],
  ['a dot more', `${VALID}.`],
  ['a dot before', `.${VALID}`],
  ['a payload that is a list', tokenOf(header, [claims])],
  ['a payload that is a text', tokenOf(header, '"text"')],
  ['a payload that is null', tokenOf(header, 'null')],
  ['a payload that is a token', tokenOf(header, VALID)],
  ['a payload that is not JSON', tokenOf(header, `${text(claims)}x`)],
  ['a payload with a byte order mark', tokenOf(header, `\ufeff${text(claims)}`)],
  ['a header that is a list', tokenOf([header], claims)],
  ['a header that is not JSON', tokenOf('alg=RS256', claims)],
  ['JSON serialisation', JSON.stringify({ protected: HEAD, payload: PAYLOAD, signature: SIGNATURE })],
  ['padding after the signature', `${VALID}=`],
  ['padding after the header', `${HEAD}=.${PAYLOAD}.${SIGNATURE}`],
  // 256 bytes leave four bits of the last letter without meaning: 15 other spellings.
  ...Array.from({ length: 15 }, (_, i): [string, string] => [
    `trailing bits ${i + 1}`,
    `${HEAD}.${PAYLOAD}.${lastLetterMovedBy(SIGNATURE, i + 1)}`,
  ]),
  [
    'the alphabet of base64',
    tokenOf(header, { ...claims, x: '???>>>~~~' })
      .replace(/-/g, '+')
      .replace(/_/g, '/'),
  ],
  ['a payload of another token', `${HEAD}.${base64url(text({ ...claims, sub: 'x' }))}.${SIGNATURE}`],
  ['a signature cut short', VALID.slice(0, -40)],
  ['a signature of zeros', `${HEAD}.${PAYLOAD}.${base64url(Buffer.alloc(256))}`],
  ['16 KB', withClaims({ x: 'x'.repeat(16_384) })],
  ['100 KB', withClaims({ x: 'x'.repeat(100_000) })],
];

describe('a hostile token', () => {
  it.each(hostile)('is refused: %s', async (_case, token) => {
    const failure = await refusalOf(bearer(token));
    expect({ code: failure.code, status: failure.status }).toEqual({ code: 'unauthorized', status: 401 });
    expect(failure.cause).toBeInstanceOf(TokenFault);
    // The reason goes to the log, where no part of the token may be.
    expect((failure.cause as TokenFault).message).toMatch(/^[\w:.,' /-]{1,140}$/);
  });

  it('is refused when its bytes are not UTF-8', async () => {
    const bytes = Buffer.from(text({ ...claims, username: 'ada?' }));
    bytes[bytes.indexOf('?')] = 0xff;
    const input = `${HEAD}.${base64url(bytes)}`;
    expect((await refusalOf(bearer(`${input}.${base64url(rs256()(input))}`))).code).toBe('unauthorized');
  });

  it('is refused with any one letter changed', async () => {
    for (let i = 0; i < VALID.length; i++) {
      const letter = VALID[i] === 'A' ? 'B' : 'A';
      await refusalOf(bearer(VALID.slice(0, i) + letter + VALID.slice(i + 1)));
    }
  }, 60_000);

  it('costs one fetch of the key set, however many come', async () => {
    hits = 0;
    for (const [, token] of hostile) await refusalOf(bearer(token));
    expect(hits).toBe(1);
  });
});

describe('the Authorization header', () => {
  it.each<[string, string[]]>([
    ['is missing', []],
    ['is empty', ['authorization', '']],
    ['has another scheme', ['authorization', `Basic ${VALID}`]],
    ['has no scheme', ['authorization', VALID]],
    ['has no token', ['authorization', 'Bearer ']],
    ['has junk after the token', ['authorization', `Bearer ${VALID} x`]],
    ['has a space after the token', ['authorization', `Bearer ${VALID} `]],
    ['has two spaces', ['authorization', `Bearer  ${VALID}`]],
    ['has a tab', ['authorization', `Bearer\t${VALID}`]],
    ['has a control byte', ['authorization', `Bearer ${VALID}\u0001`]],
    ['has two tokens', ['authorization', `Bearer ${VALID}, Bearer ${VALID}`]],
    ['is quoted', ['authorization', `Bearer "${VALID}"`]],
    ['is there twice', ['authorization', `Bearer ${VALID}`, 'Authorization', `Bearer ${VALID}`]],
    [
      'is there twice, once with another scheme',
      ['authorization', `Bearer ${VALID}`, 'AUTHORIZATION', 'Basic x'],
    ],
    [
      'is only the value of another header',
      ['x-header', 'authorization', 'authorization-x', `Bearer ${VALID}`],
    ],
  ])('is refused when it %s', async (_case, rawHeaders) => {
    expect((await refusalOf(rawHeaders)).code).toBe('unauthorized');
  });
});

describe('the rule of a route', () => {
  it('closes a route that says nothing', async () => {
    expect((await refusalOf([], 'bare')).code).toBe('unauthorized');
    expect((await call(bearer(VALID), 'bare')).caller?.sub).toBe(claims.sub);
  });

  it('opens a public route without looking at the token', async () => {
    expect((await call(bearer('junk'), 'open')).caller).toBeUndefined();
    expect((await call(bearer(VALID), 'open')).caller).toBeUndefined();
  });

  it.each<[string, string[]]>([
    ['no token', []],
    ['junk', bearer('junk')],
    ['an expired token', bearer(withClaims({ exp: now - 1 }))],
  ])('lets %s pass where the bearer is optional, without a caller', async (_case, rawHeaders) => {
    expect((await call(rawHeaders, 'optional')).caller).toBeUndefined();
  });

  it('knows the caller of a valid token where the bearer is optional', async () => {
    expect((await call(bearer(VALID), 'optional')).caller?.sub).toBe(claims.sub);
  });

  it('admits a caller with any of the roles, and refuses others', async () => {
    expect((await call(bearer(VALID), 'admins')).caller?.groups).toEqual(['admin']);
    expect((await refusalOf(bearer(VALID), 'support')).code).toBe('forbidden');
    expect((await refusalOf(bearer(without('cognito:groups')), 'admins')).code).toBe('forbidden');
    expect(
      (
        await refusalOf(
          bearer(withClaims({ 'cognito:groups': ['administrators', 'ADMIN', 'admin '] })),
          'admins',
        )
      ).code,
    ).toBe('forbidden');
  });

  it('is the stricter one of method and controller', async () => {
    expect((await refusalOf([], 'signedIn', OpenRoutes)).code).toBe('unauthorized');
  });
});

describe('a revoked token', () => {
  it('is refused as revoked by session, however it is spelt', async () => {
    await revocations.revokeSession('origin-1');
    expect((await refusalOf(bearer(VALID))).code).toBe('token_revoked');
    expect((await refusalOf(bearer(withClaims({ jti: 'jti-2' })))).code).toBe('token_revoked');
    expect((await call(bearer(withClaims({ origin_jti: 'origin-2' })))).caller?.sub).toBe(claims.sub);
  });

  it('is refused as revoked by user', async () => {
    await revocations.revokeUser(claims.sub);
    expect((await refusalOf(bearer(VALID))).code).toBe('token_revoked');
  });

  it('is no caller where the bearer is optional', async () => {
    await revocations.revokeSession('origin-1');
    expect((await call(bearer(VALID), 'optional')).caller).toBeUndefined();
  });
});

it('says 503 and when to come back while there is no key', async () => {
  const keys = new KeySet('http://127.0.0.1:1/jwks.json', { warn: () => undefined });
  const strategy = new JwtStrategy(keys, { issuer: ISSUER, clientId: CLIENT, jwksUri: '' });
  guard = new AccessGuard(strategy, revocations, new Reflector());
  const failure = await refusalOf(bearer(VALID));
  expect({ code: failure.code, status: failure.status }).toEqual({
    code: 'verification_keys_unavailable',
    status: 503,
  });
  expect(failure.retryAfter).toBeGreaterThanOrEqual(1);
  expect(failure.retryAfter).toBeLessThanOrEqual(5);
  // Junk is junk all the same.
  expect((await refusalOf(bearer('junk'))).code).toBe('unauthorized');
});
