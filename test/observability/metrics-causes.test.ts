import { ADMIN, freshEmail, Gatehouse } from '../support/gatehouse';
import { overload, OVERLOADED, startInstance } from '../support/instance';
import { figures, moves, refused } from './figures';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start({ METRICS_PORT: '0' });
});
afterAll(() => gatehouse.close());

describe('a refused token', () => {
  const session = (authorization?: string) =>
    gatehouse.call(
      'GET',
      '/v1/auth/session',
      authorization === undefined ? {} : { headers: { authorization } },
    );
  const withHeader = (token: string, header: object): string =>
    [Buffer.from(JSON.stringify(header)).toString('base64url'), ...token.split('.').slice(1)].join('.');
  const kid = (token: string): string =>
    (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid;

  it.each<[reason: string, make: (token: string, idToken: string) => string | undefined]>([
    ['missing', () => undefined],
    ['malformed', () => 'Bearer x'],
    ['malformed', () => 'Basic x'],
    ['header', (token) => `Bearer ${withHeader(token, { alg: 'none' })}`],
    ['key', (token) => `Bearer ${withHeader(token, { alg: 'RS256', kid: 'unknown-kid' })}`],
    ['signature', (token) => `Bearer ${withHeader(token, { alg: 'RS256', kid: kid(token), a: 1 })}`],
    ['claims', (_token, idToken) => `Bearer ${idToken}`],
  ])('is counted as %s', async (reason, make) => {
    const { accessToken, idToken } = await gatehouse.admin();
    const value = make(accessToken, idToken);
    const moved = await moves(gatehouse, () => session(value), 'gatehouse_token');
    expect(moved).toEqual(refused(reason));
  });

  it('is counted as expired', async () => {
    const { accessToken } = await gatehouse.admin();
    const later = Date.now() + 2 * 3_600_000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(later);
    const moved = await moves(gatehouse, () => session(`Bearer ${accessToken}`), 'gatehouse_token');
    clock.mockRestore();
    expect(moved).toEqual(refused('expired'));
  });

  it('is counted as revoked after a sign-out, which is counted too', async () => {
    const { accessToken } = await gatehouse.admin();
    const moved = await moves(gatehouse, async () => {
      await gatehouse.post('/v1/auth/sign-out/everywhere', undefined, accessToken);
      await session(`Bearer ${accessToken}`);
    });
    expect(moved).toMatchObject({ ...refused('revoked'), 'gatehouse_revocations_total{kind="user"}': 1 });
  });
});

describe('the key set', () => {
  it('is known by its keys and its age', async () => {
    const now = await figures(gatehouse);
    expect(now.get('gatehouse_key_set_keys')).toBe(2);
    expect(now.get('gatehouse_key_set_age_seconds')).toBeGreaterThan(0);
    expect(now.get('gatehouse_key_set_age_seconds')).toBeLessThan(60);
    expect(now.get('gatehouse_key_set_fetches_total{outcome="ok"}')).toBeGreaterThanOrEqual(1);
  });

  it('that cannot be fetched has no age, and makes the service not ready', async () => {
    const instance = await startInstance(gatehouse, { COGNITO_JWKS_URI: 'http://127.0.0.1:9/jwks.json' });
    const now = await figures(instance);
    expect(now.get('gatehouse_key_set_keys')).toBe(0);
    expect(now.has('gatehouse_key_set_age_seconds')).toBe(false);
    expect(now.get('gatehouse_key_set_fetches_total{outcome="failed"}')).toBe(1);
    expect(now.get('gatehouse_ready')).toBe(0);
    const { accessToken } = await gatehouse.admin();
    const moved = await moves(
      instance,
      () => instance.get('/v1/auth/session', accessToken),
      'gatehouse_token',
    );
    expect(moved).toEqual(refused('no_keys'));
    await instance.app.close();
  });
});

describe('the state of what the service depends on', () => {
  it('has no Redis without REDIS_URL, and one that is away when it does not answer', async () => {
    expect((await figures(gatehouse)).has('gatehouse_redis_up')).toBe(false);
    const instance = await startInstance(gatehouse, { REDIS_URL: 'redis://127.0.0.1:9' });
    expect((await figures(instance)).get('gatehouse_redis_up')).toBe(0);
    await instance.app.close();
  });

  it('counts what an overloaded process refuses', async () => {
    const instance = overload(await startInstance(gatehouse, OVERLOADED));
    const statuses: number[] = [];
    const ask = async (): Promise<void> => {
      for (const path of ['/v1/auth/session', '/health/live', '/errors'])
        statuses.push((await instance.get(path)).status);
    };
    expect(await moves(instance, ask, 'gatehouse_http_shed')).toEqual({ gatehouse_http_shed_total: 2 });
    expect(statuses).toEqual([503, 200, 503]);
    await instance.app.close();
  });
});

describe('limits', () => {
  it('that are hit are counted by name, for addresses and accounts apart', async () => {
    const limited = await startInstance(gatehouse, { RATE_LIMITS: 'on' });
    const username = await gatehouse.user();
    const moved = await moves(
      limited,
      async () => {
        for (let i = 0; i < 12; i++)
          await limited.post('/v1/auth/sign-in', { username, password: 'Wrong-Horse-7' });
        for (let i = 0; i < 61; i++) await limited.post('/v1/auth/sign-up', {});
      },
      'gatehouse_limit',
    );
    expect(moved).toEqual({
      'gatehouse_limit_hits_total{limit="sign-in",by="account"}': 2,
      'gatehouse_limit_hits_total{limit="sign-up",by="ip"}': 1,
    });
    await limited.app.close();
  });
});

describe('a call to Cognito', () => {
  const called = (operation: string, outcome: string): object => ({
    [`gatehouse_upstream_calls_total{operation="${operation}",outcome="${outcome}"}`]: 1,
    [`gatehouse_upstream_call_duration_seconds_count{operation="${operation}"}`]: 1,
  });
  const signIn = (instance: Gatehouse, password = ADMIN.password) =>
    instance.post('/v1/auth/sign-in', { username: ADMIN.username, password });

  let hasty: Gatehouse;
  beforeAll(async () => {
    hasty = await startInstance(gatehouse, { COGNITO_TIMEOUT_MS: 150 });
  });
  afterAll(() => hasty.app.close());

  it.each([
    ['ok', ADMIN.password],
    ['refused', 'Wrong-Horse-7'],
  ])('is counted as %s', async (outcome, password) => {
    const moved = await moves(gatehouse, () => signIn(gatehouse, password), 'gatehouse_upstream_call');
    expect(moved).toEqual(called('InitiateAuth', outcome));
  });

  it.each([
    ['throttle', 'throttled'],
    ['error500', 'unavailable'],
    ['html503', 'unavailable'],
    ['reset', 'unavailable'],
    ['badjson', 'invalid'],
    ['null', 'invalid'],
    ['hang', 'timeout'],
  ])('that meets %s is counted as %s', async (kind, outcome) => {
    await gatehouse.control('faults', { operation: 'InitiateAuth', kind, times: 1 });
    const moved = await moves(hasty, () => signIn(hasty), 'gatehouse_upstream_call');
    expect(moved).toEqual(called('InitiateAuth', outcome));
  });

  it('that is refused for how this service is set up is counted as misconfigured', async () => {
    const instance = await startInstance(gatehouse, { COGNITO_CLIENT_SECRET: 'a'.repeat(40) });
    const moved = await moves(instance, () => signIn(instance), 'gatehouse_upstream_call');
    expect(moved).toEqual(called('InitiateAuth', 'misconfigured'));
    await instance.app.close();
  });

  it('that is not sent, as Cognito is known to be down, is counted apart', async () => {
    const instance = await startInstance(gatehouse, { COGNITO_BREAKER_FAULTS: 3 });
    const username = freshEmail();
    const calls = async (): Promise<unknown> => [
      await signIn(instance),
      await instance.post('/v1/auth/password/forgot', { username }),
    ];
    await gatehouse.control('faults', { operation: '*', kind: 'error500' });
    for (let round = 0; round < 4; round++) await calls();
    const moved = await moves(instance, calls, 'gatehouse_upstream_call');
    const now = await figures(instance);
    await gatehouse.control('faults', undefined, 'DELETE');
    await instance.app.close();
    expect(moved).toEqual({
      ...called('InitiateAuth', 'not_sent'),
      ...called('ForgotPassword', 'not_sent'),
    });
    expect(now.get('gatehouse_upstream_breaker_state')).toBe(2);
    expect(now.get('gatehouse_upstream_breaker_transitions_total{state="open"}')).toBeGreaterThan(0);
  });

  it('that is repeated is one call', async () => {
    const { accessToken } = await gatehouse.admin();
    await gatehouse.control('faults', { operation: 'GetUser', kind: 'error500', times: 2 });
    const moved = await moves(
      gatehouse,
      () => gatehouse.get('/v1/users/me', accessToken),
      'gatehouse_upstream',
    );
    expect(moved).toEqual({
      ...called('GetUser', 'ok'),
      'gatehouse_upstream_retries_total{operation="GetUser"}': 2,
    });
  });
});
