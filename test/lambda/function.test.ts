import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { HttpHandler } from '../../src/lambda/http-handler';
import { serving } from '../../src/lambda/serving';
import { contextOf } from '../support/lambda-door';
import { balancer, functionUrl, httpApi, type Received, restApi } from '../support/lambda-fronts';
import { echoApp } from './echo';

const KINDS = {
  'HTTP API': httpApi(),
  'function URL': functionUrl(),
  'REST API': restApi(),
  'load balancer': balancer(false),
  'load balancer with multi-value headers': balancer(true),
};
type Kind = keyof typeof KINDS;
const ALL = Object.keys(KINDS) as Kind[];
/** Those that tell by themselves who has connected, and not only by a header. */
const GATEWAYS: Kind[] = ['HTTP API', 'function URL', 'REST API'];

interface Function {
  readonly app: NestFastifyApplication;
  readonly handler: HttpHandler;
  readonly lines: Record<string, any>[];
}
const functions = new Map<string, Promise<Function>>();

/** A function with these settings, which all tests share that want them. */
function functionWith(variables: Record<string, string> = {}): Promise<Function> {
  const key = JSON.stringify(variables);
  const make = async (): Promise<Function> => {
    const { app, environment, lines } = await echoApp(variables);
    return { app, handler: serving(app, environment), lines };
  };
  const made = functions.get(key) ?? make();
  functions.set(key, made);
  return made;
}

let usual: Function;
beforeAll(async () => {
  usual = await functionWith({ RATE_LIMITS: 'off' });
});
afterAll(async () => {
  for (const made of functions.values()) await (await made).app.close();
});

interface Asked extends Partial<Omit<Received, 'body'>> {
  readonly body?: string;
  /** Milliseconds that the function has. */
  readonly left?: number;
}

async function call(kind: Kind, asked: Asked = {}, { handler }: Function = usual) {
  const { method = 'GET', target = '/echo/plain', rawHeaders = [], address = '198.51.100.7' } = asked;
  const event = KINDS[kind].event({
    method,
    target,
    rawHeaders: ['Host', 'api.example.com', ...rawHeaders],
    address,
    body: Buffer.from(asked.body ?? ''),
  });
  const context = contextOf(asked.left);
  const result: any = await handler(JSON.parse(JSON.stringify(event)), context);
  const sent = KINDS[kind].answer(result);
  const text = sent.body.toString('utf8');
  return {
    result,
    context,
    status: sent.status,
    headers: new Headers(sent.headers),
    text,
    body: text.startsWith('{') && !text.includes('\n') ? JSON.parse(text) : undefined,
  };
}

