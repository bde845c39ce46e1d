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
