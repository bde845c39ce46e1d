import { SetUserPoolSessionConfigurationCommand } from '@aws-sdk/client-cognito-identity-provider';
import { DATE, expectData, expectDone, expectFieldFault, expectProblem } from '../support/answers';
import { type Answer, Gatehouse, PASSWORD } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { ScriptedCognito } from '../auth/scripted-cognito';
import { FrontedPool, Person } from './person';

const text = expect.any(String) as string;
const SESSION_ID = expect.stringMatching(/^tkn[0-9a-z]{25}$/) as string;
const NOBODYS = `tkn${'0'.repeat(25)}`;

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());

interface Session {
  id: string;
  current: boolean;
}

const listed = (answer: Answer): Session[] => (answer.body as { data: Session[] }).data;

async function currentOf(person: Person): Promise<string> {
  return listed(await person.get('/sessions')).find(({ current }) => current)?.id ?? '';
}

describe('GET /v1/users/me/sessions', () => {
  it('lists where somebody is signed in, the oldest first', async () => {
    const first = await Person.fresh(gatehouse);
    await gatehouse.control('clock', { advanceSeconds: 1 });
    const second = await first.again();
    const session = {
      id: SESSION_ID,
      type: 'token',
      createdAt: DATE,
      lastActiveAt: DATE,
      deviceType: text,
      lastIp: '127.0.0.1',
      lastLocation: { country: 'unknown' },
    };
    expectData(await second.get('/sessions'), 200, [
      { ...session, current: false },
      { ...session, current: true },
    ]);
    expect(listed(await first.get('/sessions')).map(({ current }) => current)).toEqual([true, false]);
  });

  it('leaves out who has signed out', async () => {
    const first = await Person.fresh(gatehouse);
    const second = await first.again();
    expectDone(
      await gatehouse.post('/v1/auth/sign-out', { refreshToken: second.tokens.refreshToken }, second.token),
    );
    expect(listed(await first.get('/sessions'))).toEqual([expect.objectContaining({ current: true })]);
  });

  it('refuses a cursor that it did not give', async () => {
    const person = await Person.fresh(gatehouse);
    expectProblem(await person.get('/sessions?cursor=x'), 400, 'invalid_cursor');
    expectFieldFault(await person.get('/sessions?limit=1'), 'limit');
  });

  it('comes in pages where Cognito gives them', async () => {
    const person = await Person.fresh(gatehouse);
    const [one, two] = ['a', 'b'].map((letter) => ({
      SessionId: `tkn${letter.repeat(25)}`,
      CreateDate: 1e9,
    }));
    const cognito = new ScriptedCognito({
      ListUserSessions: ({ NextToken }) =>
        NextToken === 'next' ? { Sessions: [two] } : { Sessions: [one], NextToken: 'next' },
    });
    const instance = await startInstance(gatehouse, { COGNITO_ENDPOINT: await cognito.start() });
    try {
      const read = (cursor = ''): Promise<Answer> =>
        instance.get(`/v1/users/me/sessions${cursor}`, person.token);
      const session = { type: 'token', current: false, createdAt: '2001-09-09T01:46:40.000Z' };
      const first = await read();
      expectData(first, 200, [{ id: one?.SessionId, ...session }], { nextCursor: text });
      const { nextCursor } = first.body.meta as { nextCursor: string };
      expectData(await read(`?cursor=${nextCursor}`), 200, [{ id: two?.SessionId, ...session }]);
      const other = await Person.fresh(gatehouse);
      const stolen = await instance.get(`/v1/users/me/sessions?cursor=${nextCursor}`, other.token);
      expectProblem(stolen, 400, 'invalid_cursor');
      expectProblem(await person.get(`/passkeys?cursor=${nextCursor}`), 400, 'invalid_cursor');
    } finally {
      await instance.app.close();
      await cognito.close();
    }
  });
});

