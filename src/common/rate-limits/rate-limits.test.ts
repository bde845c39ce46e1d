import { Body, Controller, Get, Global, HttpCode, Injectable, Module, Post } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { pino } from 'pino';
import { ConfigModule } from '../config/config.module';
import { loadEnvironment } from '../config/load-environment';
import { AppError } from '../errors/app-error';
import { ProblemFilter } from '../errors/problem.filter';
import { AccountLimitGuard } from './account-limit.guard';
import { AccountLimits } from './account-limits';
import { IpLimitGuard } from './ip-limit.guard';
import { LOG } from '../observability/log';
import { Metrics } from '../observability/metrics';
import { SharedStateModule } from '../shared-state/shared-state.module';
import { Limit, type LimitAccountSource, type LimitedRequest } from './limit.decorator';
import { limits } from './limits';
import { registerRateLimits } from './rate-limit-hooks';
import { RateLimitsModule } from './rate-limits.module';

@Injectable()
class SealedSessions implements LimitAccountSource {
  accountOf({ body }: LimitedRequest): string | undefined {
    const session = (body as { session?: string } | undefined)?.session;
    return session?.replace('sealed:', '');
  }
}

const answers = {
  right: { status: 'SIGNED_IN' },
  challenge: { status: 'CHALLENGE' },
} as const;

let reached = 0;
let subjects: (string | undefined)[] = [];

@Controller()
class Routes {
  @Post('sign-in')
  @HttpCode(200)
  @Limit('sign-in')
  async signIn(@Body() { password }: { password?: string }): Promise<object> {
    reached++;
    // Long enough for all parallel requests to be inside at once.
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (password === 'right' || password === 'challenge') return answers[password];
    throw new AppError(password === 'outage' ? 'upstream_unavailable' : 'invalid_credentials');
  }

  @Post('challenge')
  @Limit('sign-in', { accountSource: SealedSessions })
  challenge(): never {
    throw new AppError('code_mismatch');
  }

  @Post('named')
  @Limit('sign-in', { account: ({ body }) => (body as { who: string }).who })
  named(): never {
    throw new AppError('invalid_credentials');
  }

  @Post('send')
  @Limit('send-code')
  send(): object {
    return {};
  }

  @Get('read')
  @Limit('read')
  read(): object {
    return {};
  }

  @Get('read/other')
  @Limit('read')
  other(): object {
    return {};
  }

  @Get('probe')
  @Limit('unlimited')
  probe(): object {
    return {};
  }

  @Get('forgotten')
  forgotten(): object {
    return {};
  }
}

@Global()
@Module({
  providers: [
    { provide: Metrics, useValue: new Metrics(false) },
    { provide: LOG, useValue: pino({ level: 'silent' }) },
  ],
  exports: [Metrics, LOG],
})
class Surroundings {}

let app: NestFastifyApplication;

async function start(variables: Record<string, string> = {}): Promise<void> {
  const environment = loadEnvironment({
    COGNITO_USER_POOL_ID: 'eu-west-1_A',
    COGNITO_CLIENT_ID: 'c',
    ...variables,
  });
  @Module({
    imports: [ConfigModule.for(environment), Surroundings, SharedStateModule, RateLimitsModule],
    controllers: [Routes],
    providers: [
      SealedSessions,
      { provide: APP_GUARD, useClass: IpLimitGuard },
      { provide: APP_GUARD, useClass: AccountLimitGuard },
      { provide: APP_FILTER, useClass: ProblemFilter },
    ],
  })
  class TestModule {}
  app = await NestFactory.create(TestModule, new FastifyAdapter({ trustProxy: true }), { logger: false });
  const fastify = app.getHttpAdapter().getInstance();
  registerRateLimits(fastify, app.get(AccountLimits));
  fastify.addHook('onResponse', (request: FastifyRequest, _reply, done) => {
    subjects.push(request.auditSubject);
    done();
  });
  await app.init();
  await fastify.ready();
}
beforeEach(async () => {
  reached = 0;
  subjects = [];
  await start();
});
afterEach(() => app.close());

async function post(url: string, payload: object, ip = '203.0.113.1') {
  const { statusCode, headers, body } = await app.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'x-forwarded-for': ip },
  });
  return { status: statusCode, headers, body: JSON.parse(body) as Record<string, unknown> };
}
const signIn = (password: string, username = 'ada@example.com', ip?: string) =>
  post('/sign-in', { username, password }, ip);
