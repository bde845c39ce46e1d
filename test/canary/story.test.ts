import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { MetricsServer } from '../../src/common/observability/metrics-server';
import { Gatehouse } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { planted } from './planted';
import { Recorder } from './recorder';
import { RepeatingCognito } from './repeating-cognito';
import { lostRequests, notHttp, reachingRequests, refusedRequests, routes, sendAll } from './requests';

const SETTINGS = { SESSION_SECRET: 'Q7mZr0XvT4nLw9KsYb2HcJ6dGf8Ua5Ei' };
const CREDENTIALS = {
  accessKeyId: 'canary-key-id-1',
  secretAccessKey: 'cAnArY/secret+key/of+aws0123456789abcdef',
};

const recorder = new Recorder();
let gatehouse: Gatehouse;
let admin: string;
const spies: jest.SpyInstance[] = [];

beforeAll(async () => {
  for (const [kind, secret] of Object.entries(planted)) recorder.scanner.add(kind, secret);
  recorder.scanner.add('AWS secret key', CREDENTIALS.secretAccessKey);
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = process[name];
    const write = stream.write.bind(stream);
    const spy = jest.spyOn(stream, 'write').mockImplementation((text) => {
      recorder.print(name, String(text));
      return write(text);
    });
    spies.push(spy);
  }
  gatehouse = await Gatehouse.start(
    { LOG_LEVEL: 'trace', METRICS_PORT: '0', ...SETTINGS },
    { ...recorder.options, credentials: CREDENTIALS },
  );
  recorder.learn(gatehouse.pool.environment);
  admin = (await gatehouse.admin()).accessToken;
});
afterAll(async () => {
  await gatehouse.close();
  for (const spy of spies) spy.mockRestore();
});

/** Every so manieth: `npm run test:hard` sends them all. */
const some = <T>(all: readonly T[], every: number): T[] => all.filter((_, index) => index % every === 0);

it('no secret of a request is printed or answered, whatever the route and wherever it stands', async () => {
  const requests = routes.flatMap((route) => refusedRequests(route, admin));
  await sendAll(gatehouse, [...some(requests, 5), ...some(lostRequests, 3)]);
  expect(recorder.lines('log')).toBeGreaterThan(routes.length * 3);
  expect(recorder.leaks()).toEqual([]);
});

it('none is when Cognito repeats what it was sent, in whatever it says', async () => {
  const cognito = new RepeatingCognito();
  const instance = await startInstance(
    gatehouse,
    { COGNITO_ENDPOINT: await cognito.start(), METRICS_PORT: undefined },
    { ...recorder.options, credentials: CREDENTIALS },
  );
  const requests = routes.flatMap((route) => reachingRequests(route, admin));
  await sendAll(instance, [...requests, ...requests]);
  expect(cognito.calls).toBeGreaterThan(20);
  await instance.app.close();
  await cognito.close();
  expect(recorder.leaks()).toEqual([]);
});

it('none is when it comes in what is no HTTP', async () => {
  const { port } = gatehouse.app.getHttpServer().address() as AddressInfo;
  for (const bytes of notHttp) {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('error', () => undefined);
    socket.write(bytes);
    await once(socket, 'close');
    expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
    recorder.answer('raw', 400, text);
  }
  expect(recorder.leaks()).toEqual([]);
});

it('none is in the metrics', async () => {
  const text = await (await fetch(gatehouse.app.get(MetricsServer).url ?? '')).text();
  expect(text).toContain('gatehouse_http_problems_total{code="validation_failed"}');
  recorder.print('metrics', text);
  expect(recorder.leaks()).toEqual([]);
});

it('they are of more kinds than fourteen, and each that is printed is found', () => {
  expect(recorder.scanner.kinds.length).toBeGreaterThanOrEqual(22);
  for (const [kind, secret] of Object.entries(planted)) {
    const listener = new Recorder();
    listener.scanner.add(kind, secret);
    listener.print('log', `{"level":"debug","msg":"took ${secret}"}`);
    listener.answer('POST /v1/auth/sign-in', 400, `{"detail":${JSON.stringify(secret)}}`);
    listener.answer('POST /v1/auth/sign-in', 200, `{"data":${JSON.stringify(secret)}}`);
    const places = listener.leaks().map((leak) => / in (\w+), after/.exec(leak)?.[1]);
    expect([kind, ...new Set(places)]).toEqual([kind, 'log', 'failures', 'successes']);
  }
});

it('no route takes a secret in its address', () => {
  const named = routes.flatMap(({ method, path, operation }) =>
    (operation.parameters ?? [])
      .filter(
        ({ name, in: place }) =>
          place !== 'header' && /password|token|secret|session|code|otp|pin$/i.test(name),
      )
      .map(({ name }) => `${method} ${path} ${name}`),
  );
  // The code of an error is none, nor the name of a kind of hash.
  expect(named.sort()).toEqual(['GET /errors/{code} code', 'POST /v1/admin/imports passwordHashing']);
});