describe('the address of the caller', () => {
  const FORGED = ['X-Forwarded-For', '203.0.113.99', 'x-forwarded-for', '203.0.113.98'];

  it.each(ALL)('is the one that has connected to the %s, whatever the request says', async (kind) => {
    const { body } = await call(kind, { rawHeaders: FORGED });
    expect(body.data).toMatchObject({ ip: '198.51.100.7', client: '198.51.100.7' });
  });

  it.each(ALL)('is what a proxy in front of the %s says, where it is believed', async (kind) => {
    const behind = await functionWith({ TRUST_PROXY: '1', RATE_LIMITS: 'off' });
    const rawHeaders = ['X-Forwarded-For', '203.0.113.99, 192.0.2.50'];
    const { body } = await call(kind, { rawHeaders }, behind);
    expect(body.data.ip).toBe('192.0.2.50');
  });

  it.each(ALL)('is not what a proxy says that nobody knows, in front of the %s', async (kind) => {
    const behind = await functionWith({ TRUST_PROXY: '192.0.2.0/24', RATE_LIMITS: 'off' });
    const rawHeaders = ['X-Forwarded-For', '203.0.113.99'];
    expect((await call(kind, { rawHeaders }, behind)).body.data.ip).toBe('198.51.100.7');
    const known = await call(kind, { rawHeaders, address: '192.0.2.50' }, behind);
    expect(known.body.data.ip).toBe('203.0.113.99');
  });

  it.each([
    ['198.51.100.7:49152', '198.51.100.7'],
    ['[2001:db8::7]:49152', '2001:db8::7'],
    ['2001:db8::7', '2001:db8::7'],
  ])('is found in %s, as a load balancer may write it', async (address, ip) => {
    expect((await call('load balancer', { address })).body.data).toMatchObject({ ip, client: ip });
  });

  it.each(['load balancer', 'load balancer with multi-value headers'] as const)(
    'is unknown where the %s does not tell, and all of these share their limits',
    async (kind) => {
      const event: any = KINDS[kind].event({
        method: 'GET',
        target: '/echo/plain',
        rawHeaders: ['User-Agent', 'ELB-HealthChecker/2.0'],
        address: '198.51.100.7',
        body: Buffer.alloc(0),
      });
      Reflect.deleteProperty(event.headers ?? event.multiValueHeaders, 'x-forwarded-for');
      const result: any = await usual.handler(event, contextOf());
      expect(JSON.parse(result.body).data).toMatchObject({ ip: 'unknown', agent: 'ELB-HealthChecker/2.0' });
      expect(JSON.parse(result.body).data.client).toBeUndefined();
    },
  );

  it.each(GATEWAYS)('is unknown where an event of the %s has none', async (kind) => {
    const rawHeaders = ['X-Forwarded-For', '203.0.113.99'];
    const { body } = await call(kind, { rawHeaders, address: '' });
    expect(body.data.ip).toBe('unknown');
  });

  it.each(ALL)('is what limits count by, behind the %s', async (kind) => {
    const limited = await functionWith();
    const net = `198.51.${ALL.indexOf(kind)}`;
    const ask = (address: string, forged = '') =>
      call(kind, { address, rawHeaders: ['X-Forwarded-For', forged] }, limited);
    const first = await ask(`${net}.1`);
    const room = Number(/r=(\d+)/.exec(first.headers.get('ratelimit') ?? '')?.[1]);
    expect(room).toBeGreaterThan(10);
    for (let i = 0; i < room; i++) await ask(`${net}.1`, `203.0.113.${i}`);
    const refused = await ask(`${net}.1`, '203.0.113.250');
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(refused.headers.get('retry-after')).toBe(String(refused.body.retryAfter));
    expect((await ask(`${net}.2`)).status).toBe(200);
  });

  it.each(ALL)('is in the log, with the id that Lambda gives, behind the %s', async (kind) => {
    const { context, headers } = await call(kind);
    const line = usual.lines.find(({ awsRequestId }) => awsRequestId === context.awsRequestId);
    expect(line).toMatchObject({ ip: '198.51.100.7', route: '/echo/:text', status: 200 });
    expect(headers.get('x-request-id')).toBe(context.awsRequestId);
    expect(line!['requestId']).toBe(context.awsRequestId);
  });
});

describe('paths that are read in two ways', () => {
  it.each([
    '/x/../echo/plain',
    '/x/%2e%2e/echo/plain',
    '/x/%2E./echo/plain',
    '/./echo/plain',
    '/echo/plain/..',
    '/x\\..\\echo/plain',
    '//echo/plain',
    '/echo/pl\tain',
    '/echo/plain#fragment',
    'http://127.0.0.1/echo/plain',
    '',
    '*',
  ])('%j does not lead to the route', async (path) => {
    for (const kind of ['function URL', 'REST API', 'load balancer'] as const) {
      const event: any = KINDS[kind].event({
        method: 'GET',
        target: '/placeholder',
        rawHeaders: [],
        address: '198.51.100.7',
        body: Buffer.alloc(0),
      });
      Object.assign(event, kind === 'function URL' ? { rawPath: path } : { path });
      const result: any = await usual.handler(event, contextOf());
      expect([400, 404]).toContain(result.statusCode);
      expect(JSON.parse(result.body).code).toBe(result.statusCode === 400 ? 'bad_request' : 'not_found');
    }
  });

  it('half a character is none', async () => {
    const event: any = httpApi().event({
      method: 'GET',
      target: '/echo/plain',
      rawHeaders: [],
      address: '198.51.100.7',
      body: Buffer.alloc(0),
    });
    event.rawPath = '/echo/\ud800';
    const result: any = await usual.handler(event, contextOf());
    expect(JSON.parse(result.body).data.params).toEqual({ text: '\ufffd' });
  });

  it.each(['get', 'FOO', 'GET /echo/plain HTTP/1.1\r\nX: ', '__proto__'])(
    'the method %j is none',
    async (method) => {
      expect(await call('function URL', { method })).toMatchObject({
        status: 400,
        body: { code: 'bad_request' },
      });
    },
  );
});

