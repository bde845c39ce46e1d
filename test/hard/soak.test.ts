import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  UpdateUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ADMIN } from '../support/gatehouse';
import { Server } from '../support/server';
import { amount, short } from './amount';
import { Load, type Shot } from './load';

/** Seconds of load. `SOAK=…` sets another time. */
const SECONDS = Number(process.env['SOAK'] ?? amount(1200, 12));

/** Seconds between two looks at the process. */
const INTERVAL = short ? 1 : 10;

/** Minutes that an access token lives. */
const LIFE = 5;

/** Bytes that the heap may have grown by at the end, by its slope: what the figures scatter by. */
const NOISE = amount(3, 8) * 1024 * 1024;

const root = join(__dirname, '..', '..');

interface Sample {
  readonly heapUsed: number;
  readonly external: number;
  readonly rss: number;
  readonly resources: Readonly<Record<string, number>>;
  readonly delayMs: number;
  readonly complaints: readonly string[];
}

let pool: Server;
let service: ChildProcess;
let output = '';
let port: number;
let tokens: { accessToken: string; refreshToken: string };

async function said(pattern: RegExp): Promise<string> {
  for (;;) {
    const [, found] = pattern.exec(output) ?? [];
    if (found !== undefined) return found;
    if (service.exitCode !== null) throw new Error(output);
    await pause(20);
  }
}

async function sample(): Promise<Sample> {
  service.send('sample');
  const [answer] = (await once(service, 'message')) as [Sample];
  return answer;
}

beforeAll(async () => {
  // The pool in a process of its own: what it remembers is no leak of the service.
  pool = Server.spawn({
    PORT: '0',
    LOG_LEVEL: 'error',
    LOCAL_POOL_PORT: '0',
    LOCAL_POOL_DATA: 'memory',
    LOCAL_ADMIN_PASSWORD: ADMIN.password,
  });
  const [, endpoint = '', poolId = '', clientId = ''] = await pool.says(
    /embedded pool {2}(http:\S+) \(pool (\S+), client (\w+)\)/,
  );
  service = spawn(process.execPath, ['dist/src/main.js'], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      NODE_OPTIONS: `--require ${join(root, 'test', 'support', 'sampler.js')}`,
      PORT: '0',
      LOG_LEVEL: 'info',
      RATE_LIMITS: 'off',
      OVERLOAD_DELAY_MS: '0',
      HIDDEN_ANSWER_MS: '0',
      SHUTDOWN_DELAY_MS: '0',
      COGNITO_USER_POOL_ID: poolId,
      COGNITO_CLIENT_ID: clientId,
      COGNITO_CLIENT_SECRET: await shortLived(endpoint, poolId, clientId),
      COGNITO_ENDPOINT: endpoint,
      COGNITO_ISSUER: `https://cognito-idp.us-east-1.amazonaws.com/${poolId}`,
      COGNITO_JWKS_URI: `${endpoint}/${poolId}/.well-known/jwks.json`,
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [service.stdout, service.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      const text = chunk.toString();
      // Lines about requests that went as they should are not kept, or the test itself would grow.
      output += text
        .split(/(?<=\n)/)
        .filter((line) => !line.startsWith('{"level":"info"'))
        .join('');
    });
  }
  port = Number(await said(/listens on http:\/\/127\.0\.0\.1:(\d+)/));
  tokens = await signIn();
});
afterAll(async () => {
  service.kill('SIGKILL');
  await pool.ended('SIGKILL');
});

/**
 * Lets access tokens live for five minutes, the least that Cognito allows: for so long a sign-in is remembered, so that what is
 * remembered grows no more after a quarter of the time.
 */
async function shortLived(endpoint: string, UserPoolId: string, ClientId: string): Promise<string> {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const sdk = new CognitoIdentityProviderClient({ endpoint, region: 'us-east-1', credentials });
  const { UserPoolClient = {} } = await sdk.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
  const { ClientSecret = '', ...settings } = UserPoolClient;
  const lives = { AccessTokenValidity: LIFE, TokenValidityUnits: { AccessToken: 'minutes' as const } };
  await sdk.send(new UpdateUserPoolClientCommand({ ...settings, UserPoolId, ClientId, ...lives }));
  sdk.destroy();
  return ClientSecret;
}

const CREDENTIALS = { username: ADMIN.username, password: ADMIN.password };

async function signIn(): Promise<typeof tokens> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(CREDENTIALS),
  });
  return ((await answer.json()) as { data: { tokens: typeof tokens } }).data.tokens;
}

