import { createHash } from 'node:crypto';
import { encodings } from './encodings';
import { Scanner } from './scanner';

/** Text that looks random and is the same every time. */
const random = (length: number, seed: string): string =>
  createHash('shake256', { outputLength: length }).update(seed).digest('base64url').slice(0, length);

/** A secret of each kind that the service meets. */
const SECRETS: Readonly<Record<string, string>> = {
  password: 'Canary "Passw0rd" & <1>',
  newPassword: 'Ünïcode-Passwört-€-2',
  temporaryPassword: 'Temporary-Canary-3',
  code: '480215',
  'one-time code': '73910486',
  secretCode: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSW',
  accessToken: `eyJ${random(300, 'a')}.${random(600, 'b')}.${random(342, 'c')}`,
  idToken: `eyJ${random(300, 'a')}.${random(500, 'd')}.${random(342, 'e')}`,
  refreshToken: `eyJ${random(900, 'f')}`,
  session: `eyJ${random(120, 'g')}..${random(16, 'h')}.${random(700, 'i')}.${random(22, 'j')}`,
  COGNITO_CLIENT_SECRET: random(51, 'k').replace(/[-_]/g, '0'),
  SESSION_SECRET: random(43, 'l'),
  srpA: createHash('shake256', { outputLength: 384 }).update('m').digest('hex'),
  signature: createHash('sha256').update('n').digest('base64'),
  secretBlock: createHash('shake256', { outputLength: 700 }).update('o').digest('base64'),
  verifier: createHash('shake256', { outputLength: 384 }).update('p').digest('base64'),
  clientDataJSON: random(180, 'q'),
  cookie: `session=${random(60, 'r')}`,
  'AWS secret key': createHash('shake256', { outputLength: 30 }).update('s').digest('base64'),
  'password of Redis': 'redis+Canary/pw==',
  'e-mail': 'canary.person@example.com',
  phone: '+4915112345678',
};

/** How a text may be changed on its way into a log, besides its encoding. */
const MISHAPS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in upper case': (text) => text.toUpperCase(),
  'in lower case': (text) => text.toLowerCase(),
  'wrapped over lines': (text) => text.replace(/(.{5})/gu, '$1\n'),
  'wrapped over lines in JSON': (text) => text.replace(/(.{5})/gu, '$1\\n'),
  'as UTF-16': (text) => Buffer.from(text, 'utf16le').toString('latin1'),
};

/** Places where something leaks. */
const PLACES: Readonly<Record<string, (text: string) => string>> = {
  'a line of the log': (text) => `{"level":"error","msg":"sign-in of ${text} failed","ms":1.2}`,
  'a failure': (text) => `{"code":"bad_request","detail":"Value '${text}' is not good"}`,
  'a metric': (text) => `gatehouse_http_requests_total{route="/v1/${text}"} 1`,
};

const scanner = new Scanner();
for (const [kind, secret] of Object.entries(SECRETS)) scanner.add(kind, secret);

const kinds = Object.keys(SECRETS);
const innocent = [
  '{"level":"info","time":"2026-11-23T17:12:45.123Z","requestId":"0b9e7c34-4802-4b15-9a73-910486aa0215","ms":480.2,"ip":"127.0.0.1"}',
  'gatehouse_http_request_duration_seconds_bucket{route="/v1/auth/sign-in",le="0.005"} 4802151',
  'Gatehouse listens on http://127.0.0.1:48021',
];

describe.each(kinds)('a planted %s', (kind) => {
  const secret = SECRETS[kind]!;

  it('is found in every encoding', () => {
    const missed = Object.entries(encodings).flatMap(([encoding, encode]) =>
      encode(secret)
        .filter((text) => text.length >= 6)
        .flatMap((text) =>
          Object.values(PLACES).filter(
            (place) => !scanner.find(place(text)).some((leak) => leak.kind === kind),
          ),
        )
        .map(() => encoding),
    );
    expect(missed).toEqual([]);
  });

  it('is found whatever became of it', () => {
    // A number in the middle of others cannot be told from them when it is wrapped.
    const mishaps = /^\d{6,8}$/.test(secret) ? ['as it is', 'as UTF-16'] : Object.keys(MISHAPS);
    const missed = mishaps.filter((mishap) =>
      Object.values(PLACES).some((place) => {
        const spoilt = MISHAPS[mishap]!(secret);
        return !scanner.find(place(spoilt)).some((leak) => leak.kind === kind);
      }),
    );
    expect(missed).toEqual([]);
  });

  it('is found within something that is encoded whole', () => {
    const basic = ['u', 'us', 'use'].map((user) => Buffer.from(`${user}:${secret}!`).toString('base64'));
    const json = Buffer.from(JSON.stringify({ a: [secret] })).toString('base64url');
    const form = new URLSearchParams({ a: 'b', c: secret, d: 'e' }).toString();
    for (const text of [...basic, json, form, JSON.stringify({ deep: JSON.stringify([secret]) })])
      expect(scanner.find(`x ${text} y`).map((leak) => leak.kind)).toContain(kind);
  });
});

it('finds a part of a token, and lets its last four characters pass', () => {
  const token = SECRETS['accessToken']!;
  for (const part of [token.slice(0, 40), token.slice(-12), token.slice(500, 1100), token.split('.')[2]!])
    expect(scanner.find(`token ${part}`).map(({ kind }) => kind)).toContain('accessToken');
  expect(scanner.find(`token …${token.slice(-4)}`)).toEqual([]);
});

it('finds nothing where nothing is', () => {
  expect(innocent.flatMap((text) => scanner.find(text))).toEqual([]);
  expect(scanner.kinds.length).toBeGreaterThanOrEqual(20);
  expect(Object.keys(encodings).length).toBeGreaterThanOrEqual(14);
});

it('does not show what it found', () => {
  const [leak] = scanner.find(`here it is: ${SECRETS['cookie']!}`);
  expect(leak?.around).toBe('here it is: ');
});
