import { expectDone, expectFieldFault, expectProblem } from '../support/answers';
import { type Answer, freshEmail, PASSWORD } from '../support/gatehouse';
import { Administration } from './people';

let admin: Administration;
beforeAll(async () => {
  admin = await Administration.start();
});
afterAll(() => admin.close());
afterEach(() => admin.gatehouse.control('faults', undefined, 'DELETE'));

const act = (username: string, action: string): Promise<Answer> => admin.post(`users/${username}/${action}`);
const session = (token: string): Promise<Answer> => admin.gatehouse.get('/v1/auth/session', token);
const refresh = (refreshToken: string): Promise<Answer> =>
  admin.gatehouse.post('/v1/auth/refresh', { refreshToken });
const userOf = async (username: string): Promise<unknown> => (await admin.get(`users/${username}`)).body.data;

/** Somebody who has signed up and not confirmed. */
async function signedUp(): Promise<string> {
  const username = freshEmail();
  const body = { username, password: PASSWORD, attributes: { email: username } };
  expect((await admin.gatehouse.post('/v1/auth/sign-up', body)).status).toBe(201);
  return username;
}

describe('confirm', () => {
  it('opens the account without a code', async () => {
    const username = await signedUp();
    expectDone(await act(username, 'confirm'));
    expect(await userOf(username)).toMatchObject({ status: 'CONFIRMED' });
    expect((await admin.signIn(username)).body.data.status).toBe('SIGNED_IN');
  });

  it('refuses a user who is confirmed', async () => {
    expectProblem(await act(await admin.user(), 'confirm'), 409, 'user_already_confirmed');
  });

  it('refuses a user who was invited', async () => {
    expectProblem(await act(await admin.invited(), 'confirm'), 409, 'conflict');
  });
});

describe('disable and enable', () => {
  it('ends every session at once and keeps the user out until enabled', async () => {
    const { email, accessToken, refreshToken } = await admin.member();
    expectDone(await act(email, 'disable'));
    expect(await userOf(email)).toMatchObject({ enabled: false });
    expectProblem(await session(accessToken), 401, 'token_revoked');
    expectProblem(await refresh(refreshToken), 401, 'invalid_refresh_token');
    expect((await admin.signIn(email)).status).toBe(401);

    expectDone(await act(email, 'enable'));
    expect(await userOf(email)).toMatchObject({ enabled: true });
    expectProblem(await session(accessToken), 401, 'token_revoked');
    expect((await admin.signIn(email)).body.data.status).toBe('SIGNED_IN');
  });

  it('can be repeated', async () => {
    const email = await admin.user();
    expectDone(await act(email, 'disable'));
    expectDone(await act(email, 'disable'));
    expectDone(await act(email, 'enable'));
    expectDone(await act(email, 'enable'));
  });
});

describe('reset-password', () => {
  it('makes the password unusable and sends a code for a new one', async () => {
    const email = await admin.user();
    expectDone(await act(email, 'reset-password'));
    expect(await userOf(email)).toMatchObject({ status: 'RESET_REQUIRED' });
    expect((await admin.signIn(email)).status).toBeGreaterThanOrEqual(400);
    const body = { username: email, code: await admin.gatehouse.code(email), newPassword: 'Another-Horse-8' };
    expectDone(await admin.gatehouse.post('/v1/auth/password/reset', body));
    expect((await admin.signIn(email, 'Another-Horse-8')).body.data.status).toBe('SIGNED_IN');
  });

  it('tells when it was asked for too often', async () => {
    await admin.gatehouse.control('faults', { operation: 'AdminResetUserPassword', kind: 'limit', times: 1 });
    const answer = await act(await admin.user(), 'reset-password');
    expectProblem(answer, 429, 'too_many_attempts', { retryAfter: 900 });
  });

  it('refuses a user who waits for the first sign-in', async () => {
    expectProblem(await act(await admin.invited(), 'reset-password'), 409, 'password_cannot_be_reset');
  });
});

