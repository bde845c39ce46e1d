import { createHash } from 'node:crypto';

/** Text that looks random and is the same every time. */
const random = (
  length: number,
  seed: string,
  encoding: 'base64url' | 'base64' | 'hex' = 'base64url',
): string => createHash('shake256', { outputLength: length }).update(seed).digest(encoding).slice(0, length);

/** One secret of each kind that somebody may send, to wherever. They look like what they stand for. */
export const planted: Readonly<Record<string, string>> = {
  'planted password': 'Planted-Canary-"1"',
  'planted new password': 'Planted-Cänary-2&<',
  'planted temporary password': 'Planted-Canary-3%',
  'planted code': '804215',
  'planted one-time code': '39174862',
  'planted TOTP secret': 'KVKFKRCPNZQUYMLXOVYDSQKJKZDTSRLD',
  'planted access token': `eyJhbGciOiJSUzI1NiJ9.${random(400, 'a')}.${random(342, 'b')}`,
  'planted id token': `eyJhbGciOiJSUzI1NiJ9.${random(300, 'c')}.${random(342, 'd')}`,
  'planted refresh token': `eyJjdHkiOiJKV1QifQ.${random(342, 'e')}.${random(16, 'f')}.${random(600, 'g')}.${random(22, 'h')}`,
  'planted session': random(700, 'i'),
  'planted SRP A': random(768, 'j', 'hex'),
  'planted signature': random(44, 'k', 'base64'),
  'planted secret block': random(900, 'l', 'base64'),
  'planted device verifier': random(512, 'm', 'base64'),
  'planted passkey assertion': random(300, 'n'),
  'planted cookie': `sid=${random(48, 'o')}`,
  'planted basic password': 'Planted-Canary-Basic-5',
  'planted e-mail': 'planted.canary@example.com',
  'planted phone': '+491771234509',
};

const of = (kind: string): string => planted[`planted ${kind}`] ?? '';

/** A body with a secret under every name that some route knows. */
export const everything: Readonly<Record<string, unknown>> = {
  username: of('e-mail'),
  password: of('password'),
  newPassword: of('new password'),
  currentPassword: of('password'),
  temporaryPassword: of('temporary password'),
  code: of('code'),
  secretCode: of('TOTP secret'),
  accessToken: of('access token'),
  idToken: of('id token'),
  refreshToken: of('refresh token'),
  session: of('session'),
  srpA: of('SRP A'),
  signature: of('signature'),
  secretBlock: of('secret block'),
  verifier: of('device verifier'),
  salt: of('device verifier'),
  credential: { id: 'x', response: { clientDataJSON: of('passkey assertion') } },
  attributes: { email: of('e-mail'), phone_number: of('phone'), 'custom:secret': of('password') },
  answer: { code: of('one-time code'), password: of('password'), newPassword: of('new password') },
  clientMetadata: { hint: of('password') },
};

/** Header fields that hold secrets. */
export const headerSets: readonly Readonly<Record<string, string>>[] = [
  { authorization: `Bearer ${of('access token')}`, cookie: of('cookie'), 'x-device-data': of('session') },
  { authorization: `Basic ${Buffer.from(`ada:${of('basic password')}`).toString('base64')}` },
  {
    authorization: `Bearer ${of('id token')} ${of('access token')}`,
    referer: `https://x.example/?code=${of('code')}`,
  },
  {
    authorization: of('refresh token'),
    'accept-language': of('session'),
  },
];

/** A query string with a secret under names that people use. */
export const query = `?${new URLSearchParams({
  password: of('password'),
  token: of('access token'),
  code: of('one-time code'),
  cursor: of('session'),
  limit: of('basic password'),
  value: of('e-mail'),
}).toString()}`;

/** The same body in forms that cannot be taken. */
export const spoiltBodies: readonly { readonly body: string; readonly type?: string }[] = [
  { body: JSON.stringify(everything).slice(0, -1) },
  { body: JSON.stringify(everything), type: 'text/plain' },
  {
    body: new URLSearchParams({ password: of('password') }).toString(),
    type: 'application/x-www-form-urlencoded',
  },
  { body: JSON.stringify({ ...everything, filling: of('new password').repeat(4000) }) },
  { body: JSON.stringify({ [of('e-mail')]: 1, [of('code')]: 2, [of('refresh token')]: 3 }) },
  { body: `{"__proto__":{"password":${JSON.stringify(of('password'))}}}` },
  { body: JSON.stringify(Object.entries(everything)) },
  {
    body: JSON.stringify(
      Object.fromEntries(Object.entries(everything).map(([name, value]) => [name, [value]])),
    ),
  },
  { body: JSON.stringify(of('password')) },
];

/** A well-formed body with a secret under each name that stands for one, so that it comes as far as its form allows. */
export function poisoned(example: unknown): unknown {
  if (Array.isArray(example)) return example.map(poisoned);
  if (typeof example !== 'object' || example === null) return example;
  return Object.fromEntries(
    Object.entries(example).map(([name, value]) => [
      name,
      typeof everything[name] === 'string' ? everything[name] : poisoned(value),
    ]),
  );
}
