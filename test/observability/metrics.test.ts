import { connect } from 'node:net';
import { randomBytes } from 'node:crypto';
import { Metrics } from '../../src/common/observability/metrics';
import { MetricsServer } from '../../src/common/observability/metrics-server';
import { expectProblem } from '../support/answers';
import { ADMIN, freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { figures, moves, scrape, settled } from './figures';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start({ METRICS_PORT: '0' });
});
afterAll(() => gatehouse.close());

const requests = (method: string, route: string, status: number): object => ({
  [`gatehouse_http_requests_total{method="${method}",route="${route}",status="${status}"}`]: 1,
  [`gatehouse_http_request_duration_seconds_count{method="${method}",route="${route}",status="${Math.floor(status / 100)}xx"}`]: 1,
});
const problem = (code: string): object => ({ [`gatehouse_http_problems_total{code="${code}"}`]: 1 });
const refused = (reason: string): object => ({ [`gatehouse_token_refusals_total{reason="${reason}"}`]: 1 });
const audited = (action: string, outcome: string): object => ({
  [`gatehouse_audit_events_total{action="${action}",outcome="${outcome}"}`]: 1,
});

describe('the metrics port', () => {
  it('answers in the text format of Prometheus, and nothing else', async () => {
    const { url = '' } = gatehouse.app.get(MetricsServer);
    const answer = await fetch(url);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).toMatch(
      /^# HELP gatehouse_http_requests_total .+\n# TYPE gatehouse_http_requests_total counter$/m,
    );
    const others = [
      await fetch(url, { method: 'POST' }),
      await fetch(new URL('/', url)),
      await fetch(new URL('/v1/auth/session', url)),
    ];
    expect(others.map(({ status }) => status)).toEqual([405, 404, 404]);
  });

  it('has counters at 0 before anything has happened', async () => {
    const instance = await startInstance(gatehouse);
    const now = await figures(instance);
    expect(now.get('gatehouse_limit_hits_total{limit="refresh",by="ip"}')).toBe(0);
    expect(now.get('gatehouse_revocations_total{kind="user"}')).toBe(0);
    await instance.app.close();
  });

  it('is not the port of the API', async () => {
    expectProblem(await gatehouse.get('/metrics'), 404, 'not_found');
  });

  it('is there only when it is asked for', async () => {
    const instance = await startInstance(gatehouse, { METRICS_PORT: undefined });
    expect(instance.app.get(MetricsServer).url).toBeUndefined();
    expect(await instance.app.get(Metrics).text()).toBe('\n');
    await instance.app.close();
  });

  it('ends with the application', async () => {
    const instance = await startInstance(gatehouse);
    const { url = '' } = instance.app.get(MetricsServer);
    expect((await fetch(url)).status).toBe(200);
    await instance.app.close();
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('that is taken keeps the service from starting, by its name', async () => {
    const METRICS_PORT = Number(new URL(gatehouse.app.get(MetricsServer).url ?? '').port);
    await expect(startInstance(gatehouse, { METRICS_PORT })).rejects.toThrow(/METRICS_PORT/);
  });

  it('tells of its own application, also where a process has several', async () => {
    const instance = await startInstance(gatehouse);
    const moved = await moves(gatehouse, () => instance.get('/health/live'));
    expect(moved).toEqual({});
    expect(
      (await settled(instance)).get(
        'gatehouse_http_requests_total{method="GET",route="/health/live",status="200"}',
      ),
    ).toBe(1);
    await instance.app.close();
  });
});

describe('a request', () => {
  it('is counted by the pattern of its route', async () => {
    const { accessToken } = await gatehouse.admin();
    const username = await gatehouse.user();
    const moved = await moves(
      gatehouse,
      () => gatehouse.get(`/v1/admin/users/${username}`, accessToken),
      'gatehouse_http',
    );
    expect(moved).toEqual(requests('GET', '/v1/admin/users/:username', 200));
  });

  it('that fails is counted by its problem', async () => {
    const moved = await moves(gatehouse, () => gatehouse.post('/v1/auth/sign-in', { username: 1 }));
    expect(moved).toEqual({
      ...requests('POST', '/v1/auth/sign-in', 400),
      ...problem('validation_failed'),
      ...audited('auth.sign_in', 'failure'),
    });
  });

  it('whose path cannot be read is counted like all others', async () => {
    const moved = await moves(gatehouse, () => gatehouse.get('/%zz'));
    expect(moved).toEqual({ ...requests('GET', 'none', 400), ...problem('bad_request') });
  });

  it('makes no series by its path or method, whatever they are', async () => {
    const strange = async (): Promise<void> => {
      const path = `/${randomBytes(6).toString('hex')}/${freshEmail()}?token=${randomBytes(8).toString('hex')}`;
      for (const method of ['GET', 'POST', 'PROPFIND', 'MKCOL', 'UNLOCK', 'QUERY'])
        await gatehouse.call(method, path);
      await gatehouse.call('GET', `/v1/admin/users/${freshEmail()}`);
    };
    await strange();
    const before = await settled(gatehouse);
    for (let round = 0; round < 30; round++) await strange();
    const after = await settled(gatehouse);
    expect([...after.keys()]).toEqual([...before.keys()]);
    const methods = [...after.keys()].flatMap((series) => /method="([^"]*)"/.exec(series)?.[1] ?? []);
    expect(['PROPFIND', 'MKCOL', 'UNLOCK', 'QUERY'].filter((method) => methods.includes(method))).toEqual([]);
    const unrouted = [...after].filter(([series]) =>
      /^gatehouse_http_requests_total.*route="none"/.test(series),
    );
    expect(unrouted.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThanOrEqual(31 * 6);
  });

  it('is in flight until it is answered', async () => {
    await gatehouse.control('faults', { operation: 'InitiateAuth', kind: 'latency', delayMs: 500, times: 1 });
    const answer = gatehouse.post('/v1/auth/sign-in', { username: freshEmail(), password: PASSWORD });
    let now = await figures(gatehouse);
    for (let left = 100; left > 0 && now.get('gatehouse_upstream_in_flight') === 0; left--) {
      now = await figures(gatehouse);
    }
    expect([...now].filter(([series]) => series.endsWith('_in_flight'))).toEqual([
      ['gatehouse_http_requests_in_flight', 1],
      ['gatehouse_upstream_in_flight', 1],
    ]);
    await answer;
    expect((await settled(gatehouse)).get('gatehouse_upstream_in_flight')).toBe(0);
  });

  it('is not in flight for ever when the caller goes away', async () => {
    await send(
      'POST /v1/auth/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
      true,
    );
    await settled(gatehouse);
  });

  it.each([
    ['not_http', 'no request at all\r\n\r\n'],
    ['headers_too_large', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`],
  ])('that is none is counted as %s', async (fault, text) => {
    const moved = await moves(gatehouse, () => send(text));
    expect(moved).toEqual({ [`gatehouse_http_malformed_total{fault="${fault}"}`]: 1 });
  });
});

/** Sends bytes as they are, and waits until the connection has ended. */
function send(text: string, hangUp = false): Promise<void> {
  const { port } = new URL(gatehouse.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(text, () => {
        if (hangUp) setTimeout(() => socket.destroy(), 20);
      });
    });
    socket
      .on('data', () => undefined)
      .on('error', reject)
      .on('close', () => resolve());
  });
}

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
    const instance = await startInstance(gatehouse, { OVERLOAD_DELAY_MS: 1 });
    const statuses: number[] = [];
    const moved = await moves(
      instance,
      async () => {
        for (let left = 20; left > 0 && statuses.filter((status) => status === 503).length < 2; left--) {
          const end = performance.now() + 100;
          while (performance.now() < end);
          statuses.push((await instance.get('/v1/auth/session')).status);
        }
      },
      'gatehouse_http_shed',
    );
    expect(statuses).toContain(503);
    expect(moved).toEqual({ gatehouse_http_shed_total: statuses.filter((status) => status === 503).length });
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

it('says what is running, and whether it is ready', async () => {
  const now = await figures(gatehouse);
  expect([...now].filter(([series]) => /_(build_info|ready)\b/.test(series))).toEqual([
    [expect.stringMatching(/^gatehouse_build_info{version="\d+\.\d+\.\d+",node="v\d+\.\d+\.\d+"}$/), 1],
    ['gatehouse_ready', 1],
  ]);
});

it('has the figures of Node and of the process', async () => {
  const text = await scrape(gatehouse);
  for (const name of [
    'nodejs_eventloop_lag_p99_seconds',
    'nodejs_heap_size_used_bytes',
    'process_cpu_seconds_total',
  ]) {
    expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
  }
});

it('no person and no secret is in any of it, whatever was done', async () => {
  const username = 'canary.person@example.com';
  await gatehouse.user({ phone_number: '+4915112345678' }, username);
  const { accessToken, refreshToken } = await gatehouse.signIn(username);
  const { data } = (await gatehouse.get('/v1/auth/session', accessToken)).body as { data: { sub: string } };
  const admin = await gatehouse.admin();
  await gatehouse.get(`/v1/admin/users/${username}`, admin.accessToken);
  await gatehouse.call('PUT', `/v1/admin/users/${username}/groups/support`, { token: admin.accessToken });
  await gatehouse.get(`/v1/admin/users/${data.sub}/devices/canary-device`, admin.accessToken);
  await gatehouse.post(`/${username}/${refreshToken.slice(0, 200)}`);
  await gatehouse.post('/v1/auth/refresh', { refreshToken });
  await gatehouse.post('/v1/auth/password/forgot', { username });
  await settled(gatehouse);
  const text = await scrape(gatehouse);
  expect(data.sub).toMatch(/^[0-9a-f-]{36}$/);
  const told = [
    username,
    'canary',
    '151123',
    data.sub,
    '127.0.0.1',
    accessToken.slice(-20),
    refreshToken.slice(0, 20),
    '@',
  ];
  expect(told.filter((word) => text.includes(word))).toEqual([]);
});
