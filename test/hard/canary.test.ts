import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planted } from '../canary/planted';
import { Recorder } from '../canary/recorder';
import { RepeatingCognito } from '../canary/repeating-cognito';
import {
  lostRequests,
  type Poison,
  reachingRequests,
  refusedRequests,
  routes,
  sendAll,
} from '../canary/requests';
import { ADMIN, Gatehouse } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { amount } from './amount';

/** One of so many requests is sent. */
const every = amount(1, 6);
const some = (requests: readonly Poison[]): Poison[] => requests.filter((_, index) => index % every === 0);

const PERSON = { username: 'planted.canary@example.com', password: planted['planted password'] ?? '' };
const SETTINGS = {
  SESSION_SECRET: 'Q7mZr0XvT4nLw9KsYb2HcJ6dGf8Ua5Ei',
  LOCAL_ADMIN_PASSWORD: ADMIN.password,
};

function newRecorder(): Recorder {
  const recorder = new Recorder();
  for (const [kind, secret] of Object.entries(planted)) recorder.scanner.add(kind, secret);
  recorder.learn(SETTINGS);
  return recorder;
}

it(`no secret is in what the service answers or logs, nor in what it prints on the screen, one of ${every} requests`, async () => {
  const recorder = newRecorder();
  const gatehouse = await Gatehouse.start({ LOG_LEVEL: 'trace' }, recorder.options);
  const token = (await gatehouse.admin()).accessToken;
  await sendAll(gatehouse, some(routes.flatMap((route) => refusedRequests(route, token))));
  await sendAll(gatehouse, some(lostRequests));
  const cognito = new RepeatingCognito();
  const changes = { COGNITO_ENDPOINT: await cognito.start() };
  const instance = await startInstance(gatehouse, changes, recorder.options);
  // Each time by another exception.
  for (let turn = 0; turn < 14 / every; turn++)
    await sendAll(
      instance,
      routes.flatMap((route) => reachingRequests(route, token)),
    );
  await instance.app.close();
  await cognito.close();
  await gatehouse.close();
  expect(recorder.lines('log')).toBeGreaterThan((routes.length * 20) / every);
  expect(recorder.leaks()).toEqual([]);
});

describe('the built service in a process of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-'));
  const recorder = newRecorder();
  let server: ChildProcess;
  let at: Gatehouse;
  let screen = '';

  beforeAll(async () => {
    server = spawn(process.execPath, [join(__dirname, '..', '..', 'dist', 'src', 'main.js')], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        PORT: '0',
        LOCAL_POOL_PORT: '0',
        LOCAL_POOL_DATA: 'data',
        LOG_LEVEL: 'trace',
        RATE_LIMITS: 'off',
        ...SETTINGS,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const listening = new Promise<string>((resolve) => {
      for (const stream of [server.stdout, server.stderr]) {
        stream?.on('data', (chunk: Buffer) => {
          screen += chunk.toString();
          const url = /listens on (http:\S+)[\s\S]*inbox +http/.exec(screen)?.[1];
          if (url !== undefined) resolve(url);
        });
      }
    });
    const url = await listening;
    const pool = /embedded pool +(\S+)/.exec(screen)?.[1] ?? '';
    at = Object.assign(Object.create(Gatehouse.prototype) as Gatehouse, { url, pool: { url: pool } });
  });
  afterAll(async () => {
    if (server.exitCode === null) {
      server.kill('SIGKILL');
      await once(server, 'exit');
    }
    rmSync(folder, { recursive: true });
  });

  it('prints none, whatever it is sent', async () => {
    const { username, password } = PERSON;
    await at.post('/v1/auth/sign-up', { username, password, attributes: { email: username } });
    await at.post('/v1/auth/sign-up/confirm', { username, code: await at.code(username) });
    const admin = await at.admin();
    for (const { accessToken, idToken, refreshToken } of [admin, await at.signIn(username, password)])
      for (const token of [accessToken, idToken, refreshToken]) recorder.scanner.add('token', token);
    await sendAll(at, some(routes.flatMap((route) => refusedRequests(route, admin.accessToken))));
    await sendAll(at, some(routes.flatMap((route) => reachingRequests(route, admin.accessToken))));
    await sendAll(at, some(lostRequests));
    server.kill('SIGTERM');
    await once(server, 'exit');
    recorder.print('screen', screen);
    expect(screen.split('\n').length).toBeGreaterThan((routes.length * 10) / every);
    expect(recorder.leaks()).toEqual([]);
  });

  it('writes no file but those of the embedded pool, and no password or token into them', () => {
    expect(readdirSync(folder)).toEqual(['data']);
    const files = readdirSync(join(folder, 'data'), { recursive: true, withFileTypes: true });
    const text = files
      .filter((file) => file.isFile())
      .map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'))
      .join('\n');
    expect(text).toContain(PERSON.username);
    const kept = recorder.scanner.find(text).filter(({ kind }) => /password|token|PASSWORD/.test(kind));
    expect(kept).toEqual([]);
  });
});
