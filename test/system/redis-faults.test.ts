import type { DestinationStream } from 'pino';
import type { Environment } from '../../src/common/config/environment';
import { expectProblem } from '../support/answers';
import { type Answer, freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { freePort, RedisServer } from '../support/redis-server';
import { type Mode, TcpProxy } from '../support/tcp-proxy';
import { Person } from '../users/person';

let gatehouse: Gatehouse;
let redis: RedisServer;
let proxy: TcpProxy;
/** Wants a password. */
let locked: RedisServer;
/** Reaches Redis through the proxy, and waits for it as long as in production. */
let one: Gatehouse;
/** Reaches Redis itself. */
let two: Gatehouse;
const common = { RATE_LIMITS: 'on', TRUST_PROXY: '1' } as const satisfies Partial<Environment>;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  [redis, locked] = await Promise.all([RedisServer.start(), RedisServer.start('another')]);
  proxy = new TcpProxy(redis.port);
  const port = await proxy.start();
  one = await startInstance(gatehouse, { ...common, REDIS_URL: `redis://127.0.0.1:${port}` });
  two = await startInstance(gatehouse, { ...common, REDIS_URL: redis.url, REDIS_TIMEOUT_MS: 1000 });
});
afterAll(async () => {
  await one.app.close();
  await two.app.close();
  await proxy.close();
  await redis.close();
  await locked.close();
  await gatehouse.close();
});

let addresses = 0;
const freshAddress = (): string => `198.51.${Math.floor(++addresses / 250)}.${(addresses % 250) + 1}`;
const guess = (at: Gatehouse, username: string): Promise<Answer> =>
  at.call('POST', '/v1/auth/sign-in', {
    body: { username, password: 'Wrong-Horse-1' },
    headers: { 'x-forwarded-for': freshAddress() },
  });
const guesses = (at: Gatehouse, username: string, count: number): Promise<Answer[]> =>
  Promise.all(Array.from({ length: count }, () => guess(at, username)));
const refused = (answers: readonly Answer[]): number =>
  answers.filter(({ body }) => body.code === 'rate_limited').length;
const session = (at: Gatehouse, token: string): Promise<Answer> => at.get('/v1/auth/session', token);
const signOut = ({ at, tokens }: Person): Promise<Answer> =>
  at.post('/v1/auth/sign-out', { refreshToken: tokens.refreshToken });

