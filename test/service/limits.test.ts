import { type Answer, Gatehouse, PASSWORD } from '../support/gatehouse';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start({ RATE_LIMITS: 'on' });
});
afterAll(() => gatehouse.close());

const signIn = (username: string, password: string): Promise<Answer> =>
  gatehouse.post('/v1/auth/sign-in', { username, password });

describe('failures per account', () => {
  it('end after ten, with the time to wait in header and body', async () => {
    const username = await gatehouse.user();
    const statuses = [];
    for (let i = 0; i < 10; i++)
      statuses.push((await signIn(username, `Wrong-Passw0rd-${String(i)}`)).status);
    // Cognito's own lockout answers 429 as well, after five.
    expect(statuses.filter((status) => status !== 401 && status !== 429)).toEqual([]);
    const refused = await signIn(username, 'Wrong-Passw0rd-11');
    expect({ status: refused.status, body: refused.body }).toEqual({
      status: 429,
      body: {
        type: '/errors/rate_limited',
        title: 'Too many requests',
        status: 429,
        code: 'rate_limited',
        detail: expect.any(String),
        instance: '/v1/auth/sign-in',
        requestId: refused.headers.get('x-request-id'),
        retryAfter: Number(refused.headers.get('retry-after')),
      },
    });
    expect(refused.body.retryAfter).toBeGreaterThan(800);
    expect(refused.body.retryAfter).toBeLessThanOrEqual(900);
  });

  it('count the account and not its spelling', async () => {
    for (let i = 0; i < 10; i++) await signIn('Nobody.Here@example.com', 'Wrong-Passw0rd!');
    expect((await signIn('nobody.here@EXAMPLE.com', 'Wrong-Passw0rd!')).body.code).toBe('rate_limited');
  });

  it('do not count successes', async () => {
    const username = await gatehouse.user();
    for (let i = 0; i < 15; i++) expect((await signIn(username, PASSWORD)).status).toBe(200);
  });

  it('hold to ten when fifty come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => signIn('crowd@example.com', 'Wrong-Passw0rd!')),
    );
    expect(answers.filter(({ body }) => body.code === 'rate_limited')).toHaveLength(40);
  });
});

describe('messages to one address', () => {
  it('end after ten', async () => {
    const codes = [];
    for (let i = 0; i < 11; i++) {
      codes.push(
        (await gatehouse.post('/v1/auth/password/forgot', { username: 'mailbox@example.com' })).status,
      );
    }
    expect(codes).toEqual([...Array<number>(10).fill(202), 429]);
  });
});

it('probes are never limited', async () => {
  const answers = await Promise.all(Array.from({ length: 300 }, () => gatehouse.get('/health/live')));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
});

describe('messages of an account', () => {
  const email = 'flooded@example.com';
  const ways: [string, () => Promise<Answer>][] = [
    ['a forgotten password', () => gatehouse.post('/v1/auth/password/forgot', { username: email })],
    [
      'a sign-up',
      () =>
        gatehouse.post('/v1/auth/sign-up', { username: email, password: PASSWORD, attributes: { email } }),
    ],
    ['its code again', () => gatehouse.post('/v1/auth/sign-up/resend', { username: email })],
    [
      'a code to sign in with',
      () => gatehouse.post('/v1/auth/sign-in', { username: email, method: 'email_otp' }),
    ],
    ['the same by SMS', () => gatehouse.post('/v1/auth/sign-in', { username: email, method: 'sms_otp' })],
  ];

  it('end after ten, by whatever way they are asked for', async () => {
    for (let i = 0; i < 10; i++)
      expect((await ways[i % ways.length]![1]()).body.code).not.toBe('rate_limited');
    for (const [, ask] of ways) expect((await ask()).body.code).toBe('rate_limited');
    // Who knows the password needs none.
    expect((await signIn(email, PASSWORD)).body.code).not.toBe('rate_limited');
  });

  it('end after ten when a factor is chosen within a sign-in', async () => {
    const username = await gatehouse.user();
    const choose = async (): Promise<Answer> => {
      const { body } = await gatehouse.post('/v1/auth/sign-in', { username, method: 'choice' });
      return gatehouse.post('/v1/auth/challenge', {
        session: body.data.session,
        answer: { choice: 'EMAIL_OTP' },
      });
    };
    // The first was that of the sign-up.
    for (let i = 0; i < 9; i++) expect((await choose()).status).toBe(200);
    expect((await choose()).body.code).toBe('rate_limited');
  });

  it('end after ten when a new address is to be verified', async () => {
    const { accessToken: token } = await gatehouse.signIn(await gatehouse.user());
    const patch = (attributes: object): Promise<Answer> =>
      gatehouse.call('PATCH', '/v1/users/me', { token, body: { attributes } });
    for (let i = 0; i < 10; i++) expect((await patch({ email: `new-${i}@example.com` })).status).toBe(200);
    expect((await patch({ email: 'one-more@example.com' })).body.code).toBe('rate_limited');
    expect((await patch({ name: 'Ada' })).status).toBe(200);
  });
});
