import { ADMIN, Gatehouse, PASSWORD, type Tokens } from '../support/gatehouse';

let gatehouse: Gatehouse;
let tokens: Tokens;
let admin: Tokens;

beforeAll(async () => {
  gatehouse = await Gatehouse.start({ COGNITO_TIMEOUT_MS: '1000' });
  tokens = await gatehouse.signIn(await gatehouse.user());
  admin = await gatehouse.admin();
  await gatehouse.get('/v1/auth/session', tokens.accessToken);
  await gatehouse.pool.close();
});
afterAll(() => gatehouse.app.close());

describe('while Cognito is gone', () => {
  const person = { username: 'ada@example.com' };
  it.each<[string, string, object | undefined, 'user' | 'admin' | undefined]>([
    ['POST', '/v1/auth/sign-in', { ...person, password: PASSWORD }, undefined],
    [
      'POST',
      '/v1/auth/sign-up',
      { ...person, password: PASSWORD, attributes: { email: person.username } },
      undefined,
    ],
    ['POST', '/v1/auth/sign-up/confirm', { ...person, code: '123456' }, undefined],
    ['POST', '/v1/auth/sign-up/resend', person, undefined],
    ['POST', '/v1/auth/password/forgot', person, undefined],
    ['POST', '/v1/auth/password/reset', { ...person, code: '123456', newPassword: PASSWORD }, undefined],
    ['POST', '/v1/auth/refresh', { refreshToken: 'a.b.c.d.e' }, undefined],
    ['GET', '/v1/users/me', undefined, 'user'],
    ['PATCH', '/v1/users/me', { attributes: { nickname: 'x' } }, 'user'],
    ['PUT', '/v1/users/me/password', { currentPassword: PASSWORD, newPassword: `${PASSWORD}1` }, 'user'],
    ['GET', '/v1/admin/users', undefined, 'admin'],
    ['GET', `/v1/admin/users/${ADMIN.username}`, undefined, 'admin'],
    ['GET', '/v1/admin/groups', undefined, 'admin'],
    ['POST', '/v1/admin/groups', { name: 'g' }, 'admin'],
  ])('%s %s answers 503 and says when to come back', async (method, path, body, as) => {
    const token = as === 'admin' ? admin.accessToken : as === 'user' ? tokens.accessToken : undefined;
    const answer = await gatehouse.call(method, path, {
      ...(body === undefined ? {} : { body }),
      ...(token === undefined ? {} : { token }),
    });
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 503,
      body: {
        type: '/errors/upstream_unavailable',
        title: 'Cognito cannot be reached',
        status: 503,
        code: 'upstream_unavailable',
        detail: expect.any(String),
        instance: expect.any(String),
        requestId: expect.any(String),
        retryAfter: expect.any(Number),
      },
    });
    expect(Number(answer.headers.get('retry-after'))).toBe(answer.body.retryAfter);
    expect(answer.body.retryAfter).toBeGreaterThan(0);
  });

  it('the token alone is still accepted, and a bad one still refused', async () => {
    expect((await gatehouse.get('/v1/auth/session', tokens.accessToken)).status).toBe(200);
    expect((await gatehouse.get('/v1/auth/session', tokens.idToken)).status).toBe(401);
    expect((await gatehouse.get('/v1/auth/session')).status).toBe(401);
  });

  it('the service is live', async () => {
    expect((await gatehouse.get('/health/live')).status).toBe(200);
  });
});
