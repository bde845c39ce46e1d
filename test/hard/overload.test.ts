import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { exchange } from '../raw-http/wire';
import { ADMIN } from '../support/gatehouse';
import { Server } from '../support/server';
import { amount } from './amount';

/** Milliseconds that the event loop may be late; the service's own default. */
const LIMIT = 200;

/** Milliseconds: some times round an event loop that is as late as it may be, and a machine that has other things to do. */
const BOUND = 1500;

/** Seconds after which those who are too many are shed. */
const SETTLED = 3;

let server: Server;
let port: number;
let token: string;
beforeAll(async () => {
  server = Server.spawn({
    PORT: '0',
    LOG_LEVEL: 'warn',
    RATE_LIMITS: 'off',
    OVERLOAD_DELAY_MS: String(LIMIT),
    MAX_CONNECTIONS_PER_IP: '10000',
    METRICS_PORT: '0',
    LOCAL_POOL_PORT: '0',
    LOCAL_POOL_DATA: 'memory',
    LOCAL_ADMIN_PASSWORD: ADMIN.password,
  });
  port = Number((await server.says(/listens on http:\/\/127\.0\.0\.1:(\d+)/))[1]);
  const answer = await fetch(`http://127.0.0.1:${port}/v1/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: ADMIN.username, password: ADMIN.password }),
  });
  const { data } = (await answer.json()) as { data: { tokens: { accessToken: string } } };
  token = data.tokens.accessToken;
});
afterAll(() => server.ended('SIGKILL'));

/** What a crowd has met in the last second. */
interface Second {
  readonly served: number;
  readonly shed: number;
  readonly other: number;
  /** Milliseconds until the answers of those that were served, the slowest hundredth left out. */
  readonly p99: number;
}

/** Callers in a process of their own, who ask again as soon as they are answered. */
class Crowd {
  readonly seconds: Second[] = [];

  private constructor(private readonly process: ChildProcess) {}

  static gather(callers: number): Crowd {
    const process = spawn(
      globalThis.process.execPath,
      [join(__dirname, '..', 'support', 'crowd.js'), String(port), String(callers), token],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
    );
    const crowd = new Crowd(process);
    process.on('message', (second: Second) => crowd.seconds.push(second));
    return crowd;
  }

  async forSeconds(count: number): Promise<readonly Second[]> {
    while (this.seconds.length < count) await once(this.process, 'message');
    return this.seconds;
  }

  async leave(): Promise<void> {
    this.process.kill();
    await once(this.process, 'exit');
  }
}

const sum = (seconds: readonly Second[], of: 'served' | 'shed' | 'other'): number =>
  seconds.reduce((total, second) => total + second[of], 0);

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;

async function probe(path: string): Promise<{ status: number | undefined; milliseconds: number }> {
  const began = performance.now();
  const { answers } = await exchange(port, `GET ${path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n`);
  return { status: answers[0]?.status, milliseconds: performance.now() - began };
}

/** Waits until the crowd of the test before has been forgotten. */
async function calm(): Promise<void> {
  for (let well = 0; well < 20;) well = (await probe('/v1/auth/configuration')).status === 200 ? well + 1 : 0;
}

it('serves whom it can under ten times the load, sheds the others, answers probes, and recovers', async () => {
  const few = Crowd.gather(20);
  const calm = (await few.forSeconds(amount(6, 4))).slice(2);
  await few.leave();
  expect({ shed: sum(calm, 'shed'), other: sum(calm, 'other') }).toEqual({ shed: 0, other: 0 });
  const capacity = sum(calm, 'served') / calm.length;

  // Ten times more than would keep the event loop as late as it may be.
  const callers = Math.min(3000, Math.ceil(capacity * (LIMIT / 1000) * 10));
  const crowd = Crowd.gather(callers);
  const probes: Awaited<ReturnType<typeof probe>>[] = [];
  while (crowd.seconds.length < amount(20, 8)) {
    // At first all of them are let in: it takes a moment to see that they are too many.
    const settled = crowd.seconds.length >= SETTLED;
    const answers = [await probe('/health/live'), await probe('/health/ready')];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    if (settled) probes.push(...answers);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  const loaded = crowd.seconds.slice(SETTLED);
  await crowd.leave();
  const figures = {
    capacity: Math.round(capacity),
    callers,
    served: Math.round(sum(loaded, 'served') / loaded.length),
    shed: Math.round(sum(loaded, 'shed') / loaded.length),
    // In the usual second: in a single one the machine may have had other things to do.
    p99: Math.round(median(loaded.map(({ p99 }) => p99))),
    p99s: loaded.map(({ p99 }) => Math.round(p99)),
    slowestProbe: Math.round(Math.max(...probes.map(({ milliseconds }) => milliseconds))),
  };
  process.stdout.write(`overload: ${JSON.stringify(figures)}\n`);
  expect(sum(loaded, 'shed')).toBeGreaterThan(0);
  expect(sum(loaded, 'served')).toBeGreaterThan(0);
  expect(sum(loaded, 'other')).toBe(0);
  expect(figures.p99).toBeLessThan(BOUND);
  expect(figures.slowestProbe).toBeLessThan(BOUND);

  expect(server.text).toMatch(/"level":"warn".*"refused":\d+,"waitMs":\d+,"msg":"overloaded/);
  expect(server.text.match(/overloaded/g)?.length).toBeLessThan(10);

  // Nobody is refused any more, a moment after they have gone.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const after = await Promise.all(Array.from({ length: 20 }, () => probe('/v1/auth/configuration')));
  expect(after.map(({ status }) => status)).toEqual(Array(20).fill(200));
});

it('says when to come back, as a problem document', async () => {
  const crowd = Crowd.gather(2000);
  let refused: { headers: Headers; body: any } | undefined;
  while (refused === undefined) {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/users/me`);
    if (answer.status === 503) refused = { headers: answer.headers, body: await answer.json() };
  }
  await crowd.leave();
  const { retryAfter } = refused.body as { retryAfter: number };
  expect(refused.body).toMatchObject({ status: 503, code: 'overloaded', type: '/errors/overloaded' });
  expect(refused.headers.get('retry-after')).toBe(String(retryAfter));
  expect(refused.headers.get('cache-control')).toBe('no-store');
  expect(retryAfter).toBeGreaterThanOrEqual(1);
  expect(retryAfter).toBeLessThanOrEqual(4);
});

it('does not shed for a pause of half a second', async () => {
  await calm();
  // A garbage collection of that length stops everything, as this does.
  server.process.kill('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 500));
  server.process.kill('SIGCONT');
  const statuses: unknown[] = [];
  for (const began = performance.now(); performance.now() - began < 1500;) {
    statuses.push((await probe('/v1/auth/configuration')).status);
  }
  expect(new Set(statuses)).toEqual(new Set([200]));
});
