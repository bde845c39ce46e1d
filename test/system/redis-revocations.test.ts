import type { Environment } from '../../src/common/config/environment';
import { Administration } from '../admin/people';
import { expectProblem } from '../support/answers';
import { type Answer, Gatehouse, PASSWORD, type Tokens } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { RedisServer } from '../support/redis-server';
import { Person } from '../users/person';

let admin: Administration;
let redis: RedisServer;
let shared: Partial<Environment>;
let one: Gatehouse;
let two: Gatehouse;
beforeAll(async () => {
  redis = await RedisServer.start();
  admin = await Administration.start();
  shared = { REDIS_URL: redis.url, REDIS_TIMEOUT_MS: 5000 };
  [one, two] = await Promise.all([
    startInstance(admin.gatehouse, shared),
    startInstance(admin.gatehouse, shared),
  ]);
});
afterAll(async () => {
  await one.app.close();
  await two.app.close();
  await admin.close();
  await redis.close();
});

/** How soon another instance must know, milliseconds. */
const SOON = 1000;

/** From the token alone: Cognito is not asked. */
const session = (at: Gatehouse, token: string): Promise<Answer> => at.get('/v1/auth/session', token);

/** Refused by the instance that was asked with its next call, and by the other one soon. */
async function expectEnded(token: string, since = performance.now()): Promise<void> {
  expectProblem(await session(one, token), 401, 'token_revoked');
  await expectEndedAt(two, token, since);
}

async function expectEndedAt(instance: Gatehouse, token: string, since = performance.now()): Promise<void> {
  let status = 0;
  while (status !== 401 && performance.now() - since < SOON) ({ status } = await session(instance, token));
  expect({ status, after: `${Math.round(performance.now() - since)} ms` }).toMatchObject({ status: 401 });
}

const works = async (token: string): Promise<number[]> =>
  Promise.all([one, two].map(async (at) => (await session(at, token)).status));

const asAdmin = (method: string, path: string, body?: unknown): Promise<Answer> =>
  one.call(method, `/v1/admin/${path}`, {
    token: admin.token,
    ...(body === undefined ? {} : { body }),
  });

/** Somebody signed in at the instance that is asked, whose token both take. */
async function someone(): Promise<Person> {
  const person = await Person.fresh(one);
  expect(await works(person.token)).toEqual([200, 200]);
  return person;
}

type Ending = (person: Person) => Promise<Answer>;
const endings: [string, Ending][] = [
  ['signing out', ({ tokens }) => one.post('/v1/auth/sign-out', { refreshToken: tokens.refreshToken })],
  ['signing out everywhere', ({ token }) => one.post('/v1/auth/sign-out/everywhere', undefined, token)],
  ['deleting the own account', (person) => person.delete()],
  [
    'a reset of the password by code',
    async ({ username }) => {
      await one.post('/v1/auth/password/forgot', { username });
      const body = { username, code: await one.code(username), newPassword: 'Another-Horse-8' };
      return one.post('/v1/auth/password/reset', body);
    },
  ],
  ['being disabled', ({ username }) => asAdmin('POST', `users/${username}/disable`)],
  ['being signed out by an administrator', ({ username }) => asAdmin('POST', `users/${username}/sign-out`)],
  [
    'being given a password',
    ({ username }) =>
      asAdmin('PUT', `users/${username}/password`, { password: 'Another-Horse-8', permanent: true }),
  ],
  ['having to choose a new password', ({ username }) => asAdmin('POST', `users/${username}/reset-password`)],
  ['being deleted', ({ username }) => asAdmin('DELETE', `users/${username}`)],
];

it.each(endings)('%s ends the tokens here with the next call, and elsewhere soon', async (_, end) => {
  const person = await someone();
  const since = performance.now();
  expect((await end(person)).status).toBe(204);
  await expectEnded(person.token, since);
});

it('signing out at an instance that has not seen the sign-in ends it at both', async () => {
  const person = await Person.fresh(two);
  expect((await one.post('/v1/auth/sign-out', { refreshToken: person.tokens.refreshToken })).status).toBe(
    204,
  );
  await expectEnded(person.token);
});

it('a new password ends the other sign-ins, whatever they are refreshed to, and not this one', async () => {
  const person = await someone();
  const other = await Person.signIn(two, person.username);
  const body = { currentPassword: PASSWORD, newPassword: 'Another-Horse-8' };
  expect((await person.put('/password', body)).status).toBe(204);
  await expectEnded(other.token);
  expectProblem(await other.refresh(), 401, 'invalid_refresh_token');
  expect(await works(person.token)).toEqual([200, 200]);
  const again = (await person.refresh()).body.data.tokens as Tokens;
  expect(await works(again.accessToken)).toEqual([200, 200]);
  const next = await Person.signIn(two, person.username, 'Another-Horse-8');
  expect(await works(next.token)).toEqual([200, 200]);
});

