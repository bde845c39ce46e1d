import { DATE, expectData, expectDone, expectFieldFault, expectProblem, UUID } from '../support/answers';
import { ScriptedCognito } from '../auth/scripted-cognito';
import { type Answer, Gatehouse, PASSWORD } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { AdministeredPool } from './administered-pool';

const NOBODYS = '00000000-0000-4000-8000-000000000000';
const text = expect.any(String) as string;

let gatehouse: Gatehouse;
let admin: AdministeredPool;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  admin = await AdministeredPool.open(gatehouse, {
    pool: { UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' } },
  });
});
afterAll(async () => {
  await admin.close();
  await gatehouse.close();
});

let counter = 0;

/** Somebody who has tried these passwords. */
async function having(...passwords: string[]): Promise<string> {
  const username = `somebody-${++counter}`;
  await admin.pool.join(username);
  for (const password of passwords) {
    await admin.signIn(username, password);
    await gatehouse.control('clock', { advanceSeconds: 1 });
  }
  return username;
}

interface Event {
  readonly id: string;
  readonly response: string;
  readonly feedback?: object;
}

const eventsIn = (answer: Answer): Event[] => (answer.body as { data: Event[] }).data;
const eventsOf = async (username: string): Promise<Event[]> =>
  eventsIn(await admin.get(`${username}/events`));
const say = (username: string, eventId: string, body: unknown = { value: 'Invalid' }): Promise<Answer> =>
  admin.call('PUT', `${username}/events/${eventId}/feedback`, body);

describe('GET /v1/admin/users/:username/events', () => {
  it('tells of sign-ins with their risk, the newest first', async () => {
    const username = await having('Wrong-Horse-7', PASSWORD);
    const event = {
      id: UUID,
      type: 'SignIn',
      createdAt: DATE,
      risk: { decision: 'NoRisk', compromisedCredentials: false },
      context: { ip: expect.stringContaining('127.0.0.1') as string, device: text },
    };
    expectData(await admin.get(`${username}/events`), 200, [
      { ...event, response: 'Pass', challenges: [{ name: 'Password', response: 'Success' }] },
      { ...event, response: 'Fail', challenges: [{ name: 'Password', response: 'Failure' }] },
    ]);
    expectData(await admin.get(`${await having()}/events`), 200, []);
  });

  it('comes in pages that are for this user alone', async () => {
    const [username, other] = [await having(PASSWORD, PASSWORD, PASSWORD), await having(PASSWORD)];
    const all = await eventsOf(username);
    const first = await admin.get(`${username}/events?limit=2`);
    const { nextCursor } = first.body.meta as { nextCursor: string };
    expectData(first, 200, all.slice(0, 2), { nextCursor });
    expectData(await admin.get(`${username}/events?limit=2&cursor=${nextCursor}`), 200, all.slice(2));
    expect(all).toHaveLength(3);
    for (const list of [`${other}/events`, `${username}/devices`])
      expectProblem(await admin.get(`${list}?cursor=${nextCursor}`), 400, 'invalid_cursor');
    expectFieldFault(await admin.get(`${username}/events?limit=61`), 'limit');
  });

  it('tells all that Cognito may say of an event, and leaves out what it does not', async () => {
    const whole = {
      EventId: 'whole',
      EventType: 'SignIn',
      CreationDate: 1e9,
      EventResponse: 'InProgress',
      EventRisk: { RiskDecision: 'Block', RiskLevel: 'High', CompromisedCredentialsDetected: true },
      ChallengeResponses: [{ ChallengeName: 'Mfa', ChallengeResponse: 'Failure' }],
      EventContextData: {
        IpAddress: '192.0.2.1',
        DeviceName: 'Firefox',
        Timezone: 'Europe/Berlin',
        City: 'Berlin',
        Country: 'Germany',
      },
      EventFeedback: { FeedbackValue: 'Valid', Provider: 'EndUser', FeedbackDate: 1e9 },
    };
    const bare = { EventId: 'bare', EventType: 'SignUp', CreationDate: 1e9, EventResponse: 'Pass' };
    const cognito = new ScriptedCognito({
      AdminGetUser: () => ({
        Username: 'ada',
        UserStatus: 'CONFIRMED',
        Enabled: true,
        UserAttributes: [{ Name: 'sub', Value: 'sub-of-ada' }],
      }),
      AdminListUserAuthEvents: () => ({ AuthEvents: [whole, bare] }),
    });
    const { accessToken } = await gatehouse.admin();
    const instance = await startInstance(gatehouse, { COGNITO_ENDPOINT: await cognito.start() });
    const createdAt = '2001-09-09T01:46:40.000Z';
    expectData(await instance.get('/v1/admin/users/ada/events?limit=5', accessToken), 200, [
      {
        id: 'whole',
        type: 'SignIn',
        response: 'InProgress',
        createdAt,
        risk: { decision: 'Block', level: 'High', compromisedCredentials: true },
        challenges: [{ name: 'Mfa', response: 'Failure' }],
        context: {
          ip: '192.0.2.1',
          device: 'Firefox',
          timezone: 'Europe/Berlin',
          city: 'Berlin',
          country: 'Germany',
        },
        feedback: { value: 'Valid', provider: 'EndUser', at: createdAt },
      },
      { id: 'bare', type: 'SignUp', response: 'Pass', createdAt, challenges: [] },
    ]);
    expect(
      cognito.calls.find(({ operation }) => operation === 'AdminListUserAuthEvents')?.input,
    ).toMatchObject({
      MaxResults: 5,
      Username: 'ada',
    });
    await instance.app.close();
    await cognito.close();
  });
});

