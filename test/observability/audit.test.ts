import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { accountDigest } from '../../src/common/access/account-digest';
import { type RouteFacts, routesOf } from '../../src/docs/routes';
import { ADMIN, freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';
import { startInstance } from '../support/instance';

interface Line {
  readonly msg: string;
  readonly requestId: string;
  readonly [member: string]: unknown;
}

const lines: Line[] = [];
const logDestination = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };

let gatehouse: Gatehouse;
let routes: RouteFacts[];
beforeAll(async () => {
  // What is written does not depend on the level of the log.
  gatehouse = await Gatehouse.start({ LOG_LEVEL: 'error' }, { logDestination });
  routes = routesOf(gatehouse.app).filter(({ audited }) => audited !== undefined);
});
afterAll(() => gatehouse.close());

const ajv = new Ajv({ strict: true, allErrors: true, validateFormats: false });
const valid = ajv.compile(
  JSON.parse(readFileSync(join(__dirname, '..', '..', 'docs', 'audit-event.schema.json'), 'utf8')) as object,
);

/** The events of one request, once they are written, which is after its answer has left. */
async function eventsOf({ headers }: { headers: Headers }): Promise<Line[]> {
  const id = headers.get('x-request-id');
  const found = (): Line[] => lines.filter((line) => line.msg === 'audit' && line.requestId === id);
  for (let left = 100; left > 0 && found().length === 0; left--) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return found();
}

/** The one event of a request. */
async function eventOf(answer: { headers: Headers }): Promise<Line> {
  const [event, ...more] = await eventsOf(answer);
  if (event === undefined || more.length > 0)
    throw new Error(`${String(more.length + (event ? 1 : 0))} events`);
  return event;
}

/** Every event that any test of this file has caused. */
afterAll(() => {
  const events = lines.filter(({ msg }) => msg === 'audit');
  expect(events.length).toBeGreaterThan(150);
  expect(events.filter((event) => !valid(event)).map((event) => [event, valid.errors])).toEqual([]);
});

describe('every route with an action writes exactly one event', () => {
  const call = (instance: Gatehouse, { method, path }: RouteFacts, token?: string) =>
    instance.call(method.toUpperCase(), path.replace(/\{\w+\}/g, 'nobody'), {
      ...(token === undefined ? {} : { token }),
      ...(method === 'delete' || method === 'get' ? {} : { body: { surplus: 1 } }),
    });

  async function written(instance: Gatehouse, token?: string): Promise<unknown[]> {
    const found: unknown[] = [];
    for (const route of routes) {
      const events = await eventsOf(await call(instance, route, token));
      found.push([route.handler, events.map(({ action }) => action)]);
    }
    return found;
  }
  const expected = (): unknown[] => routes.map(({ handler, audited }) => [handler, [audited]]);

  it('when a stranger calls it', async () => {
    expect(await written(gatehouse)).toEqual(expected());
  });

  it('when somebody without the role calls it, with a body that is refused', async () => {
    const username = await gatehouse.user();
    expect(await written(gatehouse, (await gatehouse.signIn(username)).accessToken)).toEqual(expected());
  });

  it('when a limit refuses it', async () => {
    const limited = await startInstance(gatehouse, { RATE_LIMITS: 'on' }, { logDestination });
    const route = routes.find(({ audited }) => audited === 'auth.sign_up') as RouteFacts;
    const answers = await Promise.all(Array.from({ length: 61 }, () => call(limited, route)));
    const events = await Promise.all(answers.map(eventOf));
    expect(events.filter(({ problem }) => problem === 'rate_limited')).toHaveLength(1);
    expect(events.map(({ action }) => action)).toEqual(answers.map(() => 'auth.sign_up'));
    await limited.app.close();
  });
});