/** Asks until the answer is as it should be. */
async function until(question: () => Promise<boolean>, patience = 10_000): Promise<void> {
  const end = performance.now() + patience;
  while (!(await question())) {
    if (performance.now() > end) throw new Error(`not within ${patience} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Both instances count together again: a guess at one is seen by the other. */
const together = (): Promise<void> =>
  until(async () => {
    const username = freshEmail();
    await guesses(one, username, 5);
    await guesses(two, username, 5);
    return refused([await guess(one, username), await guess(two, username)]) === 2;
  });

const median = (times: number[]): number => times.sort((a, b) => a - b)[times.length >> 1] ?? 0;

/** How long each of five calls at once takes, and of ten after them, milliseconds. */
async function durations(token: string): Promise<number[]> {
  const timed = async (): Promise<number> => {
    const started = performance.now();
    expect((await session(one, token)).status).toBe(200);
    return performance.now() - started;
  };
  const times = await Promise.all([1, 2, 3, 4, 5].map(timed));
  for (let i = 0; i < 10; i++) times.push(await timed());
  return times;
}

interface Fault {
  readonly name: string;
  readonly begin: () => Promise<void> | void;
  readonly end: () => Promise<void> | void;
}
const mode = (name: string, wrong: Mode): Fault => ({
  name,
  begin: () => {
    proxy.mode = wrong;
  },
  end: () => {
    proxy.mode = 'pass';
  },
});
const faults: Fault[] = [
  mode('hangs', 'hang'),
  mode('takes requests and does not answer', 'deaf'),
  mode('breaks every connection', 'reset'),
  mode('answers after half a second', 250),
  { name: 'is stopped', begin: () => redis.pause(), end: () => redis.resume() },
  { name: 'is killed, and loses its data', begin: () => redis.kill(), end: () => redis.restart() },
];

describe.each(faults)('when Redis $name', ({ begin, end }) => {
  let person: Person;
  let bystander: Person;
  beforeAll(async () => {
    await together();
    [person, bystander] = [await Person.fresh(one), await Person.fresh(one)];
  });
  afterAll(async () => {
    proxy.mode = 'pass';
    proxy.cut();
    await together();
  });

  it('no request waits for more than 100 ms', async () => {
    const added: number[] = [];
    // A busy machine delays requests as well: what Redis does it does each time.
    while (added.length < 4 && !added.some((most) => most < 100)) {
      const usual = median(await durations(bystander.token));
      await begin();
      const times = await durations(bystander.token);
      await end();
      added.push(Math.round(Math.max(...times) - usual));
      await together();
    }
    expect({ added, least: Math.min(...added) < 100 }).toMatchObject({ least: true });
  });

  it('limits and revocations go on, and what was missed is made up for', async () => {
    const guessed = freshEmail();
    expect(refused(await guesses(one, guessed, 6))).toBe(0);

    await begin();
    expect(refused(await guesses(one, freshEmail(), 50))).toBe(40);
    expect(refused(await guesses(one, guessed, 14))).toBe(10);
    const meanwhile = freshEmail();
    expect(refused(await guesses(one, meanwhile, 10))).toBe(0);
    expect((await signOut(person)).status).toBe(204);
    expectProblem(await session(one, person.token), 401, 'token_revoked');
    for (const probe of ['live', 'ready']) expect((await one.get(`/health/${probe}`)).status).toBe(200);

    await end();
    await until(async () => (await session(two, person.token)).status === 401);
    await together();
    expect(refused([await guess(two, meanwhile)])).toBe(1);
    expect((await session(two, bystander.token)).status).toBe(200);
  });
});

it('what the other instance revokes while the connection is down is known when it is back', async () => {
  const person = await Person.fresh(two);
  proxy.mode = 'hang';
  await until(async () => {
    const username = freshEmail();
    await guesses(two, username, 10);
    return refused([await guess(one, username)]) === 0;
  });
  expect((await signOut(person)).status).toBe(204);
  expect((await session(one, person.token)).status).toBe(200);
  proxy.mode = 'pass';
  await until(async () => (await session(one, person.token)).status === 401);
});

it('revocations outlive the loss of all data', async () => {
  const person = await Person.fresh(one);
  await signOut(person);
  // So it is in Redis, and not owed to it.
  await until(async () => (await session(two, person.token)).status === 401);
  const revoked = (): Promise<number> =>
    redis.operate(async (client) => {
      const [key = ''] = await client.keys('*:revocations');
      return key === '' ? 0 : client.zCard(key);
    });
  const before = await revoked();
  await redis.operate((client) => client.flushAll());
  await until(async () => (await revoked()) >= before);
  const three = await startInstance(gatehouse, { ...common, REDIS_URL: redis.url, REDIS_TIMEOUT_MS: 1000 });
  try {
    expectProblem(await session(three, person.token), 401, 'token_revoked');
  } finally {
    // Whatever comes of it: an instance that is left looking for Redis keeps the whole run from ending.
    await three.app.close();
  }
});

/** An instance with this address of Redis, and what it has logged. */
async function withRedis(REDIS_URL: string): Promise<{ instance: Gatehouse; log: () => string }> {
  let text = '';
  const logDestination: DestinationStream = { write: (line: string) => void (text += line) };
  const settings = { ...common, REDIS_URL, LOG_LEVEL: 'trace' } as const;
  return { instance: await startInstance(gatehouse, settings, { logDestination }), log: () => text };
}

const SECRET = 'not-the-pass-word';
it.each<[string, () => Promise<string> | string]>([
  ['is not there', async () => `redis://:${SECRET}@127.0.0.1:${await freePort()}`],
  ['has an unknown name', () => `redis://:${SECRET}@redis.invalid`],
  ['wants another password', () => `redis://:${SECRET}@127.0.0.1:${locked.port}`],
  ['does not speak TLS', () => `rediss://:${SECRET}@127.0.0.1:${redis.port}`],
])(
  'the service starts and limits by itself when Redis %s, and logs neither address nor password',
  async (_, url) => {
    const { instance, log } = await withRedis(await url());
    try {
      expect((await instance.get('/health/ready')).status).toBe(200);
      expect(refused(await guesses(instance, freshEmail(), 50))).toBe(40);
      const person = await Person.signIn(instance, await gatehouse.user());
      expect((await signOut(person)).status).toBe(204);
      expectProblem(await session(instance, person.token), 401, 'token_revoked');
      expect(/"Redis [^"]*/.exec(log())?.[0]).toMatch(/^"Redis does not answer/);
      for (const secret of [SECRET, 'redis://', 'rediss://', 'redis.invalid'])
        expect(log().includes(secret)).toBe(false);
    } finally {
      await instance.app.close();
    }
  },
);

it('Redis may come after the service: it is used, and told what it has missed', async () => {
  const port = await freePort();
  const late = new TcpProxy(redis.port);
  const { instance, log } = await withRedis(`redis://127.0.0.1:${port}`);
  try {
    const person = await Person.signIn(instance, await gatehouse.user(), PASSWORD);
    await signOut(person);
    await late.start(port);
    await until(async () => (await session(two, person.token)).status === 401);
    expect(log().includes('Redis is used')).toBe(true);
  } finally {
    await instance.app.close();
    await late.close();
  }
});