const statusesOf = async (answers: Promise<{ status: number }>[]): Promise<Record<number, number>> => {
  const counts: Record<number, number> = {};
  for (const { status } of await Promise.all(answers)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};
const times = <T>(count: number, work: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => work(i));

it('lets exactly ten of fifty parallel wrong passwords pass, from fifty addresses', async () => {
  const ips = times(50, (i) => signIn('wrong', 'ada@example.com', `203.0.113.${i}`));
  expect(await statusesOf(ips)).toEqual({ 401: 10, 429: 40 });
  expect(reached).toBe(10);
});

it('gives successes and outages back, and nothing else', async () => {
  expect(await statusesOf(times(10, () => signIn('right')))).toEqual({ 200: 10 });
  expect(await statusesOf(times(10, () => signIn('outage')))).toEqual({ 503: 10 });
  expect(await statusesOf(times(9, () => signIn('wrong')))).toEqual({ 401: 9 });
  expect((await signIn('right')).status).toBe(200);
  expect((await signIn('wrong')).status).toBe(401);
  expect((await signIn('right', 'ada@example.com', '198.51.100.9')).status).toBe(429);
});

it('answers with a problem whose Retry-After is the one of the body', async () => {
  await Promise.all(times(10, () => signIn('wrong')));
  const { status, headers, body } = await signIn('wrong');
  expect(status).toBe(429);
  expect(body).toMatchObject({ code: 'rate_limited', retryAfter: 900 });
  expect(headers['retry-after']).toBe('900');
});

it.each(['ADA@Example.COM', ' ada@example.com ', 'ａｄａ@example.com'])(
  'counts %j as the same account',
  async (spelling) => {
    await Promise.all(times(10, () => signIn('wrong')));
    expect((await signIn('wrong', spelling)).status).toBe(429);
    expect((await signIn('wrong', 'bob@example.com')).status).toBe(401);
  },
);

it('lets the owner in from where he has signed in, while a stranger is locked out', async () => {
  await signIn('right', 'ada@example.com', '192.0.2.7');
  await Promise.all(times(10, () => signIn('wrong', 'ada@example.com', '198.51.100.9')));
  expect((await signIn('right', 'ada@example.com', '198.51.100.9')).status).toBe(429);
  expect((await signIn('right', 'ada@example.com', '192.0.2.7')).status).toBe(200);
});

it('does not take a started sign-in for a proof', async () => {
  await signIn('challenge', 'ada@example.com', '198.51.100.9');
  await Promise.all(times(10, (i) => signIn('wrong', 'ada@example.com', `203.0.113.${i}`)));
  expect((await signIn('right', 'ada@example.com', '198.51.100.9')).status).toBe(429);
});

it('counts a challenge for the account inside its session, and a chosen name for that name', async () => {
  await Promise.all(times(5, () => post('/challenge', { session: 'sealed:ada@example.com' })));
  await Promise.all(times(5, () => post('/named', { who: 'ada@example.com' })));
  expect((await signIn('right')).status).toBe(429);
});

it('counts calls that send messages whether they succeed or not', async () => {
  const calls = times(12, () => post('/send', { username: 'ada@example.com' }));
  expect(await statusesOf(calls)).toEqual({ 201: 10, 429: 2 });
});

it.each<[string, object]>([
  ['no username', {}],
  ['a number', { username: 1 }],
  ['an object', { username: { $ne: '' } }],
  ['an empty name', { username: '' }],
  ['a very long name', { username: 'x'.repeat(20_000) }],
])('leaves a body with %s to validation', async (_case, payload) => {
  expect(await statusesOf(times(12, () => post('/sign-in', payload)))).toEqual({ 401: 12 });
});

it('notes the account for the audit event as a digest, also where limits are off', async () => {
  await signIn('wrong');
  expect(subjects).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  await app.close();
  await start({ RATE_LIMITS: 'off' });
  await signIn('wrong', 'ADA@example.com');
  expect(subjects[1]).toBe(subjects[0]);
});

it('limits nothing where limits are off', async () => {
  await app.close();
  await start({ RATE_LIMITS: 'off' });
  expect(await statusesOf(times(150, () => signIn('wrong')))).toEqual({ 401: 150 });
});

describe('the limit of an address', () => {
  const get = (url: string, ip = '203.0.113.1') =>
    app.inject({ method: 'GET', url, headers: { 'x-forwarded-for': ip } });
  const { limit } = limits.read.perIp;

  it('is shared by the routes of a row, and true in its header fields', async () => {
    for (let i = 0; i < limit; i++) await get(i % 2 === 0 ? '/read' : '/read/other');
    const refused = await get('/read');
    expect(refused.statusCode).toBe(429);
    expect(refused.headers['ratelimit-policy']).toBe(`"read";q=${limit};w=60`);
    expect(refused.headers['ratelimit']).toBe(`"read";r=0;t=${refused.headers['retry-after'] ?? ''}`);
    expect((await get('/read', '203.0.113.2')).headers['ratelimit']).toBe(`"read";r=${limit - 1};t=60`);
    expect((await get('/probe')).statusCode).toBe(200);
  });

  it('is one for all addresses of an IPv6 network', async () => {
    await get('/read', '2001:db8::1');
    expect((await get('/read', '2001:db8::ffff')).headers['ratelimit']).toContain(`r=${limit - 2};`);
    expect((await get('/read', '2001:db8:0:1::1')).headers['ratelimit']).toContain(`r=${limit - 1};`);
  });

  it('does not touch probes', async () => {
    expect((await get('/probe')).headers).not.toHaveProperty('ratelimit');
  });
});

it('a route without a limit does not work', async () => {
  expect((await app.inject({ method: 'GET', url: '/forgotten' })).statusCode).toBe(500);
});
