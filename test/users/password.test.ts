import { expectDone, expectFieldFault, expectProblem } from '../support/answers';
import { type Answer, Gatehouse, PASSWORD } from '../support/gatehouse';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());

const change = (token: string | undefined, body: unknown): Promise<Answer> =>
  gatehouse.call('PUT', '/v1/users/me/password', { body, ...(token === undefined ? {} : { token }) });

const NEW = 'Another-Horse-8';

describe('PUT /v1/users/me/password', () => {
  it('replaces the password', async () => {
    const username = await gatehouse.user();
    const { accessToken } = await gatehouse.signIn(username);
    expectDone(await change(accessToken, { currentPassword: PASSWORD, newPassword: NEW }));
    await expect(gatehouse.signIn(username, NEW)).resolves.toHaveProperty('accessToken');
    const old = await gatehouse.post('/v1/auth/sign-in', { username, password: PASSWORD });
    expectProblem(old, 401, 'invalid_credentials');
  });

  it('passes passwords byte for byte', async () => {
    const username = await gatehouse.user();
    const { accessToken } = await gatehouse.signIn(username);
    const odd = `ÄA1!a\u0301 ﬁ\u{1F600} ${'x'.repeat(64)}`;
    expectDone(await change(accessToken, { currentPassword: PASSWORD, newPassword: odd }));
    await expect(gatehouse.signIn(username, odd)).resolves.toHaveProperty('accessToken');
    const composed = await gatehouse.post('/v1/auth/sign-in', { username, password: odd.normalize('NFKC') });
    expectProblem(composed, 401, 'invalid_credentials');
  });

  it('refuses a wrong current password and keeps the session', async () => {
    const { accessToken } = await gatehouse.signIn(await gatehouse.user());
    const answer = await change(accessToken, { currentPassword: 'Wrong-Horse-1', newPassword: NEW });
    expectProblem(answer, 422, 'incorrect_password');
    expect((await gatehouse.get('/v1/users/me', accessToken)).status).toBe(200);
  });

  it('stops after five changes an hour', async () => {
    const { accessToken } = await gatehouse.signIn(await gatehouse.user());
    const body = { currentPassword: 'Wrong-Horse-1', newPassword: NEW };
    for (let i = 0; i < 5; i++) await change(accessToken, body);
    expectProblem(await change(accessToken, body), 429, 'too_many_attempts', { retryAfter: 900 });
  });

  it.each(['short1!', 'no-capital-1', 'NO-SMALL-1', 'No-Digit-Here'])(
    'refuses the weak password %s',
    async (newPassword) => {
      const { accessToken } = await gatehouse.signIn(await gatehouse.user());
      expectProblem(
        await change(accessToken, { currentPassword: PASSWORD, newPassword }),
        422,
        'password_policy',
        {
          errors: [{ field: 'newPassword', message: expect.any(String) }],
        },
      );
    },
  );

  it('refuses a person who has a password and does not give it', async () => {
    const { accessToken } = await gatehouse.signIn(await gatehouse.user());
    const answer = await change(accessToken, { newPassword: NEW });
    expectProblem(answer, 400, 'invalid_parameter', {
      errors: [{ field: 'currentPassword', message: 'is required' }],
    });
  });

  it.each([
    ['newPassword', { currentPassword: PASSWORD }],
    ['newPassword', { currentPassword: PASSWORD, newPassword: '' }],
    ['newPassword', { currentPassword: PASSWORD, newPassword: 7 }],
    ['newPassword', { currentPassword: PASSWORD, newPassword: `Aa1!${'x'.repeat(253)}` }],
    ['currentPassword', { currentPassword: null, newPassword: NEW }],
    ['currentPassword', { currentPassword: ['x'], newPassword: NEW }],
    ['username', { currentPassword: PASSWORD, newPassword: NEW, username: 'x' }],
  ])('names %s when it has the wrong form', async (field, body) => {
    const { accessToken } = await gatehouse.signIn(await gatehouse.user());
    expectFieldFault(await change(accessToken, body), field);
  });

  it('needs a token', async () => {
    expectProblem(
      await change(undefined, { currentPassword: PASSWORD, newPassword: NEW }),
      401,
      'unauthorized',
    );
  });
});