describe('DELETE /v1/users/me/sessions/:id', () => {
  it('signs out in another place, and nowhere else', async () => {
    const [mine, lost, third] = await Promise.all(
      [await gatehouse.user()].flatMap((name) => [1, 2, 3].map(() => Person.signIn(gatehouse, name))),
    );
    if (!mine || !lost || !third) throw new Error('three sign-ins were made');
    expectDone(await mine.delete(`/sessions/${await currentOf(lost)}`));
    expectProblem(await lost.refresh(), 401, 'invalid_refresh_token');
    expectProblem(await lost.get(), 401, 'token_revoked');
    expect(listed(await mine.get('/sessions'))).toHaveLength(2);
    expect((await third.get()).status).toBe(200);
    expect((await third.refresh()).status).toBe(200);
    expect((await mine.get()).status).toBe(200);
  });

  it('does not end the session of the request itself', async () => {
    const person = await Person.fresh(gatehouse);
    const answer = await person.delete(`/sessions/${await currentOf(person)}`);
    expectProblem(answer, 400, 'invalid_parameter', {
      errors: [{ field: 'id', message: 'must not be the session of this request: sign out instead' }],
    });
    expect((await person.get()).status).toBe(200);
    expect((await person.refresh()).status).toBe(200);
  });

  it('is done once, also when it is asked for many times at once', async () => {
    const mine = await Person.fresh(gatehouse);
    const id = await currentOf(await mine.again());
    const answers = await Promise.all(Array.from({ length: 8 }, () => mine.delete(`/sessions/${id}`)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    for (const other of answers.filter(({ status }) => status !== 204)) {
      expectProblem(other, 404, 'resource_not_found');
    }
  });

  it('is for the own sessions only', async () => {
    const [ada, bob] = [await Person.fresh(gatehouse), await Person.fresh(gatehouse)];
    expectProblem(await bob.delete(`/sessions/${await currentOf(ada)}`), 404, 'resource_not_found');
    expect((await ada.refresh()).status).toBe(200);
    expectProblem(await bob.delete(`/sessions/${NOBODYS}`), 404, 'resource_not_found');
  });

  it.each(['x', `TKN${'0'.repeat(25)}`, `tkn${'0'.repeat(26)}`, 'tkn', '%20'])(
    'refuses the id %s',
    async (id) => {
      const person = await Person.fresh(gatehouse);
      expectFieldFault(await person.delete(`/sessions/${id}`), 'id');
    },
  );

  it('needs a token', async () => {
    expectProblem(await gatehouse.get('/v1/users/me/sessions'), 401, 'unauthorized');
    const deleted = await gatehouse.call('DELETE', `/v1/users/me/sessions/${NOBODYS}`);
    expectProblem(deleted, 401, 'unauthorized');
  });
});

it('a pool that does not track sessions says so', async () => {
  const pool = await FrontedPool.open(gatehouse);
  try {
    const person = await pool.person('ada');
    const refused = ['service_misconfigured', { retryAfter: 300 }] as const;
    expectProblem(await person.get('/sessions'), 503, ...refused);
    expectProblem(await person.delete(`/sessions/${NOBODYS}`), 503, ...refused);
    await pool.sdk.send(
      new SetUserPoolSessionConfigurationCommand({
        UserPoolId: pool.userPoolId,
        UserSessionTracking: 'ENABLED',
        TokenSession: { MaxPerUser: 2 },
      }),
    );
    // Who signed in before is not listed.
    expectData(await person.get('/sessions'), 200, []);
    expect(await currentOf(await person.again())).toEqual(SESSION_ID);
  } finally {
    await pool.close();
  }
});

it('signing out everywhere ends all sessions', async () => {
  const mine = await Person.fresh(gatehouse);
  const other = await mine.again();
  expectDone(await gatehouse.post('/v1/auth/sign-out/everywhere', undefined, mine.token));
  for (const person of [mine, other]) {
    expectProblem(await person.get('/sessions'), 401, 'token_revoked');
    expectProblem(await gatehouse.get('/v1/auth/session', person.token), 401, 'token_revoked');
    expectProblem(await person.refresh(), 401, 'invalid_refresh_token');
  }
  const { username } = mine;
  const again = await gatehouse.post('/v1/auth/sign-in', { username, password: PASSWORD });
  const { accessToken } = again.body.data.tokens as { accessToken: string };
  expect(listed(await gatehouse.get('/v1/users/me/sessions', accessToken))).toHaveLength(1);
});