describe('a role', () => {
  const listing = (at: Gatehouse, token: string): Promise<Answer> => at.get('/v1/admin/groups', token);

  /** Somebody whose token opens an administrator's route. */
  async function supporter(group = 'support'): Promise<Person> {
    const person = await Person.fresh(one);
    await admin.group(group);
    await asAdmin('PUT', `users/${person.username}/groups/${group}`);
    const signedIn = await Person.signIn(one, person.username);
    expect((await listing(two, signedIn.token)).status).toBe(group === 'support' ? 200 : 403);
    return signedIn;
  }

  it('that is taken away is lost with the next call', async () => {
    const person = await supporter();
    expect((await asAdmin('DELETE', `users/${person.username}/groups/support`)).status).toBe(204);
    await expectEnded(person.token);
    const { accessToken } = (await Person.signIn(two, person.username)).tokens;
    expectProblem(await listing(one, accessToken), 403, 'forbidden');
  });

  it('whose group is deleted is lost with the next call, by all who have it', async () => {
    const group = 'passing';
    const people = [await supporter(group), await supporter(group)];
    const bystander = await someone();
    expect((await asAdmin('DELETE', `groups/${group}`)).status).toBe(204);
    for (const { token } of people) await expectEnded(token);
    expect(await works(bystander.token)).toEqual([200, 200]);
    const refreshed = (await people[0]!.refresh()).body.data.tokens as Tokens;
    expect((await session(two, refreshed.accessToken)).body.data.groups).toEqual([]);
  });
});

it('tokens that are refreshed to after a role was lost are good at both, also within the same second', async () => {
  const person = await someone();
  const group = await admin.group('brief');
  await asAdmin('PUT', `users/${person.username}/groups/${group}`);
  await asAdmin('DELETE', `users/${person.username}/groups/${group}`);
  await expectEnded(person.token);
  const tokens = (await person.refresh()).body.data.tokens as Tokens;
  expect(await works(tokens.accessToken)).toEqual([200, 200]);
});

describe('a session that is ended by its id', () => {
  const idOf = async (person: Person): Promise<string> => {
    const { data } = (await person.get('/sessions')).body as { data: { id: string; current: boolean }[] };
    return data.find(({ current }) => current)?.id ?? '';
  };
  const asked = async (): Promise<number> => {
    const { operations } = await admin.gatehouse.control('counters', undefined, 'GET');
    return (operations['GetUser'] as number | undefined) ?? 0;
  };

  it('is over on routes that ask nothing of Cognito, at both instances; the others go on', async () => {
    const mine = await someone();
    const [lost, third] = [await mine.again(), await mine.again()];
    expect((await mine.delete(`/sessions/${await idOf(lost)}`)).status).toBe(204);
    await expectEnded(lost.token);
    expect(await works(third.token)).toEqual([200, 200]);
    expect(await works(mine.token)).toEqual([200, 200]);
  });

  it('costs one question for each sign-in and instance, however many calls come', async () => {
    const mine = await someone();
    const [lost, third] = [await mine.again(), await mine.again()];
    await mine.delete(`/sessions/${await idOf(lost)}`);
    const before = await asked();
    const calls = Array.from({ length: 20 }, () => session(one, third.token));
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(20).fill(200));
    for (let i = 0; i < 5; i++) expect((await session(one, third.token)).status).toBe(200);
    expect(await asked()).toBe(before + 1);
  });

  it('lets nobody pass of whom it cannot be known, while Cognito does not answer', async () => {
    const mine = await someone();
    const [lost, third] = [await mine.again(), await mine.again()];
    await mine.delete(`/sessions/${await idOf(lost)}`);
    await admin.gatehouse.control('faults', { operation: 'GetUser', kind: 'error500' });
    for (const { token } of [lost, third]) {
      expectProblem(await session(one, token), 503, 'upstream_unavailable', { retryAfter: 5 });
    }
    expect((await session(one, mine.token)).status).toBe(200);
    await admin.gatehouse.control('faults', undefined, 'DELETE');
    expect((await session(one, third.token)).status).toBe(200);
    expectProblem(await session(one, lost.token), 401, 'token_revoked');
  });
});

it('an instance that starts later knows what was revoked before', async () => {
  const [gone, stays] = [await someone(), await someone()];
  await one.post('/v1/auth/sign-out', { refreshToken: gone.tokens.refreshToken });
  const three = await startInstance(admin.gatehouse, shared);
  try {
    expectProblem(await session(three, gone.token), 401, 'token_revoked');
    expect((await session(three, stays.token)).status).toBe(200);
  } finally {
    await three.app.close();
  }
});

it('Redis keeps names of sessions and users, no token, and everything ends', async () => {
  const { tokens } = await someone();
  await one.post('/v1/auth/sign-out', { refreshToken: tokens.refreshToken });
  const [members, left] = await redis.operate(async (client) => {
    const key = (await client.keys('*:revocations'))[0] ?? '';
    return [await client.zRange(key, 0, -1), await client.pTTL(key)] as const;
  });
  expect(members.length).toBeGreaterThan(5);
  for (const member of members)
    expect(member).toMatch(/^(session|user|token|sign-ins|kept|doubt|group):[\w-]+$/);
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(2 * 86_400_000);
});
