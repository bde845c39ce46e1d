import { expectDone, expectProblem } from '../support/answers';
import { type Answer, PASSWORD, type Tokens } from '../support/gatehouse';
import { Administration } from '../admin/people';
import { FrontedPool, Person } from '../users/person';

/** Without Redis: the next call of this instance. `test/system/redis-revocations.test.ts` has several. */
let admin: Administration;
beforeAll(async () => {
  admin = await Administration.start();
});
afterAll(() => admin.close());

const session = (token: string): Promise<Answer> => admin.gatehouse.get('/v1/auth/session', token);
const NEW = 'Another-Horse-8';

it('a new password ends the other sign-ins for good, and this one goes on', async () => {
  const person = await Person.fresh(admin.gatehouse);
  const others = [await person.again(), await person.again()];
  expectDone(await person.put('/password', { currentPassword: PASSWORD, newPassword: NEW }));
  for (const other of others) {
    expectProblem(await session(other.token), 401, 'token_revoked');
    expectProblem(await other.refresh(), 401, 'invalid_refresh_token');
  }
  expect((await session(person.token)).status).toBe(200);
  const tokens = (await person.refresh()).body.data.tokens as Tokens;
  expect((await session(tokens.accessToken)).status).toBe(200);
  expect((await session((await Person.signIn(admin.gatehouse, person.username, NEW)).token)).status).toBe(
    200,
  );
});

it('a wrong password ends nothing', async () => {
  const person = await Person.fresh(admin.gatehouse);
  const other = await person.again();
  const body = { currentPassword: 'Wrong-Horse-1', newPassword: NEW };
  expectProblem(await person.put('/password', body), 422, 'incorrect_password');
  expect((await session(other.token)).status).toBe(200);
});

it('where Cognito does not track sessions, a sign-in that a new password has ended ends there when it is refreshed', async () => {
  const pool = await FrontedPool.open(admin.gatehouse);
  try {
    const person = await pool.person('ada');
    const other = await person.again();
    expectDone(await person.put('/password', { currentPassword: PASSWORD, newPassword: NEW }));
    expectProblem(await other.get(), 401, 'token_revoked');
    expectProblem(await other.refresh(), 401, 'invalid_refresh_token');
    expect((await person.refresh()).status).toBe(200);
    // Not by this service alone.
    const later = await admin.gatehouse.control('counters', undefined, 'GET');
    expect(later.operations['RevokeToken']).toBeGreaterThan(0);
  } finally {
    await pool.close();
  }
});

it('a password that is reset by code ends all sign-ins', async () => {
  const person = await Person.fresh(admin.gatehouse);
  const { username } = person;
  await admin.gatehouse.post('/v1/auth/password/forgot', { username });
  const code = await admin.gatehouse.code(username);
  const reset = (given: string): Promise<Answer> =>
    admin.gatehouse.post('/v1/auth/password/reset', { username, code: given, newPassword: NEW });
  expectProblem(await reset('000000'), 422, 'code_mismatch');
  expect((await session(person.token)).status).toBe(200);
  expectDone(await reset(code));
  expectProblem(await session(person.token), 401, 'token_revoked');
  expectProblem(await person.refresh(), 401, 'invalid_refresh_token');
});

it('a password that is reset is reset, also when sessions cannot be ended for want of rights', async () => {
  const person = await Person.fresh(admin.gatehouse);
  const { username } = person;
  await admin.gatehouse.post('/v1/auth/password/forgot', { username });
  const body = { username, code: await admin.gatehouse.code(username), newPassword: NEW };
  await admin.gatehouse.control('faults', { operation: 'AdminGetUser', kind: 'error500' });
  expectDone(await admin.gatehouse.post('/v1/auth/password/reset', body));
  await admin.gatehouse.control('faults', undefined, 'DELETE');
  expect((await Person.signIn(admin.gatehouse, username, NEW)).token).toBeTruthy();
});

it('an administrator who resets a password ends all sign-ins', async () => {
  const { email, accessToken, refreshToken } = await admin.member();
  expectDone(await admin.post(`users/${email}/reset-password`));
  expectProblem(await session(accessToken), 401, 'token_revoked');
  const refreshed = await admin.gatehouse.post('/v1/auth/refresh', { refreshToken });
  expectProblem(refreshed, 401, 'invalid_refresh_token');
});

it('a deleted group ends the tokens that name it; refreshing gives one without it', async () => {
  const member = await admin.member('passing');
  const bystander = await admin.member('staying');
  expectDone(await admin.call('DELETE', 'groups/passing'));
  expectProblem(await session(member.accessToken), 401, 'token_revoked');
  expect((await session(bystander.accessToken)).status).toBe(200);
  const { body } = await admin.gatehouse.post('/v1/auth/refresh', { refreshToken: member.refreshToken });
  expect((await session(body.data.tokens.accessToken as string)).body.data.groups).toEqual([]);
});

it('a session that is ended by its id is over on routes that ask nothing of Cognito', async () => {
  const mine = await Person.fresh(admin.gatehouse);
  const [lost, third] = [await mine.again(), await mine.again()];
  const sessions = (await lost.get('/sessions')).body.data as { id: string; current: boolean }[];
  expectDone(await mine.delete(`/sessions/${sessions.find(({ current }) => current)?.id ?? ''}`));
  expectProblem(await session(lost.token), 401, 'token_revoked');
  for (const { token } of [mine, third]) expect((await session(token)).status).toBe(200);
});
