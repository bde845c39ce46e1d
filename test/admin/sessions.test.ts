import { DATE, expectData, expectDone, expectFieldFault, expectProblem } from '../support/answers';
import { ScriptedCognito } from '../auth/scripted-cognito';
import { type Answer, type Gatehouse } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { Person } from '../users/person';
import { AdministeredPool } from './administered-pool';
import { Administration } from './people';

const text = expect.any(String) as string;
const SESSION_ID = expect.stringMatching(/^tkn[0-9a-z]{25}$/) as string;
const NOBODYS = `tkn${'0'.repeat(25)}`;

let admin: Administration;
let gatehouse: Gatehouse;
beforeAll(async () => {
  admin = await Administration.start();
  ({ gatehouse } = admin);
});
afterAll(() => admin.close());

const list = (username: string): Promise<Answer> => admin.get(`users/${username}/sessions`);
const revoke = (username: string, id: string, token?: string): Promise<Answer> =>
  admin.call('DELETE', `users/${username}/sessions/${id}`, undefined, token);
const idsIn = (answer: Answer): string[] =>
  (answer.body as { data: { id: string }[] }).data.map(({ id }) => id);

async function ownSession(person: Person): Promise<string> {
  const { data } = (await person.get('/sessions')).body as { data: { id: string; current: boolean }[] };
  return data.find(({ current }) => current)?.id ?? '';
}

describe('GET /v1/admin/users/:username/sessions', () => {
  it('lists where the user is signed in, without saying that it is here', async () => {
    const first = await Person.signIn(gatehouse, await admin.user());
    await first.again();
    const session = {
      id: SESSION_ID,
      type: 'token',
      createdAt: DATE,
      lastActiveAt: DATE,
      deviceType: text,
      lastIp: '127.0.0.1',
      lastLocation: { country: 'unknown' },
    };
    expectData(await list(first.username), 200, [session, session]);
    expectData(await list(await admin.user()), 200, []);
  });

  it('comes in pages where Cognito gives them, for this user alone', async () => {
    const users = { ada: 'sub-of-ada', bob: 'sub-of-bob' };
    const described = (letter: string) => ({ SessionId: `tkn${letter.repeat(25)}`, CreateDate: 1e9 });
    const cognito = new ScriptedCognito({
      AdminGetUser: ({ Username }) => ({
        Username,
        UserStatus: 'CONFIRMED',
        Enabled: true,
        UserAttributes: [{ Name: 'sub', Value: users[Username as keyof typeof users] }],
      }),
      AdminListUserSessions: ({ NextToken }) =>
        NextToken === 'next'
          ? { Sessions: [described('b')] }
          : { Sessions: [described('a')], NextToken: 'next' },
    });
    const instance = await startInstance(gatehouse, { COGNITO_ENDPOINT: await cognito.start() });
    try {
      const read = (path: string): Promise<Answer> => instance.get(`/v1/admin/users/${path}`, admin.token);
      const session = { type: 'token', createdAt: '2001-09-09T01:46:40.000Z' };
      const first = await read('ada/sessions');
      expectData(first, 200, [{ id: `tkn${'a'.repeat(25)}`, ...session }], { nextCursor: text });
      const { nextCursor } = first.body.meta as { nextCursor: string };
      const second = await read(`ada/sessions?cursor=${nextCursor}`);
      expectData(second, 200, [{ id: `tkn${'b'.repeat(25)}`, ...session }]);
      expectProblem(await read(`bob/sessions?cursor=${nextCursor}`), 400, 'invalid_cursor');
    } finally {
      await instance.app.close();
      await cognito.close();
    }
  });

  it('refuses what is no cursor of its own, and a length of pages', async () => {
    const username = await admin.user();
    expectProblem(await admin.get(`users/${username}/sessions?cursor=x`), 400, 'invalid_cursor');
    expectFieldFault(await admin.get(`users/${username}/sessions?limit=1`), 'limit');
  });
});