describe('an event', () => {
  const digest = (username: string): string => accountDigest(gatehouse.pool.userPoolId, username);

  it('of a sign-up and what follows says who, by digest', async () => {
    const username = freshEmail();
    const signUp = { username, password: PASSWORD, attributes: { email: username } };
    const done = [
      await gatehouse.post('/v1/auth/sign-up', signUp),
      await gatehouse.post('/v1/auth/sign-up/confirm', { username, code: await gatehouse.code(username) }),
      await gatehouse.post('/v1/auth/sign-in', { username: username.toUpperCase(), password: PASSWORD }),
      await gatehouse.post('/v1/auth/sign-in', { username, password: 'Wrong-Horse-7' }),
      await gatehouse.post('/v1/auth/password/forgot', { username }),
    ];
    expect(await Promise.all(done.map(eventOf))).toEqual([
      expect.objectContaining({ action: 'auth.sign_up', outcome: 'success', subject: digest(username) }),
      expect.objectContaining({
        action: 'auth.confirm_sign_up',
        outcome: 'success',
        subject: digest(username),
      }),
      expect.objectContaining({ action: 'auth.sign_in', outcome: 'success', subject: digest(username) }),
      expect.objectContaining({
        action: 'auth.sign_in',
        outcome: 'failure',
        problem: 'invalid_credentials',
        subject: digest(username),
      }),
      expect.objectContaining({
        action: 'auth.forgot_password',
        outcome: 'success',
        subject: digest(username),
      }),
    ]);
  });

  it('of what somebody does to the own account names the actor', async () => {
    const username = await gatehouse.user();
    const { accessToken: token, refreshToken } = await gatehouse.signIn(username);
    const actor = (await gatehouse.get('/v1/auth/session', token)).body.data.sub as string;
    const newPassword = 'Correct-Horse-8';
    const done = [
      await gatehouse.call('PATCH', '/v1/users/me', { token, body: { attributes: { name: 'Ada' } } }),
      await gatehouse.call('PUT', '/v1/users/me/password', {
        token,
        body: { currentPassword: PASSWORD, newPassword },
      }),
      await gatehouse.post('/v1/users/me/mfa/totp', undefined, token),
      await gatehouse.post('/v1/users/me/passkeys/options', undefined, token),
      await gatehouse.post('/v1/auth/sign-out/everywhere', undefined, token),
      await gatehouse.post('/v1/auth/refresh', { refreshToken }),
    ];
    const events = await Promise.all(done.map(eventOf));
    expect(events.map(({ action, outcome, actor: who }) => [action, outcome, who])).toEqual([
      ['user.update_profile', 'success', actor],
      ['user.change_password', 'success', actor],
      ['user.begin_totp', 'success', actor],
      ['user.begin_passkey', 'success', actor],
      ['auth.sign_out_everywhere', 'success', actor],
      ['auth.refresh', 'failure', undefined],
    ]);
  });

  it('of an administrator names both, and the group', async () => {
    const { accessToken: token } = await gatehouse.admin();
    const username = await gatehouse.user();
    const path = `/v1/admin/users/${username}`;
    const done = [
      await gatehouse.call('PUT', `${path}/groups/support`, { token }),
      await gatehouse.post(`${path}/disable`, undefined, token),
      await gatehouse.call('DELETE', path, { token }),
    ];
    const both = { outcome: 'success', actor: expect.any(String) as string, subject: digest(username) };
    expect(await Promise.all(done.map(eventOf))).toEqual([
      expect.objectContaining({ ...both, action: 'admin.add_to_group', group: 'support' }),
      expect.objectContaining({ ...both, action: 'admin.disable_user' }),
      expect.objectContaining({ ...both, action: 'admin.delete_user' }),
    ]);
  });

  it('of a sign-in that is asked for more tells it from one that is done', async () => {
    const { accessToken: token } = await gatehouse.admin();
    const username = freshEmail();
    const body = { username, temporaryPassword: PASSWORD, attributes: { email: username } };
    expect((await gatehouse.post('/v1/admin/users', body, token)).status).toBe(201);
    const asked = await gatehouse.post('/v1/auth/sign-in', { username, password: PASSWORD });
    const { session } = asked.body.data as { session: string };
    const done = await gatehouse.post('/v1/auth/challenge', {
      session,
      answer: { newPassword: 'Correct-Horse-8' },
    });
    expect(await Promise.all([asked, done].map(eventOf))).toEqual([
      expect.objectContaining({ action: 'auth.sign_in', outcome: 'challenge', subject: digest(username) }),
      expect.objectContaining({
        action: 'auth.answer_challenge',
        outcome: 'success',
        subject: digest(username),
      }),
    ]);
  });

  it('is written of whoever looks at what takes a role, and has none', async () => {
    const { accessToken } = await gatehouse.signIn(await gatehouse.user());
    const answer = await gatehouse.get(`/v1/admin/users/${ADMIN.username}`, accessToken);
    expect(await eventOf(answer)).toMatchObject({
      action: 'access.forbidden',
      outcome: 'failure',
      problem: 'forbidden',
      actor: expect.any(String) as string,
      subject: digest(ADMIN.username),
    });
  });

  it('is not written of whoever looks at what he may', async () => {
    const { accessToken } = await gatehouse.admin();
    const answer = await gatehouse.get(`/v1/admin/users/${ADMIN.username}`, accessToken);
    await eventOf(await gatehouse.post('/v1/auth/sign-in', {}));
    expect(await eventsOf(answer)).toEqual([]);
  });

  it('of a fault of Cognito is an error', async () => {
    await gatehouse.control('faults', { operation: 'InitiateAuth', kind: 'error500', times: 1 });
    const answer = await gatehouse.post('/v1/auth/sign-in', { username: freshEmail(), password: PASSWORD });
    expect(await eventOf(answer)).toMatchObject({ outcome: 'error', problem: 'upstream_unavailable' });
  });
});