describe('PUT /v1/admin/users/:username/events/:eventId/feedback', () => {
  it.each(['Valid', 'Invalid'])('keeps that it was %s', async (value) => {
    const username = await having(PASSWORD);
    const [event] = await eventsOf(username);
    expectDone(await say(username, event?.id ?? '', { value }));
    expectData(await admin.get(`${username}/events`), 200, [
      { ...event, feedback: { value, provider: 'Admin', at: DATE } },
    ]);
  });

  it('keeps what is said last', async () => {
    const username = await having(PASSWORD);
    const [event] = await eventsOf(username);
    for (const value of ['Invalid', 'Valid', 'Valid'])
      expectDone(await say(username, event?.id ?? '', { value }));
    expect(await eventsOf(username)).toEqual([
      expect.objectContaining({ feedback: expect.objectContaining({ value: 'Valid' }) as object }),
    ]);
  });

  it('does not reach an event of another user, nor one of nobody', async () => {
    const [username, other] = [await having(PASSWORD), await having(PASSWORD)];
    const [foreign] = await eventsOf(other);
    for (const id of [foreign?.id ?? '', NOBODYS])
      expectProblem(await say(username, id), 404, 'resource_not_found');
    expect(await eventsOf(other)).toEqual([foreign]);
  });

  it.each([
    [{}, 'value'],
    [{ value: 'valid' }, 'value'],
    [{ value: true }, 'value'],
    [{ value: ['Valid'] }, 'value'],
    [{ value: 'Valid', provider: 'EndUser' }, 'provider'],
  ])('refuses %j', async (body, field) => {
    expectFieldFault(await say('the-admin', NOBODYS, body), field);
  });

  it.each(['%20', 'a%2Fb', 'x'.repeat(51)])('refuses the id %s', async (id) => {
    expectFieldFault(await say('the-admin', id), 'eventId');
  });

  it('is not for support, who may look', async () => {
    const username = await having(PASSWORD);
    const [event] = eventsIn(await admin.call('GET', `${username}/events`, undefined, 'support'));
    const path = `${username}/events/${event?.id ?? ''}/feedback`;
    expectProblem(await admin.call('PUT', path, { value: 'Valid' }, 'support'), 403, 'forbidden');
    expect(await eventsOf(username)).toEqual([event]);
  });
});

it('nobody of that name has a history', async () => {
  expectProblem(await admin.get('nobody/events'), 404, 'user_not_found');
  expectProblem(await say('nobody', NOBODYS), 404, 'user_not_found');
});

it('a pool without threat protection says so', async () => {
  const { accessToken: token } = await gatehouse.admin();
  const of = '/v1/admin/users/admin@example.com/events';
  const detail =
    'The user pool keeps no history of sign-ins: that needs threat protection, of the plan Plus.';
  const body = { value: 'Valid' };
  for (const answer of [
    await gatehouse.get(of, token),
    await gatehouse.call('PUT', `${of}/${NOBODYS}/feedback`, { token, body }),
  ])
    expectProblem(answer, 404, 'feature_not_enabled', { detail });
  expectProblem(
    await gatehouse.get('/v1/admin/users/nobody@example.com/events', token),
    404,
    'user_not_found',
  );
});
