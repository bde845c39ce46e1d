import { type Answer, freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { RedisServer } from '../support/redis-server';

let gatehouse: Gatehouse;
let redis: RedisServer;
let one: Gatehouse;
let two: Gatehouse;
beforeAll(async () => {
  redis = await RedisServer.start('a password');
  gatehouse = await Gatehouse.start();
  const shared = {
    REDIS_URL: redis.url.replace('a password', encodeURIComponent('a password')),
    // The figures are exact as long as Redis is waited for, on a machine as busy as it may be.
    REDIS_TIMEOUT_MS: 5000,
    RATE_LIMITS: 'on',
    TRUST_PROXY: '1',
  } as const;
  [one, two] = await Promise.all([startInstance(gatehouse, shared), startInstance(gatehouse, shared)]);
});
afterAll(async () => {
  await one.app.close();
  await two.app.close();
  await gatehouse.close();
  await redis.close();
});

let addresses = 0;
const freshAddress = (): string => `198.51.${Math.floor(++addresses / 250)}.${(addresses % 250) + 1}`;

const signIn = (
  at: Gatehouse,
  username: string,
  password = 'Wrong-Horse-1',
  address = freshAddress(),
): Promise<Answer> =>
  at.call('POST', '/v1/auth/sign-in', {
    body: { username, password },
    headers: { 'x-forwarded-for': address },
  });
const refused = (answers: readonly Answer[]): number =>
  answers.filter(({ body }) => body.code === 'rate_limited').length;
const times = <T>(count: number, work: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => work(i));
const at = (i: number): Gatehouse => (i % 2 === 0 ? one : two);

it.each([1, 2, 3])(
  'of fifty guesses at once over two instances exactly ten are let through (round %i)',
  async () => {
    const username = freshEmail();
    const answers = await Promise.all(times(50, (i) => signIn(at(i), username)));
    expect([answers.length, refused(answers)]).toEqual([50, 40]);
  },
);

it('says truly when to come back, whichever instance is asked', async () => {
  const username = freshEmail();
  const answers = await Promise.all(times(10, (i) => signIn(at(i), username)));
  expect(refused(answers)).toBe(0);
  for (const instance of [one, two]) {
    const { status, headers, body } = await signIn(instance, username);
    expect([status, body.code, headers.get('retry-after')]).toEqual([
      429,
      'rate_limited',
      String(body.retryAfter),
    ]);
    expect(body.retryAfter).toBeGreaterThan(840);
    expect(body.retryAfter).toBeLessThanOrEqual(900);
    expect(headers.get('ratelimit-policy')).toBe('"sign-in";q=120;w=60, "sign-in-account";q=10;w=900');
    expect(headers.get('ratelimit')).toMatch(
      new RegExp(`^"sign-in";r=119;t=60, "sign-in-account";r=0;t=${body.retryAfter as string}$`),
    );
  }
});

it('lets the owner in from a place that another instance knows, while strangers are locked out', async () => {
  const username = await gatehouse.user();
  const home = freshAddress();
  expect((await signIn(one, username, PASSWORD, home)).status).toBe(200);
  await Promise.all(times(10, (i) => signIn(at(i), username)));
  expect((await signIn(one, username, PASSWORD)).body.code).toBe('rate_limited');
  expect((await signIn(two, username, PASSWORD)).body.code).toBe('rate_limited');
  // Cognito has a lock of its own.
  expect((await signIn(two, username, PASSWORD, home)).body.code).not.toBe('rate_limited');
});

it('gives back what did not fail, so that neither instance counts it', async () => {
  const username = await gatehouse.user();
  for (let i = 0; i < 24; i++) expect((await signIn(at(i), username, PASSWORD)).status).toBe(200);
});

it('counts an address over both instances, exactly', async () => {
  const address = freshAddress();
  const answers = await Promise.all(times(150, (i) => signIn(at(i), freshEmail(), 'Wrong-Horse-1', address)));
  expect(refused(answers)).toBe(30);
  const last = await signIn(one, freshEmail(), 'Wrong-Horse-1', address);
  expect(last.body.retryAfter).toBeGreaterThan(30);
  expect(last.body.retryAfter).toBeLessThanOrEqual(60);
});

it('counts messages of all kinds and both instances together', async () => {
  const username = freshEmail();
  const message = (i: number): Promise<Answer> => {
    const [path, body] = [
      ['password/forgot', { username }],
      ['sign-up/resend', { username }],
      ['sign-in', { username, method: 'email_otp' }],
    ][i % 3] as [string, object];
    return at(i).call('POST', `/v1/auth/${path}`, { body, headers: { 'x-forwarded-for': freshAddress() } });
  };
  expect(refused(await Promise.all(times(30, message)))).toBe(20);
});

it('everything in Redis is under one name and ends by itself, and no name of a person is there', async () => {
  const username = 'Grace.Hopper@example.com';
  await signIn(one, username);
  const keys = await redis.operate(async (client) => {
    const found = (await client.keys('*')).map(async (key) => ({ key, left: await client.pTTL(key) }));
    return Promise.all(found);
  });
  expect(keys.length).toBeGreaterThan(20);
  expect(keys.filter(({ key }) => !key.startsWith(`gatehouse:{${gatehouse.pool.userPoolId}}:`))).toEqual([]);
  expect(keys.filter(({ left }) => left <= 0)).toEqual([]);
  expect(JSON.stringify(keys).toLowerCase()).not.toContain('grace');
});

it('a flush of Redis gives nobody ten more guesses at the same instance', async () => {
  const username = freshEmail();
  await Promise.all(times(10, () => signIn(one, username)));
  await redis.operate((client) => client.flushAll());
  expect(refused(await Promise.all(times(5, () => signIn(one, username))))).toBe(5);
  // The other one learns of it with the next look at Redis.
  let answer = await signIn(two, username);
  for (let tries = 0; tries < 40 && answer.body.code !== 'rate_limited'; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    answer = await signIn(two, username);
  }
  expect(answer.body.code).toBe('rate_limited');
});