describe('an event and the line of its request', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it('have the trace of the caller in common', async () => {
    const instance = await startInstance(gatehouse, { LOG_LEVEL: 'info' }, { logDestination });
    const headers = { traceparent, tracestate: `vendor=${'x'.repeat(300)}` };
    const answer = await instance.call('POST', '/v1/auth/sign-in', { body: {}, headers });
    const event = await eventOf(answer);
    const line = lines.find(({ msg, requestId }) => msg === 'request' && requestId === event.requestId);
    expect(event['trace_id']).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(event['span_id']).not.toBe('b7ad6b7169203331');
    expect(line).toMatchObject({
      trace_id: event['trace_id'],
      span_id: event['span_id'],
      parent_id: 'b7ad6b7169203331',
    });
    expect(JSON.stringify([event, line])).not.toContain('vendor');
    expect([...answer.headers.keys()].filter((name) => name.startsWith('trace'))).toEqual([]);
    await instance.app.close();
  });

  it.each([
    ['full', { '2001:db8:1:2:3::4': '2001:db8:1:2:3::4', '203.0.113.77': '203.0.113.77' }],
    [
      'network',
      {
        '203.0.113.77': '203.0.113.0',
        '::ffff:203.0.113.77': '203.0.113.0',
        '2001:db8:1:2:3::4': '2001:db8:1::',
        '2001:db8::4': '2001:db8:0::',
        '::1': '0:0:0::',
        unknown: undefined,
      },
    ],
    ['off', { '203.0.113.77': undefined }],
  ] as const)('have the address of the caller as LOG_IP=%s says', async (LOG_IP, addresses) => {
    const settings = { LOG_LEVEL: 'info', LOG_IP, TRUST_PROXY: '1' } as const;
    const instance = await startInstance(gatehouse, settings, { logDestination });
    for (const [address, written] of Object.entries(addresses)) {
      const headers = { 'x-forwarded-for': address };
      const event = await eventOf(await instance.call('POST', '/v1/auth/sign-in', { body: {}, headers }));
      const line = lines.find(({ msg, requestId }) => msg === 'request' && requestId === event.requestId);
      expect([address, event['ip'], line?.['ip']]).toEqual([address, written, written]);
    }
    await instance.app.close();
  });
});

it('the start is one line, with settings by name and without their values', async () => {
  const begin = lines.length;
  const settings = { LOG_LEVEL: 'info', SESSION_SECRET: 'canary-secret-canary-secret-canary-1' } as const;
  const instance = await startInstance(gatehouse, settings, { logDestination });
  const [line, ...more] = lines.slice(begin).filter(({ msg }) => msg === 'started');
  expect(more).toEqual([]);
  expect(line).toEqual({
    level: 'info',
    time: expect.any(String) as string,
    msg: 'started',
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
    node: process.version,
    settings: expect.arrayContaining([
      'COGNITO_USER_POOL_ID',
      'COGNITO_CLIENT_SECRET',
      'SESSION_SECRET',
    ]) as string[],
  });
  const { COGNITO_CLIENT_SECRET: secret = '' } = gatehouse.pool.environment;
  expect(secret).not.toBe('');
  expect(JSON.stringify(lines.slice(begin))).not.toMatch(new RegExp(`canary|${secret}`));
  await instance.app.close();
});