/** What people and others do, the guarded route most often. */
function shots(): Shot[] {
  const { accessToken: token, refreshToken } = tokens;
  const get = (path: string, as?: string): Shot => ({
    method: 'GET',
    path,
    ...(as === undefined ? {} : { token: as }),
  });
  const post = (path: string, body: object): Shot => ({ method: 'POST', path: `/v1/auth/${path}`, body });
  return [
    ...Array<Shot>(6).fill(get('/v1/auth/session', token)),
    get('/v1/users/me', token),
    get('/v1/admin/users', token),
    get('/v1/admin/users/nobody@example.com', token),
    get('/v1/auth/configuration'),
    get('/v1/auth/session', `${token}x`),
    get('/v1/auth/session', 'eyJhbGciOiJub25lIn0.e30.'),
    get('/v1/users/me'),
    get('/nowhere'),
    get('/openapi.json'),
    post('sign-in', CREDENTIALS),
    post('sign-in', { username: 'nobody@example.com', password: 'Wrong-Horse-7' }),
    post('sign-in', { username: 1 }),
    post('refresh', { refreshToken }),
    post('refresh', { refreshToken: 'none' }),
    post('password/forgot', { username: 'nobody@example.com' }),
  ];
}

/** Those who hang up in the middle, and those who speak no HTTP. */
async function rudeness(until: () => boolean): Promise<void> {
  const bytes = [
    'GET /v1/users/me HTTP/1.1\r\nHost: here\r\n',
    'POST /v1/auth/sign-in HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{',
    'NOT HTTP\r\n\r\n',
    `GET /v1/admin/users HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer ${tokens.accessToken}\r\n\r\n`,
  ];
  for (let i = 0; !until(); i++) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(bytes[i % bytes.length]!);
    await pause(15);
    socket.destroy();
  }
}

/** Bytes a second, by least squares. */
function slope(points: readonly (readonly [second: number, bytes: number])[]): number {
  const mean = (of: 0 | 1): number => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, [second, bytes]) => sum + (second - x) * (bytes - y), 0);
  return covariance / points.reduce((sum, [second]) => sum + (second - x) ** 2, 0);
}

it(
  `holds no more after ${SECONDS} s of load than after a while of it`,
  async () => {
    const before = await sample();
    const list = shots();
    let turn = 0;
    let over = false;
    const load = new Load(port, amount(8, 4), () => list[turn++ % list.length]!);
    const rude = rudeness(() => over);
    const samples: (readonly [number, Sample])[] = [];
    for (const began = performance.now(); ;) {
      await pause(INTERVAL * 1000);
      const second = (performance.now() - began) / 1000;
      samples.push([second, await sample()]);
      if (second >= SECONDS) break;
      const turnOf = (time: number): number => Math.floor(time / ((LIFE - 1) * 60));
      if (turnOf(second) > turnOf(second - INTERVAL)) {
        tokens = await signIn();
        list.splice(0, list.length, ...shots());
      }
    }
    over = true;
    await rude;
    const { answers, lost } = await load.stop();
    // Everything is warm after a quarter of the time.
    const warm = samples.slice(Math.floor(samples.length / 4));
    const growth = (of: 'heapUsed' | 'external'): number =>
      slope(warm.map(([second, taken]) => [second, taken[of]] as const)) * SECONDS;
    let after = await sample();
    // Connections to the pool are kept for a while.
    for (let waited = 0; open(after) > open(before) && waited < 100; waited++) {
      await pause(1000);
      after = await sample();
    }
    const mebibytes = (bytes: number): number => Math.round((bytes / 1024 / 1024) * 100) / 100;
    const figures = {
      seconds: SECONDS,
      requests: [...answers.values()].reduce((sum, count) => sum + count, 0),
      heapMiB: [warm[0]![1], warm.at(-1)![1]].map(({ heapUsed }) => mebibytes(heapUsed)),
      rssMiB: [warm[0]![1], warm.at(-1)![1]].map(({ rss }) => mebibytes(rss)),
      heapGrowthMiB: mebibytes(growth('heapUsed')),
      externalGrowthMiB: mebibytes(growth('external')),
      delayMs: Math.round(Math.max(...warm.map(([, { delayMs }]) => delayMs))),
      before: before.resources,
      after: after.resources,
    };
    process.stdout.write(`soak: ${JSON.stringify(figures)}\n`);
    expect(growth('heapUsed')).toBeLessThan(NOISE);
    expect(growth('external')).toBeLessThan(NOISE);
    expect(open(after)).toBeLessThanOrEqual(open(before));
    expect(after.complaints).toEqual([]);
    expect(lost).toEqual([]);
    expect([...answers.keys()].filter((status) => status >= 500)).toEqual([]);
    expect(output).not.toMatch(/"level":"(error|fatal)"/);
  },
  (SECONDS + 300) * 1000,
);

/** Sockets and timers that the process has open. */
const open = ({ resources }: Sample): number =>
  (resources['TCPSocketWrap'] ?? 0) + (resources['Timeout'] ?? 0);

it('ends with 0 after all that', async () => {
  service.kill('SIGTERM');
  await once(service, 'exit');
  expect(service.exitCode).toBe(0);
});
