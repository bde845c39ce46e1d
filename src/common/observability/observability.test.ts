import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { TokenFault } from '../access/token-fault';
import type { Caller } from '../access/caller';
import { loadEnvironment } from '../config/load-environment';
import { AppError } from '../errors/app-error';
import { whenAnswered } from './answered';
import { auditTrail } from './audit';
import { failureOf } from './failure';
import { createLog, type Log, nestLog } from './log';
import { Metrics } from './metrics';
import { requestLog } from './request-log';

type Line = Record<string, unknown>;
let output: string[];
const lines = (): Line[] => output.map((line) => JSON.parse(line) as Line);

function logAt(level: string): Log {
  output = [];
  return createLog(loadEnvironment({ LOG_LEVEL: level }), { write: (line) => void output.push(line) });
}

describe('the log', () => {
  const SECRETS = [
    'authorization',
    'cookie',
    'password',
    'newPassword',
    'code',
    'secretCode',
    'session',
    'token',
    'accessToken',
    'idToken',
    'refreshToken',
    'clientSecret',
    'secret',
    'answer',
  ];

  it.each(SECRETS)('hides %s at every depth that is logged', (name) => {
    const secret = { [name]: 'canary-4711' };
    logAt('info').info({ ...secret, a: secret, b: { c: secret, d: { e: secret } } });
    expect(output.join()).not.toContain('canary');
    expect(lines()[0]).toMatchObject({ [name]: '[secret]', b: { d: { e: { [name]: '[secret]' } } } });
  });

  it('has a time and a word for the level, and neither process nor host', () => {
    logAt('info').warn('text');
    expect(lines()).toEqual([{ level: 'warn', time: expect.stringMatching(/^\d{4}-.*Z$/), msg: 'text' }]);
  });

  it('takes Nest’s messages, the chatty ones for debugging only', () => {
    const nest = nestLog(logAt('info'));
    nest.log('Mapped {/v1} route', 'RouterExplorer');
    nest.warn('careful', 'KeySet');
    expect(lines()).toEqual([expect.objectContaining({ level: 'warn', context: 'KeySet', msg: 'careful' })]);
  });
});

const TRACE = {
  trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
  span_id: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
};