describe('DELETE /v1/admin/users/:username/sessions/:id', () => {
  it('ends one session at once, with its access tokens, and no other', async () => {
    const kept = await Person.signIn(gatehouse, await admin.user());
    const ended = await kept.again();
    const bystander = await Person.signIn(gatehouse, await admin.user());
    expectDone(await revoke(kept.username, await ownSession(ended)));
    expectProblem(await ended.get(), 401, 'token_revoked');
    expectProblem(await gatehouse.get('/v1/auth/session', ended.token), 401, 'token_revoked');
    expectProblem(await ended.refresh(), 401, 'invalid_refresh_token');
    for (const other of [kept, bystander]) {
      expect((await other.get()).status).toBe(200);
      expect((await gatehouse.get('/v1/auth/session', other.token)).status).toBe(200);
      expect((await other.refresh()).status).toBe(200);
    }
    expect(idsIn(await list(kept.username))).toEqual([await ownSession(kept)]);
  });

  it('ends what the session has been refreshed to', async () => {
    const person = await Person.signIn(gatehouse, await admin.user());
    const { accessToken } = (await person.refresh()).body.data.tokens as { accessToken: string };
    expectDone(await revoke(person.username, await ownSession(person)));
    expectProblem(await gatehouse.get('/v1/users/me', accessToken), 401, 'token_revoked');
  });

  it('asks Cognito once about each other sign-in of the user', async () => {
    const kept = await Person.signIn(gatehouse, await admin.user());
    const ended = await kept.again();
    expectDone(await revoke(kept.username, await ownSession(ended)));
    const asked = async (): Promise<number> => {
      const { operations } = (await gatehouse.control('counters', undefined, 'GET')) as {
        operations: Record<string, number>;
      };
      return operations['GetUser'] ?? 0;
    };
    const before = await asked();
    for (let count = 0; count < 3; count++)
      expect((await gatehouse.get('/v1/auth/session', kept.token)).status).toBe(200);
    expect((await asked()) - before).toBe(1);
  });

  it('also ends the session of the administrator who asks', async () => {
    const { accessToken: token, email } = await admin.member('admin');
    const [id = ''] = idsIn(await list(email));
    expectDone(await revoke(email, id, token));
    expectProblem(await admin.call('GET', 'users', undefined, token), 401, 'token_revoked');
  });

  it('is done once, and finds neither those of others nor of nobody', async () => {
    const [ada, bob] = [await admin.user(), await admin.user()];
    const [of] = [await Person.signIn(gatehouse, bob)];
    const id = await ownSession(of);
    for (const foreign of [id, NOBODYS]) expectProblem(await revoke(ada, foreign), 404, 'resource_not_found');
    expect((await of.get()).status).toBe(200);
    expectDone(await revoke(bob, id));
    expectProblem(await revoke(bob, id), 404, 'resource_not_found');
  });

  it('refuses an id that is none', async () => {
    expectFieldFault(await revoke(await admin.user(), 'x'), 'id');
  });

  it('is not for support, who may look', async () => {
    const { accessToken: support } = await admin.member('support');
    const person = await Person.signIn(gatehouse, await admin.user());
    const path = `users/${person.username}/sessions`;
    const [id = ''] = idsIn(await admin.call('GET', path, undefined, support));
    expectProblem(await revoke(person.username, id, support), 403, 'forbidden');
    expect((await person.get()).status).toBe(200);
  });
});

describe('somebody who administrates an account', () => {
  let token: string;
  beforeAll(async () => {
    await admin.group('account-admin');
    const boss = await admin.user({}, { groups: ['account-admin'], accountId: 'acme' });
    token = (await gatehouse.signIn(boss)).accessToken;
  });

  /** A name, and routes about it, each of which does something to an administrator's eyes. */
  const routesOf = (username: string): [method: string, path: string, body?: object][] => [
    ['GET', `users/${username}/sessions`],
    ['GET', `users/${username}/devices`],
    ['GET', `users/${username}/events`],
    ['DELETE', `users/${username}/sessions/${NOBODYS}`],
    ['DELETE', `users/${username}/devices/us-east-1_00000000-0000-4000-8000-000000000000`],
    ['PUT', `users/${username}/events/x/feedback`, { value: 'Valid' }],
    ['POST', `users/${username}/providers`, { provider: 'Google', userId: '1' }],
    ['DELETE', `users/${username}/providers/Google`],
  ];

  it('ends sessions of its users', async () => {
    const person = await Person.signIn(gatehouse, await admin.user({}, { accountId: 'acme' }));
    const [id = ''] = idsIn(await admin.call('GET', `users/${person.username}/sessions`, undefined, token));
    expectDone(await revoke(person.username, id, token));
    expectProblem(await person.get(), 401, 'token_revoked');
  });

  it('reaches nobody of another account or of none, by any of these routes', async () => {
    for (const more of [{ accountId: 'globex' }, {}]) {
      const username = await admin.user({}, more);
      for (const [method, path, body] of routesOf(username))
        expectProblem(await admin.call(method, path, body, token), 404, 'user_not_found');
    }
  });

  it('changes nobody who has a greater role', async () => {
    const { email } = await admin.member('support');
    await admin.call('PUT', `users/${email}/account`, { accountId: 'acme' });
    for (const [method, path, body] of routesOf(email).filter(([method]) => method !== 'GET')) {
      expectProblem(await admin.call(method, path, body, token), 403, 'forbidden', {
        detail: expect.any(String),
      });
    }
  });
});

it('nobody of that name is signed in', async () => {
  expectProblem(await list('nobody@example.com'), 404, 'user_not_found');
  expectProblem(await revoke('nobody@example.com', NOBODYS), 404, 'user_not_found');
});

it('a pool that does not track sessions says so', async () => {
  const other = await AdministeredPool.open(gatehouse);
  for (const answer of [
    await other.get('the-admin/sessions'),
    await other.delete(`the-admin/sessions/${NOBODYS}`),
  ])
    expectProblem(answer, 503, 'service_misconfigured', { retryAfter: 300 });
  await other.close();
});