describe('the path of the API', () => {
  it.each([
    ['/identity/echo/plain', 200],
    ['/identity', 404],
    ['/identityecho/plain', 404],
    ['/echo/plain', 200],
  ])('LAMBDA_BASE_PATH is taken from %s', async (target, status) => {
    const based = await functionWith({ LAMBDA_BASE_PATH: '/identity', RATE_LIMITS: 'off' });
    for (const kind of ALL) expect((await call(kind, { target }, based)).status).toBe(status);
  });

  it('a stage is no part of it at the own address of an API, and is at a custom domain', async () => {
    const staged = httpApi('echo');
    const asked = {
      method: 'GET',
      target: '/echo/plain',
      rawHeaders: [],
      address: '198.51.100.7',
      body: Buffer.alloc(0),
    };
    const own: any = staged.event(asked);
    expect(own.rawPath).toBe('/echo/echo/plain');
    expect(await usual.handler(own, contextOf())).toMatchObject({ statusCode: 200 });
    const custom: any = staged.event(asked);
    custom.rawPath = '/echo/plain';
    Object.assign(custom.requestContext, { domainName: 'api.example.com', domainPrefix: 'api' });
    expect(await usual.handler(custom, contextOf())).toMatchObject({ statusCode: 200 });
  });

  it('HTTP APIs may be told to send the format of REST APIs, with their own paths', async () => {
    const event: any = restApi('$default').event({
      method: 'GET',
      target: '/echo/x',
      rawHeaders: [],
      address: '198.51.100.7',
      body: Buffer.alloc(0),
    });
    Object.assign(event, { version: '1.0', path: '/dev/echo/a b%41ü' });
    event.requestContext.stage = 'dev';
    const result: any = await usual.handler(event, contextOf());
    expect(JSON.parse(result.body).data.params).toEqual({ text: 'a b%41ü' });
  });
});

describe('what the function has room for', () => {
  it.each(ALL)('an answer that does not come in time is a problem, behind the %s', async (kind) => {
    const { status, body, context } = await call(kind, { target: '/echo/never', left: 530 });
    expect(status).toBe(504);
    expect(body).toMatchObject({ code: 'upstream_timeout', requestId: context.awsRequestId });
    expect(usual.lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        awsRequestId: context.awsRequestId,
        msg: 'no time is left for the answer',
      }),
    );
  });

  it.each([
    ['function URL', 6 * 1024 * 1024],
    ['load balancer', 1024 * 1024],
  ] as const)('an answer that is too large for the %s is a problem', async (kind, limit) => {
    const fits = await call(kind, { target: `/echo/large/${limit - 2000}` });
    expect(fits.status).toBe(200);
    const { status, body, context } = await call(kind, { target: `/echo/large/${limit}` });
    expect(status).toBe(500);
    expect(body).toMatchObject({ code: 'internal_error', requestId: context.awsRequestId });
  });

  it('lines come to an end by themselves', async () => {
    const limit = 1024 * 1024;
    const { status, text, result } = await call('load balancer', { target: '/echo/lines' });
    expect(status).toBe(200);
    const size = Buffer.byteLength(JSON.stringify(result));
    expect(size).toBeLessThan(limit);
    expect(size).toBeGreaterThan(limit * 0.7);
    expect(JSON.parse(text.trimEnd().split('\n').at(-1)!)).toEqual({ summary: expect.any(Number) });
  });

  it('a request that is cut off within the application is a problem', async () => {
    const { status, body } = await call('function URL', { target: '/echo/cut' });
    expect(status).toBe(500);
    expect(body).toMatchObject({ code: 'internal_error' });
  });

  it('requests may come at the same time', async () => {
    const answers = await Promise.all(
      ALL.flatMap((kind) => [1, 2, 3].map((n) => call(kind, { target: `/echo/${kind.length}-${n}` }))),
    );
    expect(answers.map(({ body }) => body.data.params.text)).toEqual(
      ALL.flatMap((kind) => [1, 2, 3].map((n) => `${kind.length}-${n}`)),
    );
  });
});

it('what is left open does not keep the answer back', async () => {
  expect((await call('function URL')).context.callbackWaitsForEmptyEventLoop).toBe(false);
});

it.each([
  ['a scheduled event', { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }],
  ['a message of a queue', { Records: [{ eventSource: 'aws:sqs', body: '{}' }] }],
  ['a WebSocket', { requestContext: { connectionId: 'x', eventType: 'CONNECT' }, isBase64Encoded: false }],
  ['a trigger of Cognito', { version: '1', triggerSource: 'PreSignUp_SignUp', request: {}, response: {} }],
  ['nothing', {}],
  ['null', null],
  ['a text', 'ping'],
])('%s is refused', async (_, event) => {
  await expect(usual.handler(event, contextOf())).rejects.toThrow(/takes HTTP requests/);
});

it('an event without what may be left out is served', async () => {
  const bare = { httpMethod: 'GET', path: '/echo/plain', headers: null, requestContext: {}, body: null };
  expect(await usual.handler(bare, contextOf())).toMatchObject({ statusCode: 200, isBase64Encoded: false });
});
