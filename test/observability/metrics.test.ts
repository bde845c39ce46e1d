import { connect } from 'node:net';
import { randomBytes } from 'node:crypto';
import { Metrics } from '../../src/common/observability/metrics';
import { MetricsServer } from '../../src/common/observability/metrics-server';
import { expectProblem } from '../support/answers';
import { freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { audited, figures, moves, problem, requests, scrape, settled } from './figures';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start({ METRICS_PORT: '0' });
});
afterAll(() => gatehouse.close());

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
