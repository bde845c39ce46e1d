import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  GatehouseClient,
  GatehouseProblem,
  GatehouseUnreachable,
  isProblem,
} from '../../client/src/index.ts';

let server: Server;
let listener: RequestListener;
let baseUrl: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const client = (more: { timeout?: number } = {}): GatehouseClient =>
  new GatehouseClient({ baseUrl, ...more });

function answers(status: number, body: string, headers: Record<string, string> = {}): void {
  listener = (_, response) => response.writeHead(status, headers).end(body);
}

const document = {
  ...{ type: '/errors/rate_limited', title: 'Too many requests', status: 429, code: 'rate_limited' },
  ...{ detail: 'Slower', instance: '/v1/auth/configuration', requestId: 'request-1' },
};

/** What a call throws. */
async function thrown(by = client()): Promise<unknown> {
  return by.configuration().then(
    () => undefined,
    (error: unknown) => error,
  );
}

it('a refusal is an error with all that the service says', async () => {
  const whole = { ...document, retryAfter: 12, errors: [{ field: 'username', message: 'too long' }] };
  answers(429, JSON.stringify(whole));
  const error = await thrown();
  if (!(error instanceof GatehouseProblem)) throw error as Error;
  expect(error).toMatchObject({
    ...{
      name: 'GatehouseProblem',
      title: 'Too many requests',
      message: 'Slower',
      code: 'rate_limited',
      status: 429,
      retryAfter: 12,
    },
    ...{ fields: whole.errors, requestId: 'request-1', problem: whole },
  });
  expect(error).toBeInstanceOf(Error);
  expect([isProblem(error), isProblem(error, 'code_mismatch', 'rate_limited')]).toEqual([true, true]);
  expect([isProblem(error, 'code_mismatch'), isProblem(new Error())]).toEqual([false, false]);
});

it.each<[string, number, string]>([
  ['a page of a proxy', 502, '<html><h1>Bad Gateway</h1></html>'],
  ['nothing at all', 503, ''],
  ['JSON of somebody else', 500, '{"message":"Internal Server Error"}'],
  ['a problem without a code', 429, JSON.stringify({ ...document, code: undefined })],
  ['a problem with a text for its faults', 429, JSON.stringify({ ...document, errors: 'many' })],
  ['a page of a captive portal', 200, '<html>Sign in to the network</html>'],
  ['a success without data', 200, '{"meta":{"requestId":"1"}}'],
  ['a success without meta', 200, '{"data":{}}'],
  ['a text', 200, '"data"'],
  ['null', 200, 'null'],
])('%s is no answer of the service', async (_, status, body) => {
  answers(status, body);
  const error = await thrown();
  expect(error).toBeInstanceOf(GatehouseUnreachable);
  expect(error).toMatchObject({ name: 'GatehouseUnreachable', status, retryAfter: undefined });
  expect(isProblem(error)).toBe(false);
});

it.each<[string | undefined, number | undefined]>([
  ['30', 30],
  ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
  [undefined, undefined],
])("a proxy's Retry-After %s is passed on", async (value, retryAfter) => {
  answers(503, 'later', value === undefined ? {} : { 'retry-after': value });
  expect(await thrown()).toMatchObject({ status: 503, retryAfter });
});

it('a success without a body is undefined', async () => {
  answers(204, '');
  await expect(
    client().resetPassword({ username: 'ada', code: '1', newPassword: 'x' }),
  ).resolves.toBeUndefined();
  await expect(client().call('delete', '/v1/users/me')).resolves.toBeUndefined();
});

it('no connection, one that is cut and one that never answers are one kind of error', async () => {
  const closed = new GatehouseClient({ baseUrl: 'http://127.0.0.1:1' });
  const cut = client();
  const failures = [await thrown(closed)];
  listener = (request) => request.socket.destroy();
  failures.push(await thrown(cut));
  listener = (_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"data":', () => response.destroy());
  };
  failures.push(await thrown(cut));
  listener = () => undefined;
  failures.push(await thrown(client({ timeout: 0.02 })));
  for (const failure of failures) {
    expect(failure).toBeInstanceOf(GatehouseUnreachable);
    const { message, status, cause } = failure as GatehouseUnreachable;
    expect({ message, status }).toEqual({ message: 'The service cannot be reached', status: undefined });
    expect(cause).toHaveProperty('message');
  }
});

it('nobody is followed elsewhere: a password would come along', async () => {
  const paths: string[] = [];
  listener = (request, response) => {
    paths.push(request.url ?? '');
    response.writeHead(307, { location: '/elsewhere' }).end();
  };
  await expect(client().signIn({ username: 'ada', password: 'secret' })).rejects.toBeInstanceOf(
    GatehouseUnreachable,
  );
  expect(paths).toEqual(['/v1/auth/sign-in']);
});

it('an abort is passed on as what it is', async () => {
  const controller = new AbortController();
  listener = () => {
    controller.abort(new Error('left'));
  };
  const { signal } = controller;
  await expect(client().call('get', '/v1/users/me', { signal })).rejects.toThrow('left');
  await expect(client().call('get', '/v1/users/me', { signal })).rejects.toThrow('left');
});

it('an abort without a reason, as of React Native, is an AbortError', async () => {
  const signal = Object.assign(new EventTarget(), { aborted: true, reason: undefined }) as AbortSignal;
  await expect(client().call('get', '/v1/users/me', { signal })).rejects.toMatchObject({
    name: 'AbortError',
  });
});

it('what cannot be sent is the mistake of the caller', async () => {
  const body = { attributes: { name: 1n as unknown as string } };
  await expect(client().call('patch', '/v1/users/me', { body })).rejects.toBeInstanceOf(TypeError);
});

it('goes where it is told, with what it is told', async () => {
  const urls: string[] = [];
  const headers: Record<string, unknown>[] = [];
  listener = (request, response) => {
    urls.push(request.url ?? '');
    headers.push(request.headers);
    response.end('{"data":[],"meta":{"requestId":"1"}}');
  };
  const caller = new GatehouseClient({ baseUrl: `${baseUrl}//`, deviceData: () => 'device' });
  await caller.call('get', '/v1/users/me/devices/{deviceKey}', { path: { deviceKey: 'eu/1 ä?#' } });
  await caller.call('get', '/v1/admin/users', { query: { value: 'a&b=c ü', limit: 5 } });
  await caller.call('get', '/v1/admin/users', { query: {} });
  expect(urls).toEqual([
    '/v1/users/me/devices/eu%2F1%20%C3%A4%3F%23',
    '/v1/admin/users?value=a%26b%3Dc%20%C3%BC&limit=5',
    '/v1/admin/users',
  ]);
  expect(headers[0]).toMatchObject({
    accept: 'application/json, application/problem+json',
    'x-device-data': 'device',
  });
  expect(headers[0]).not.toHaveProperty('content-type');
  expect(headers[0]).not.toHaveProperty('cookie');
});
