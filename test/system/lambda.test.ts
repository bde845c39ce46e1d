import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anotherPool } from '../support/another-pool';
import { freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { functionUrl } from '../support/lambda-fronts';
import { LambdaProcess } from '../support/lambda-process';
import { RedisServer } from '../support/redis-server';
import { TcpProxy } from '../support/tcp-proxy';
import { eventOf } from '../triggers/events';

const FOLDER = join(__dirname, '../../dist/lambda');
const HTTP = join(FOLDER, 'http/index.mjs');
const TRIGGERS = join(FOLDER, 'triggers/index.js');

let gatehouse: Gatehouse;
let redis: RedisServer;
const processes: LambdaProcess[] = [];
beforeAll(async () => {
  [gatehouse, redis] = await Promise.all([Gatehouse.start(), RedisServer.start()]);
});
afterEach(async () => {
  for (const process of processes.splice(0)) await process.stop();
});
afterAll(async () => {
  await redis.close();
  await gatehouse.close();
});

/** Variables of a function in front of the embedded pool, as an operator would set them. */
function settings(changes: Record<string, string> = {}): Record<string, string> {
  const set = Object.entries(gatehouse.pool.environment).flatMap(([name, value]) =>
    name.startsWith('COGNITO_') && (typeof value === 'string' || typeof value === 'number')
      ? [[name, String(value)]]
      : [],
  );
  return { ...(Object.fromEntries(set) as Record<string, string>), HIDDEN_ANSWER_MS: '0', ...changes };
}

async function start(file: string, environment: Record<string, string>): Promise<LambdaProcess> {
  const process = await LambdaProcess.start(file, environment);
  processes.push(process);
  return process;
}

async function call(
  process: LambdaProcess,
  method: string,
  target: string,
  asked: { body?: object; token?: string } = {},
) {
  const { body, token } = asked;
  const front = functionUrl();
  const event = front.event({
    method,
    target,
    rawHeaders: [
      ...['Host', 'api.example.com'],
      ...(body === undefined ? [] : ['Content-Type', 'application/json']),
      ...(token === undefined ? [] : ['Authorization', `Bearer ${token}`]),
    ],
    address: '198.51.100.7',
    body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
  });
  const { status, body: text } = front.answer(await process.invoke(event));
  return { status, body: text.length === 0 ? undefined : JSON.parse(text.toString()) };
}

/** Until the process has answered, asked for more, and been stopped. */
async function frozen(process: LambdaProcess): Promise<void> {
  while (!process.standsStill) await new Promise(setImmediate);
}

const portOf = (url: string): number => Number(new URL(url).port);

it('somebody signs up, in and out at a function that stands still between any two requests', async () => {
  const process = await start(HTTP, settings());
  const username = freshEmail();
  const body = { username, password: PASSWORD, attributes: { email: username } };
  expect(await call(process, 'POST', '/v1/auth/sign-up', { body })).toMatchObject({ status: 201 });
  const confirmation = { username, code: await gatehouse.code(username) };
  expect(await call(process, 'POST', '/v1/auth/sign-up/confirm', { body: confirmation })).toMatchObject({
    status: 200,
  });
  const signIn = await call(process, 'POST', '/v1/auth/sign-in', { body: { username, password: PASSWORD } });
  const { accessToken: token, refreshToken } = signIn.body.data.tokens;
  expect((await call(process, 'GET', '/v1/auth/session', { token })).body.data).toMatchObject({ groups: [] });
  await frozen(process);
  expect((await call(process, 'GET', '/v1/users/me', { token })).body.data.attributes.email).toBe(username);
  expect(await call(process, 'POST', '/v1/auth/sign-out', { body: { refreshToken } })).toMatchObject({
    status: 204,
  });
  expect((await call(process, 'GET', '/v1/auth/session', { token })).body.code).toBe('token_revoked');
  expect(process.output.join('')).toContain('REDIS_URL is not set');
});

it('connections that have died while it stood still are not used', async () => {
  const proxy = new TcpProxy(portOf(gatehouse.pool.url));
  const endpoint = `http://127.0.0.1:${await proxy.start()}`;
  const process = await start(HTTP, settings({ COGNITO_ENDPOINT: endpoint }));
  const username = await gatehouse.user();
  const { accessToken: token } = await gatehouse.signIn(username);
  for (let round = 0; round < 5; round++) {
    // Not repeated when it fails, as it sends a message, and without a body, which would take a turn of the event loop to read.
    const sent = await call(process, 'POST', '/v1/users/me/attributes/email/code', { token });
    expect(sent.status).toBe(202);
    await frozen(process);
    proxy.cut();
  }
  await proxy.close();
});

it('what others have revoked while it stood still is known to the first request after it', async () => {
  const proxy = new TcpProxy(redis.port);
  const url = `redis://127.0.0.1:${await proxy.start()}`;
  const process = await start(HTTP, settings({ REDIS_URL: url }));
  const other = await startInstance(gatehouse, { REDIS_URL: redis.url });
  const username = await gatehouse.user();
  for (const cut of [false, true]) {
    const { accessToken: token, refreshToken } = await other.signIn(username);
    expect((await call(process, 'GET', '/v1/auth/session', { token })).status).toBe(200);
    await frozen(process);
    if (cut) proxy.cut();
    expect((await other.post('/v1/auth/sign-out', { refreshToken })).status).toBe(204);
    expect((await call(process, 'GET', '/v1/auth/session', { token })).body.code).toBe('token_revoked');
  }
  expect(process.output.join('')).not.toContain('REDIS_URL is not set');
  await other.app.close();
  await proxy.close();
});

it('guesses at an account count at all processes of the function together', async () => {
  const [one, two] = await Promise.all([
    start(HTTP, settings({ REDIS_URL: redis.url })),
    start(HTTP, settings({ REDIS_URL: redis.url })),
  ]);
  const body = { username: freshEmail(), password: 'a wrong one' };
  const codes: string[] = [];
  for (let i = 0; i < 12; i++)
    codes.push((await call(i % 2 === 0 ? one : two, 'POST', '/v1/auth/sign-in', { body })).body.code);
  expect(codes.slice(10)).toEqual(['rate_limited', 'rate_limited']);
  expect(codes.slice(0, 5)).toEqual(Array(5).fill('invalid_credentials'));
});

describe('the function ends as it starts, and says why,', () => {
  const without = (name: string): Record<string, string> =>
    Object.fromEntries(Object.entries(settings()).filter(([set]) => set !== name));

  it.each([
    ['without a user pool', () => ({}), 'COGNITO_USER_POOL_ID'],
    [
      'without a secret that all of its processes know',
      () => without('COGNITO_CLIENT_SECRET'),
      'SESSION_SECRET',
    ],
    ['with a port for metrics', () => settings({ METRICS_PORT: '0' }), 'METRICS_PORT'],
    ['with documents', () => settings({ DOCS: 'on' }), 'DOCS'],
    ['with a base path that is none', () => settings({ LAMBDA_BASE_PATH: 'identity/' }), 'LAMBDA_BASE_PATH'],
  ])('%s', async (_, environment, name) => {
    const process = await start(HTTP, environment());
    expect(await process.ended()).toBe(1);
    expect(process.output.join('')).toMatch(
      new RegExp(`The environment is not usable:\\n(.*\\n)*?  ${name}: `),
    );
  });

  it('in front of a pool whose users may give themselves rights', async () => {
    const Schema = [{ Name: 'account_id', AttributeDataType: 'String' as const, Mutable: true }];
    const pool = await anotherPool(gatehouse, { pool: { Schema }, client: {} });
    const changes = Object.fromEntries(
      Object.entries({
        ...settings(),
        ...pool.changes,
        SESSION_SECRET: 'p8Vb3mZqLw0sXy7KcTnRf2HdGj5Ua9Ei',
      }).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
    const process = await start(HTTP, changes);
    expect(await process.ended()).toBe(1);
    expect(process.output.join('')).toContain('the app client may write custom:account_id');
    pool.sdk.destroy();
  });
});

it('is in production unless told otherwise, with the pool where its id says', async () => {
  const wrong = await start(HTTP, settings({ COGNITO_JWKS_URI: 'http://keys.example.com/jwks.json' }));
  expect(await wrong.ended()).toBe(1);
  expect(wrong.output.join('')).toContain('COGNITO_JWKS_URI: must be https when NODE_ENV is production');
  const process = await start(HTTP, settings({ AWS_REGION: 'ap-southeast-2' }));
  expect(await call(process, 'GET', '/health/ready')).toEqual({ status: 200, body: expect.anything() });
  expect(await call(process, 'GET', '/docs')).toMatchObject({ status: 404 });
});

it('SIGTERM ends it', async () => {
  const process = await start(HTTP, settings({ REDIS_URL: redis.url }));
  await call(process, 'GET', '/health/live');
  await frozen(process);
  process.signal('SIGTERM');
  expect(await process.ended()).toBe(0);
});

it('the triggers are served by a bundle of their own', async () => {
  const process = await start(TRIGGERS, { SIGN_UP_DOMAINS: 'example.com', LOG_LEVEL: 'silent' });
  const event = (email: string) => eventOf('PreSignUp_SignUp', { userAttributes: { email } });
  expect(await process.invoke(event('a@example.com'))).toEqual(event('a@example.com'));
  await expect(process.invoke(event('a@example.net'))).rejects.toThrow();
  const wrong = await start(TRIGGERS, { SIGN_UP_DOMAINS: 'no domain' });
  expect(await wrong.ended()).toBe(1);
  expect(wrong.output.join('')).toContain('SIGN_UP_DOMAINS: ');
});

describe('the bundles', () => {
  it.each([join(FOLDER, 'http/service.cjs'), TRIGGERS])(
    '%# tell nothing of the machine that made them',
    (file) => {
      for (const text of [readFileSync(file, 'utf8'), readFileSync(`${file}.map`, 'utf8')]) {
        expect(text).not.toContain(join(__dirname, '../..'));
        expect(text).not.toMatch(/registry\.npmjs\.org|localhost:\d{4}\/|sourceMappingURL=data:/);
      }
    },
  );

  it('are the same when they are made again', async () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a tool in plain JavaScript
    const { bundle } = require('../../tools/lambda/bundle.js') as {
      bundle: (entry: string, outfile: string) => Promise<unknown>;
    };
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-lambda-'));
    const made = await Promise.all(
      ['one', 'two'].map(async (place) => {
        const file = join(folder, place, 'triggers/index.js');
        await bundle('src/lambda-triggers.ts', file);
        return Promise.all([readFile(file, 'utf8'), readFile(`${file}.map`, 'utf8')]);
      }),
    );
    expect(made[0]).toEqual(made[1]);
    expect(made[0]![0].length).toBeGreaterThan(100_000);
    await rm(folder, { recursive: true });
  });
});
