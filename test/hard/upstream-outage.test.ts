import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type FaultName, FaultProxy } from '../support/fault-proxy';
import { Gatehouse, PASSWORD } from '../support/gatehouse';
import { Server } from '../support/server';
import { amount } from './amount';

/** Milliseconds of an outage, and of a look at something in it. */
const OUTAGE = amount(15_000, 6000);
const LOOK = amount(5000, 1500);
/** Milliseconds that a call to Cognito may take. */
const DEADLINE = amount(5000, 1500);
/** Requests a second that need Cognito. */
const RATE = 50;

let gatehouse: Gatehouse;
let proxy: FaultProxy;
let server: Server;
let url: string;
let name: string;
let token: string;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  const { environment, url: poolUrl } = gatehouse.pool;
  proxy = new FaultProxy(poolUrl);
  server = Server.spawn({
    PORT: '0',
    LOG_LEVEL: 'silent',
    RATE_LIMITS: 'off',
    OVERLOAD_DELAY_MS: '0',
    HIDDEN_ANSWER_MS: '0',
    COGNITO_ENDPOINT: await proxy.start(),
    COGNITO_TIMEOUT_MS: String(DEADLINE),
    COGNITO_USER_POOL_ID: environment.COGNITO_USER_POOL_ID ?? '',
    COGNITO_CLIENT_ID: environment.COGNITO_CLIENT_ID ?? '',
    COGNITO_CLIENT_SECRET: environment.COGNITO_CLIENT_SECRET ?? '',
    COGNITO_ISSUER: environment.COGNITO_ISSUER ?? '',
    COGNITO_JWKS_URI: environment.COGNITO_JWKS_URI ?? '',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  url = (await server.says(/listens on (\S+)/))[1] ?? '';
  name = await gatehouse.user();
  // Of somebody who does not sign in again and again: a user keeps his last sign-ins only.
  token = (await gatehouse.signIn(await gatehouse.user())).accessToken;
});
afterAll(async () => {
  await server.ended('SIGKILL');
  await proxy.close();
  await gatehouse.close();
});

const reached: string[] = [];
afterAll(() => {
  process.stdout.write(`${reached.join('\n')}\n`);
});

const signIn = () =>
  fetch(`${url}/v1/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: name, password: PASSWORD }),
  });
const profile = () => fetch(`${url}/v1/users/me`, { headers: { authorization: `Bearer ${token}` } });
const session = () => fetch(`${url}/v1/auth/session`, { headers: { authorization: `Bearer ${token}` } });

interface Asked {
  readonly status: number;
  readonly took: number;
  readonly retryAfter: string | null;
}

async function timed(ask: () => Promise<Response>): Promise<Asked> {
  const begin = performance.now();
  const answer = await ask();
  await answer.arrayBuffer();
  const retryAfter = answer.headers.get('retry-after');
  return { status: answer.status, took: performance.now() - begin, retryAfter };
}

/** Asks evenly, whether or not there are answers; sign-ins and profiles in turn. */
async function load(milliseconds: number, rate = RATE): Promise<Asked[]> {
  const asked: Promise<Asked>[] = [];
  const begin = performance.now();
  for (let now = begin; now < begin + milliseconds; now = performance.now()) {
    while (asked.length < ((now - begin) / 1000) * rate)
      asked.push(timed(asked.length % 2 === 0 ? signIn : profile));
    await pause(10);
  }
  return Promise.all(asked);
}

/** Milliseconds until an answer is a success, and all after it are. */
async function recovery(): Promise<number> {
  const begin = performance.now();
  let since: number | undefined;
  for (let good = 0; good < 40 && performance.now() - begin < 20_000;) {
    const answers = await Promise.all([timed(signIn), timed(profile)]);
    if (answers.every(({ status }) => status === 200)) {
      since ??= performance.now() - begin;
      good += 2;
    } else {
      since = undefined;
      good = 0;
    }
    await pause(20);
  }
  return since ?? Infinity;
}

const percentile = (part: number, figures: readonly number[]): number =>
  [...figures].sort((one, other) => one - other)[Math.floor(part * (figures.length - 1))] ?? 0;

/** Bytes of memory that the service holds. */
const resident = (): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(server.process.pid)}/status`, 'utf8'))?.[1]) *
  1024;

it.each<FaultName>(['hang', 'error 503 with HTML', 'reset', 'drip'])(
  'while Cognito only answers with: %s, it is asked at most 1.1 times a request, and 5 s after it is back all is well',
  async (fault) => {
    await recovery();
    proxy.planted = fault;
    proxy.forget();
    const answers = await load(OUTAGE);
    const calls = proxy.seen.length;
    // What is refused without a call is refused at once.
    const refused = answers.filter(({ status, took }) => status === 503 && took < DEADLINE / 2);
    proxy.forget();
    await load(4500);
    const tries = proxy.seen.length;
    proxy.planted = undefined;
    const back = await recovery();
    reached.push(
      `${fault}: ${answers.length} requests, ${calls} calls (${(calls / answers.length).toFixed(2)} a request), ` +
        `${refused.length} refused in ${Math.round(
          percentile(
            0.5,
            refused.map(({ took }) => took),
          ),
        )} ms (median), ` +
        `${tries} tries in 4.5 s, back after ${Math.round(back)} ms`,
    );
    expect(calls).toBeLessThanOrEqual(1.1 * answers.length);
    expect(answers.filter(({ status }) => ![502, 503, 504].includes(status))).toEqual([]);
    expect(answers.filter(({ status, retryAfter }) => status === 503 && retryAfter === null)).toEqual([]);
    expect(refused.length).toBeGreaterThan(0);
    expect(tries).toBeGreaterThanOrEqual(2);
    // One every two seconds, of each operation at most.
    expect(tries).toBeLessThanOrEqual(8);
    expect(back).toBeLessThan(5000);
  },
);

it('routes that need the token alone do not feel a Cognito that hangs', async () => {
  const look = async (): Promise<number> => {
    const taken: number[] = [];
    const end = performance.now() + LOOK;
    const client = async (): Promise<void> => {
      while (performance.now() < end) taken.push((await timed(session)).took);
    };
    await Promise.all([load(LOOK, 20), ...Array.from({ length: 4 }, client)]);
    return percentile(0.99, taken);
  };
  const ratios: number[] = [];
  // A machine that has other things to do is looked at again.
  for (let round = 0; round < 5 && Math.min(Infinity, ...ratios) > 1.5; round++) {
    await recovery();
    const healthy = await look();
    proxy.planted = 'hang';
    const hanging = await look();
    proxy.planted = undefined;
    ratios.push(hanging / healthy);
    reached.push(
      `p99 of a token-only route: ${healthy.toFixed(1)} ms, ${hanging.toFixed(1)} ms while Cognito hangs (${(hanging / healthy).toFixed(2)})`,
    );
  }
  expect(Math.min(...ratios)).toBeLessThanOrEqual(1.5);
});

it.each<FaultName>(['hang', 'endless body'])(
  'a Cognito that answers with: %s does not fill the memory',
  async (fault) => {
    await recovery();
    await load(LOOK, 200);
    const before = resident();
    proxy.planted = fault;
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, resident())), 100);
    await load(LOOK, 400);
    clearInterval(watch);
    proxy.planted = undefined;
    await recovery();
    reached.push(
      `memory with ${fault}: ${Math.round(before / 2 ** 20)} MB before, ${Math.round(most / 2 ** 20)} MB at most`,
    );
    expect(most - before).toBeLessThan(150 * 2 ** 20);
  },
);