describe('sign-out', () => {
  it('ends every session at once; the user can sign in again', async () => {
    const { email, accessToken, refreshToken } = await admin.member();
    const second = await admin.gatehouse.signIn(email);
    expectDone(await act(email, 'sign-out'));
    expectProblem(await session(accessToken), 401, 'token_revoked');
    expectProblem(await session(second.accessToken), 401, 'token_revoked');
    expectProblem(await refresh(refreshToken), 401, 'invalid_refresh_token');
    const again = await admin.gatehouse.signIn(email);
    expect((await session(again.accessToken)).status).toBe(200);
  });

  it('leaves other users alone', async () => {
    const { accessToken } = await admin.member();
    const other = await admin.member();
    expectDone(await act(other.email, 'sign-out'));
    expect((await session(accessToken)).status).toBe(200);
  });
});

describe('PUT password', () => {
  const set = (username: string, body: unknown): Promise<Answer> =>
    admin.call('PUT', `users/${username}/password`, body);

  it('sets a password that stays and ends every session', async () => {
    const { email, accessToken, refreshToken } = await admin.member();
    expectDone(await set(email, { password: 'Another-Horse-8', permanent: true }));
    expectProblem(await session(accessToken), 401, 'token_revoked');
    expectProblem(await refresh(refreshToken), 401, 'invalid_refresh_token');
    expect((await admin.signIn(email, 'Another-Horse-8')).body.data.status).toBe('SIGNED_IN');
    expectProblem(await admin.signIn(email), 401, 'invalid_credentials');
  });

  it('sets a password for the next sign-in only', async () => {
    const email = await admin.user();
    expectDone(await set(email, { password: 'Another-Horse-8', permanent: false }));
    expect(await userOf(email)).toMatchObject({ status: 'FORCE_CHANGE_PASSWORD' });
    const { data } = (await admin.signIn(email, 'Another-Horse-8')).body;
    expect(data).toMatchObject({ status: 'CHALLENGE', challenge: { name: 'NEW_PASSWORD_REQUIRED' } });
  });

  it('says that the password is set when the sessions could not be ended', async () => {
    const email = await admin.user();
    await admin.gatehouse.control('faults', {
      operation: 'AdminUserGlobalSignOut',
      kind: 'error500',
      times: 10,
    });
    const answer = await set(email, { password: 'Another-Horse-8', permanent: true });
    expectProblem(answer, 503, 'upstream_unavailable', {
      detail: expect.stringMatching(/^The password has been set/),
      retryAfter: expect.any(Number),
    });
    expect((await admin.signIn(email, 'Another-Horse-8')).body.data.status).toBe('SIGNED_IN');
  });

  it.each(['short1!', 'no-capital-1', 'No-Digit-Here'])('refuses the weak password %s', async (password) => {
    expectProblem(await set(await admin.user(), { password, permanent: true }), 422, 'password_policy', {
      errors: [{ field: 'password', message: expect.any(String) }],
    });
  });

  it.each([
    ['password', { permanent: true }],
    ['password', { password: '', permanent: true }],
    ['password', { password: `Aa1!${'x'.repeat(253)}`, permanent: true }],
    ['password', { password: 12345678, permanent: true }],
    ['permanent', { password: 'Another-Horse-8' }],
    ['permanent', { password: 'Another-Horse-8', permanent: 'yes' }],
    ['permanent', { password: 'Another-Horse-8', permanent: null }],
  ])('names %s when it has the wrong form', async (field, body) => {
    expectFieldFault(await set('nobody@example.com', body), field);
  });

  it('does not know an unknown user', async () => {
    const answer = await set('nobody@example.com', { password: 'Another-Horse-8', permanent: true });
    expectProblem(answer, 404, 'user_not_found');
  });
});

it.each(['confirm', 'enable', 'disable', 'reset-password', 'sign-out'])(
  '%s does not know an unknown user, and refuses a username with a space',
  async (action) => {
    expectProblem(await act('nobody@example.com', action), 404, 'user_not_found');
    expectFieldFault(await act('two%20words', action), 'username');
  },
);