describe('a request', () => {
  let fastify: FastifyInstance;
  let prepare: (request: FastifyRequest) => void;

  beforeEach(() => {
    prepare = () => undefined;
    const log = logAt('debug');
    fastify = Fastify({ genReqId: () => 'request-1' });
    const address = (ip: string): string => ip;
    whenAnswered(fastify, [
      requestLog(log, address),
      auditTrail(fastify, { log, metrics: new Metrics(false), address, environment: {} }),
    ]);
    const handle = async (
      request: FastifyRequest,
      reply: { code(status: number): unknown },
    ): Promise<object> => {
      prepare(request);
      const { status = '200', ms = '0' } = request.query as { status?: string; ms?: string };
      await new Promise((resolve) => setTimeout(resolve, Number(ms)));
      reply.code(Number(status));
      return {};
    };
    fastify.get('/users/:username', handle);
    fastify.get('/health/live', handle);
  });
  afterEach(() => fastify.close());
  const get = (url: string, headers: Record<string, string> = {}) =>
    fastify.inject({ method: 'GET', url, headers });
  const named = (msg: string): Line[] => lines().filter((line) => line['msg'] === msg);

  it('is one line with the pattern of the route, and without anything that was sent', async () => {
    prepare = (request) => (request.caller = { sub: 'sub-1', accessToken: 'canary-1' } as Caller);
    await get('/users/canary@example.com?email=canary-2', {
      authorization: 'Bearer canary-3',
      cookie: 'canary=4',
    });
    expect(lines()).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        msg: 'request',
        requestId: 'request-1',
        method: 'GET',
        route: '/users/:username',
        status: 200,
        ms: expect.any(Number),
        ip: '127.0.0.1',
        caller: 'sub-1',
        ...TRACE,
      },
    ]);
  });

  it('that meets no route is logged without its address', async () => {
    await get('/canary?x=canary');
    expect(named('request')).toEqual([expect.objectContaining({ route: 'none', status: 404 })]);
    expect(output.join()).not.toContain('canary');
  });

  it('says why a token was refused', async () => {
    prepare = (request) =>
      (request.failure = new AppError('unauthorized', { cause: new TokenFault('it has expired') }));
    await get('/users/x?status=401');
    expect(named('request')).toEqual([expect.objectContaining({ level: 'info', reason: 'it has expired' })]);
  });

  it('of a probe is for debugging only, unless it fails', async () => {
    await get('/health/live');
    await get('/health/live?status=503');
    expect(lines().map(({ level }) => level)).toEqual(['debug', 'error']);
  });

  it.each([
    ['204', 'success'],
    ['302', 'success'],
    ['401', 'failure'],
    ['429', 'failure'],
    ['500', 'error'],
    ['503', 'error'],
  ])('answered with %s is audited as a %s', async (status, outcome) => {
    prepare = (request) => {
      request.auditAction = 'auth.sign_in';
      request.problemCode = 'invalid_credentials';
    };
    await get(`/users/x?status=${status}`, { 'user-agent': `agent${'x'.repeat(500)}` });
    expect(named('audit')).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        msg: 'audit',
        audit: true,
        version: 1,
        action: 'auth.sign_in',
        outcome,
        ...TRACE,
        problem: 'invalid_credentials',
        subject: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        requestId: 'request-1',
        ip: '127.0.0.1',
        userAgent: `agent${'x'.repeat(195)}`,
      },
    ]);
  });

  it('without an action is not audited', async () => {
    await get('/users/x');
    expect(named('audit')).toEqual([]);
  });

  it('whose caller hangs up early leaves the same trace, once', async () => {
    prepare = (request) => (request.auditAction = 'auth.sign_in');
    await fastify.listen({ port: 0, host: '127.0.0.1' });
    const { port } = fastify.server.address() as AddressInfo;
    const call = httpRequest({ port, host: '127.0.0.1', path: '/users/x?ms=100&status=401', agent: false });
    call.on('error', () => undefined).end();
    setTimeout(() => call.destroy(), 40);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(named('audit')).toEqual([expect.objectContaining({ outcome: 'failure' })]);
    expect(named('request')).toEqual([expect.objectContaining({ status: 401 })]);
  });
});

describe('a failure on our side', () => {
  const CANARY = 'canary-4711';
  const parseFault = (): unknown => {
    try {
      return JSON.parse(CANARY);
    } catch (error) {
      return error;
    }
  };
  const upstream = Object.assign(new Error(`User ${CANARY} does not exist`), {
    name: 'UserNotFoundException',
    $metadata: { requestId: 'aws-1', httpStatusCode: 400 },
  });

  it.each<[string, unknown]>([
    ['of Cognito', upstream],
    ['of Cognito behind our own', new AppError('internal_error', { cause: upstream })],
    ['of a parser', parseFault()],
    ['of a library', new Error(`bad value ${CANARY}`)],
    ['behind another', new TypeError('x is not a function', { cause: new Error(CANARY) })],
    ['that is no error', CANARY],
    ['that spans lines', new Error(`first\n    ${CANARY}`)],
  ])('%s is logged without its text', (_case, failure) => {
    logAt('info').error({ failure: failureOf(failure) });
    expect(output.join()).not.toContain(CANARY);
    expect(lines()[0]).toHaveProperty('failure');
  });

  it('of Cognito is known by name and request id', () => {
    logAt('info').error({ failure: failureOf(new AppError('upstream_refused', { cause: upstream })) });
    expect(lines()[0]).toMatchObject({
      failure: {
        problem: 'upstream_refused',
        cause: { name: 'UserNotFoundException', upstreamRequestId: 'aws-1', upstreamStatus: 400 },
      },
    });
  });

  it('of our own code is known by message and place', () => {
    const failure = failureOf(new TypeError('x is not a function')) as {
      message: string;
      at: string[];
    };
    expect(failure.message).toBe('x is not a function');
    expect(failure.at[0]).toContain('observability.test.ts');
  });

  it('of the network is known by its code', () => {
    const cause = Object.assign(new Error(CANARY), { code: 'ECONNREFUSED' });
    logAt('info').error({ failure: failureOf(new AppError('upstream_unavailable', { cause })) });
    expect(lines()[0]).toMatchObject({ failure: { cause: { fault: 'ECONNREFUSED' } } });
  });
});
