import {
  AdminDisableUserCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { routesOf } from '../../src/docs/routes';
import { EMBEDDED_CREDENTIALS } from '../../src/embedded-pool';
import { Administration } from '../admin/people';
import { expectProblem } from '../support/answers';
import type { Answer, Tokens } from '../support/gatehouse';
import { Person } from '../users/person';

let admin: Administration;
/** Who changes things behind the service's back, as one can in AWS's console. */
let console_: CognitoIdentityProviderClient;
beforeAll(async () => {
  admin = await Administration.start();
  console_ = new CognitoIdentityProviderClient({
    endpoint: admin.gatehouse.pool.url,
    region: 'us-east-1',
    credentials: EMBEDDED_CREDENTIALS,
  });
});
afterAll(async () => {
  console_.destroy();
  await admin.close();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await admin.gatehouse.control('faults', undefined, 'DELETE');
});

const named = (Username: string) => ({ UserPoolId: admin.gatehouse.pool.userPoolId, Username });
const session = (token: string): Promise<Answer> => admin.gatehouse.get('/v1/auth/session', token);
const fault = (operation: string, kind: string): Promise<unknown> =>
  admin.gatehouse.control('faults', { operation, kind });
const asked = async (operation: string): Promise<number> => {
  const { operations } = await admin.gatehouse.control('counters', undefined, 'GET');
  return (operations[operation] as number | undefined) ?? 0;
};

it('what hands over accounts or power asks Cognito, and what changes factors wants a recent sign-in', () => {
  const fresh = routesOf(admin.gatehouse.app).flatMap(({ method, path, freshness }) =>
    freshness === undefined ? [] : [[`${method} ${path}`, freshness] as const],
  );
  expect(Object.fromEntries(fresh)).toEqual({
    'patch /v1/admin/users/{username}': 'live',
    'delete /v1/admin/users/{username}': 'live',
    'put /v1/admin/users/{username}/password': 'live',
    'put /v1/admin/users/{username}/mfa': 'live',
    'delete /v1/admin/users/{username}/mfa/totp': 'live',
    'put /v1/admin/users/{username}/groups/{group}': 'live',
    'put /v1/admin/users/{username}/account': 'live',
    'post /v1/admin/users/{username}/providers': 'live',
    'post /v1/admin/user-pool/attributes': 'live',
    'post /v1/admin/bulk': 'live',
    'get /v1/admin/export': 'live',
    'post /v1/admin/imports': 'live',
    'post /v1/admin/imports/{id}/start': 'live',
    'delete /v1/users/me': { maxAge: '5m' },
    'put /v1/users/me/mfa': { maxAge: '15m' },
    'post /v1/users/me/mfa/totp': { maxAge: '15m' },
    'post /v1/users/me/passkeys/options': { maxAge: '15m' },
    'delete /v1/users/me/passkeys/{credentialId}': { maxAge: '15m' },
  });
});

describe('a live route', () => {
  let target: string;
  beforeAll(async () => {
    target = await admin.user();
    await admin.group('editors');
  });
  const promote = (token: string): Promise<Answer> =>
    admin.call('PUT', `users/${target}/groups/editors`, undefined, token);
  const groups = async (): Promise<unknown> => (await admin.get(`users/${target}/groups`)).body.data;

  it.each([
    ['signed out', (name: string) => console_.send(new AdminUserGlobalSignOutCommand(named(name)))],
    ['disabled', (name: string) => console_.send(new AdminDisableUserCommand(named(name)))],
  ])(
    'refuses an administrator whom somebody else has %s, and then no route takes the token',
    async (_, end) => {
      const { email, accessToken } = await admin.member('admin');
      await end(email);
      expect((await session(accessToken)).status).toBe(200);
      expectProblem(await promote(accessToken), 401, 'token_revoked');
      expectProblem(await session(accessToken), 401, 'token_revoked');
      expect(await groups()).toEqual([]);
    },
  );

  it.each([
    ['error500', 503, 'upstream_unavailable', { retryAfter: 5 }],
    ['badjson', 502, 'upstream_invalid_response', {}],
    ['empty', 502, 'upstream_invalid_response', {}],
    ['throttle', 503, 'upstream_throttled', { retryAfter: expect.any(Number) as number }],
  ] as const)('lets nobody pass when Cognito answers with %s', async (kind, status, code, more) => {
    await fault('GetUser', kind);
    expectProblem(await promote(admin.token), status, code, more);
    expect(await groups()).toEqual([]);
  });

  it('does not ask for those without the role, nor for other routes', async () => {
    const { accessToken } = await admin.member('readers');
    const before = await asked('GetUser');
    expectProblem(await promote(accessToken), 403, 'forbidden');
    await session(accessToken);
    await admin.get('users');
    expect(await asked('GetUser')).toBe(before);
    expect((await promote(admin.token)).status).toBe(204);
    expect(await asked('GetUser')).toBe(before + 1);
  });
});

it('a sign-in of a quarter of an hour ago may not change factors, nor may what it is refreshed to', async () => {
  const person = await Person.fresh(admin.gatehouse);
  const real = Date.now;
  const later = (seconds: number) =>
    jest.spyOn(Date, 'now').mockImplementation(() => real() + seconds * 1000);
  later(890);
  expect((await person.post('/mfa/totp')).status).toBe(200);
  later(903);
  const tokens = (await person.refresh()).body.data.tokens as Tokens;
  for (const who of [person, new Person(admin.gatehouse, person.username, tokens)]) {
    expectProblem(await who.post('/mfa/totp'), 403, 'reauthentication_required');
    expectProblem(await who.put('/mfa', { totp: { enabled: false } }), 403, 'reauthentication_required');
    expectProblem(await who.post('/passkeys/options'), 403, 'reauthentication_required');
    expectProblem(await who.delete('/passkeys/x'), 403, 'reauthentication_required');
    expect((await who.get('/factors')).status).toBe(200);
  }
});

describe('when the answer of Cognito is lost', () => {
  it.each([
    ['AdminDisableUser', 'POST', 'disable'],
    ['AdminUserGlobalSignOut', 'POST', 'sign-out'],
    ['AdminDeleteUser', 'DELETE', ''],
  ])('what %s may have ended is taken for ended', async (operation, method, path) => {
    const { email, accessToken } = await admin.member();
    await fault(operation, 'badjson');
    const answer = await admin.call(method, `users/${email}${path === '' ? '' : `/${path}`}`);
    expectProblem(answer, 502, 'upstream_invalid_response');
    expectProblem(await session(accessToken), 401, 'token_revoked');
  });

  it('and what has certainly not been done ends nothing', async () => {
    const { email, accessToken } = await admin.member();
    await fault('AdminDisableUser', 'limit');
    expect((await admin.post(`users/${email}/disable`)).status).toBeGreaterThanOrEqual(400);
    expect((await session(accessToken)).status).toBe(200);
  });
});
