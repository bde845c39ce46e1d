import { createHash, generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { ADMIN, PASSWORD } from '../support/gatehouse';

interface Found {
  readonly where: string;
  readonly line: number;
  readonly what: string;
  readonly digest: string;
}
const { secretsIn } = jest.requireActual<{ secretsIn: (text: string, where: string) => Found[] }>(
  join(__dirname, '..', '..', 'tools', 'secrets', 'scan.js'),
);

/** Characters that look random and are the same every time. Nothing that looks like a secret stands in this file. */
const random = (length: number, alphabet: string, seed = 'seed'): string =>
  [...createHash('shake256', { outputLength: length }).update(seed).digest()]
    .map((byte) => alphabet[byte % alphabet.length])
    .join('');
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const WORD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const jwt = ['{"alg":"RS256"}', '{"sub":"somebody"}', random(256, WORD)]
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');
const { privateKey } = generateKeyPairSync('ed25519');
const jwk = privateKey.export({ format: 'jwk' });

const planted: [string, string][] = [
  ['access key of AWS', `key: AKIA${random(16, UPPER)}`],
  ['access key of AWS', `ASIA${random(16, UPPER)}`],
  ['secret key of AWS', `aws_secret_access_key = ${random(40, WORD)}`],
  ['secret key of AWS', `{ secretAccessKey: '${random(40, WORD)}' }`],
  ['session token of AWS', `token=IQoJb3JpZ2lu${random(200, WORD)}`],
  ['private key', privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()],
  ['private key', JSON.stringify(privateKey.export({ format: 'pem', type: 'pkcs8' }))],
  ['private JWK', JSON.stringify(jwk)],
  ['token', `Bearer ${jwt}`],
  [
    'token',
    `${Buffer.from('{"alg":"dir","enc":"A256GCM"}').toString('base64url')}..${random(16, WORD)}.${random(99, WORD)}.${random(22, WORD)}`,
  ],
  ['client secret', `ClientSecret: '${random(52, WORD)}'`],
  ['client secret', `"client_secret": "${random(52, WORD)}"`],
  ['client secret of the environment', `export COGNITO_CLIENT_SECRET=${random(52, WORD)}`],
  ['secret of the environment', `SESSION_SECRET="${random(43, WORD)}"`],
  ['password of the environment', `LOCAL_ADMIN_PASSWORD=${random(12, WORD)}!`],
  ['password', `const password = 'Xy-${random(10, WORD)}-9'`],
  ['password', `{ "newPassword": "Xy-${random(10, WORD)}-9" }`],
  ['password in an address', `redis://default:${random(20, WORD)}@redis.internal:6379`],
  ['password in an address', `https://somebody:${random(9, WORD)}@git.somewhere.io/x`],
  ['Authorization header', `Authorization: Basic ${Buffer.from(random(30, WORD)).toString('base64')}`],
  ['token of GitHub', `ghp_${random(36, WORD)}`],
  ['token of npm', `//packages.example.com/:_authToken=${random(30, WORD)}`],
  ['token of npm', `npm_${random(36, WORD)}`],
  ['token of Slack', `xoxb-${random(24, '0123456789')}`],
  ['key of Google', `AIza${random(35, WORD)}`],
  ['key of Stripe', `sk_live_${random(24, WORD)}`],
  ['key of SendGrid', `SG.${random(22, WORD)}.${random(43, WORD)}`],
  ['key of Azure', `AccountKey=${random(86, WORD)}==`],
  ['entry of .netrc', `machine example.com login me password ${random(12, WORD)}`],
];

it.each(planted)('finds a %s: case %#', (what, text) => {
  const found = secretsIn(`one line\nanother\n${text}\n`, 'src/planted.ts');
  expect(found.map((one) => one.what)).toContain(what);
  const { line, digest } = found.find((one) => one.what === what)!;
  expect(line).toBe(3);
  expect(text).not.toContain(digest);
  // As a line that a commit adds.
  expect(secretsIn(`+${text}`, '0123456789ab:src/planted.ts').map((one) => one.what)).toContain(what);
});

it.each([
  ['a place to fill in', 'COGNITO_CLIENT_SECRET=…  SESSION_SECRET= LOCAL_ADMIN_PASSWORD=${PASSWORD}'],
  ['a variable', 'const password = process.env.PASSWORD; clientSecret: environment.COGNITO_CLIENT_SECRET'],
  ['the name of a type', "newPassword: 'PasswordType', password: 'incorrect_password'"],
  ['an address without password', 'redis://redis.internal:6379 https://example.com/a:b@c'],
  ['an address of nobody', 'redis://:password@127.0.0.1:6379 https://u:pw@api.example.com/x'],
  ['a public key', '-----BEGIN PUBLIC KEY-----\nMCow'],
  ['a public JWK', '{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4","e":"AQAB"}'],
  ['the beginning of a token', 'a token begins with eyJ and has three parts'],
])('does not take %s for a secret', (_, text) => {
  expect(secretsIn(text, 'src/innocent.ts')).toEqual([]);
});

it('takes passwords and settings of tests for what they are, and no other secret of tests', () => {
  const password = `password: '${random(12, WORD)}-9'\nSESSION_SECRET: '${random(43, WORD)}'`;
  const others = `token: '${jwt}', clientSecret: '${random(52, WORD)}', AKIA${random(16, UPPER)}`;
  for (const where of ['test/auth/x.test.ts', 'src/auth/x.test.ts', '0123456789ab:local-pool/test/x.ts']) {
    const found = secretsIn(`${password}\n${others}`, where).map(({ what }) => what);
    expect(found.sort()).toEqual(['access key of AWS', 'client secret', 'token']);
  }
  expect(secretsIn(password, 'src/auth/x.ts')).toHaveLength(2);
});

describe('what programs have printed', () => {
  const { printedIn } = jest.requireActual<{
    printedIn: (text: string, where: string) => { what: string }[];
  }>(join(__dirname, '..', '..', 'tools', 'printed.js'));

  it.each([
    ['token', `  Received: "${jwt}"`],
    ['password of a test', `sign-in: {"password":"${PASSWORD}"}`],
    ['password of a test', `LOCAL_ADMIN ${ADMIN.password}`],
  ])('is searched for a %s', (what, text) => {
    expect(printedIn(`PASS test/x.test.ts\n${text}\n`, 'suite.txt').map((one) => one.what)).toContain(what);
  });

  it('may be the report of a suite, and the start of a server', () => {
    const text =
      'PASS test/auth/sign-in.test.ts (5.7 s)\nTests: 206 passed\nGatehouse listens on http://127.0.0.1:3000\n';
    expect(printedIn(text, 'suite.txt')).toEqual([]);
  });
});
