import { ListUserPoolsCommand } from '@aws-sdk/client-cognito-identity-provider';
import { generateKeyPairSync } from 'node:crypto';
import { faultKinds } from '../http/faults';
import { startLocalPool } from '../start';
import { post } from './raw';
import { PoolUnderTest, refusal } from './support';

let pool: PoolUnderTest;
let poolId: string;
beforeAll(async () => {
  pool = await PoolUnderTest.start();
  poolId = await pool.createPool();
});
afterEach(() => control('faults', undefined, 'DELETE'));
afterAll(() => pool.close());

async function control(name: string, body?: unknown, method = 'POST'): Promise<[number, unknown]> {
  const response = await fetch(`${pool.url}/_local/control/${name}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return [response.status, await response.json()];
}

const listPools = (): Promise<unknown> => pool.sdk.send(new ListUserPoolsCommand({ MaxResults: 1 }));
const raw = (): Promise<Response> =>
  fetch(pool.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.GetUser' },
    body: '{"AccessToken":"x"}',
    signal: AbortSignal.timeout(500),
  });

describe('the control side', () => {
  it.each(['clock', 'faults', 'keys'])('has no %s unless it is switched on', async (name) => {
    const server = await startLocalPool({ data: 'memory' });
    const response = await fetch(`${server.url}/_local/control/${name}`, { method: 'POST', body: '{}' });
    expect([response.status, await response.json()]).toEqual([
      404,
      { message: `There is nothing at POST /_local/control/${name}.` },
    ]);
    await server.close();
  });

  it('is closed to web pages', async () => {
    const response = await fetch(`${pool.url}/_local/control/clock`, {
      method: 'POST',
      headers: { origin: 'http://evil.example' },
      body: '{"advanceSeconds":1}',
    });
    expect([response.status, await response.json()]).toEqual([
      403,
      { message: 'Not open to other origins.' },
    ]);
  });

  it('moves the clock forward', async () => {
    const before = pool.context.clock.now();
    const [status, body] = await control('clock', { advanceSeconds: 3600 });
    expect(status).toBe(200);
    const { now } = body as { now: string };
    expect(Date.parse(now) - before).toBeGreaterThanOrEqual(3_600_000);
    expect(Date.parse(now) - before).toBeLessThan(3_610_000);
  });

  it('counts calls by operation and fetches of the keys', async () => {
    const [, before] = (await control('counters', undefined, 'GET')) as [number, Counters];
    await listPools();
    await fetch(`${pool.url}/${poolId}/.well-known/jwks.json`);
    await fetch(`${pool.url}/${poolId}/.well-known/openid-configuration`);
    const [status, after] = (await control('counters', undefined, 'GET')) as [number, Counters];
    expect([status, after]).toEqual([
      200,
      {
        operations: {
          ...before.operations,
          ListUserPools: (before.operations['ListUserPools'] ?? 0) + 1,
        },
        jwks: before.jwks + 1,
        throttled: {},
      },
    ]);
  });

  const kinds = faultKinds.join(', ');
  it.each([
    ['clock', { advanceSeconds: -1 }, 'advanceSeconds must be a number of seconds, 0 or more.'],
    ['clock', { advanceSeconds: '1' }, 'advanceSeconds must be a number of seconds, 0 or more.'],
    ['clock', null, 'The body must be a JSON object.'],
    ['faults', { kind: 'reset' }, 'operation must name an operation, or be jwks or *.'],
    ['faults', { operation: 'Getuser', kind: 'reset' }, 'operation must name an operation, or be jwks or *.'],
    ['keys', { action: 'rotate', poolId: 7 }, 'There is no pool with this poolId.'],
    ['faults', { operation: '*', kind: 'fire' }, `kind must be one of ${kinds}.`],
    ['faults', { operation: '*', kind: 'reset', times: 0 }, 'times must be a whole number, 1 or more.'],
    [
      'faults',
      { operation: '*', kind: 'drip', delayMs: -1 },
      'delayMs must be a whole number of milliseconds.',
    ],
    ['keys', { action: 'eat' }, 'action must be "rotate", or "add" with a jwk that has a kid and a kty.'],
    [
      'keys',
      { action: 'add', jwk: { kty: 'RSA' } },
      'action must be "rotate", or "add" with a jwk that has a kid and a kty.',
    ],
    ['keys', { action: 'rotate', poolId: 'none' }, 'There is no pool with this poolId.'],
  ])('refuses %s of %j', async (name, body, message) => {
    expect(await control(name, body)).toEqual([400, { message }]);
  });

  it('has no other routes', async () => {
    expect(await control('clock', undefined, 'GET')).toEqual([
      404,
      { message: 'GET clock is not part of the control side.' },
    ]);
  });
});

interface Counters {
  operations: Record<string, number>;
  jwks: number;
}

describe('keys', () => {
  const kids = async (): Promise<string[]> => {
    const response = await fetch(`${pool.url}/${poolId}/.well-known/jwks.json`);
    const { keys } = (await response.json()) as { keys: { kid: string }[] };
    return keys.map(({ kid }) => kid);
  };

  it('are rotated: new ones sign, old ones stay published', async () => {
    const before = await kids();
    expect(await control('keys', { action: 'rotate', poolId })).toEqual([200, { poolIds: [poolId] }]);
    const after = await kids();
    expect(after).toHaveLength(4);
    expect(after).toEqual(expect.arrayContaining(before));
    const signing = pool.context.store.keys.by('pool', poolId).filter(({ retired }) => !retired);
    expect(signing.map(({ kid }) => before.includes(kid))).toEqual([false, false]);
  });

  it('of a test are published without their private half', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'mine', alg: 'ES256' };
    expect(await control('keys', { action: 'add', jwk })).toEqual([
      200,
      { poolIds: [...pool.context.store.pools.values()].map(({ id }) => id) },
    ]);
    const response = await fetch(`${pool.url}/${poolId}/.well-known/jwks.json`);
    const { keys } = (await response.json()) as { keys: { kid: string }[] };
    expect(keys.find(({ kid }) => kid === 'mine')).toEqual({
      alg: 'ES256',
      crv: 'P-256',
      kid: 'mine',
      kty: 'EC',
      x: jwk.x,
      y: jwk.y,
    });
  });
});

describe('a fault', () => {
  it.each([
    ['throttle', ['TooManyRequestsException', 'Rate exceeded']],
    ['limit', ['LimitExceededException', 'Attempt limit exceeded, please try after some time.']],
    ['error500', ['InternalErrorException', 'Something went wrong']],
  ])('%s is a refusal of the API', async (kind, refused) => {
    const fault = { operation: 'ListUserPools', kind };
    expect(await control('faults', fault)).toEqual([200, fault]);
    expect(await refusal(listPools())).toEqual(refused);
    expect(await refusal(listPools())).toEqual(refused);
  });

  it('hits the operation it is for, as often as it says', async () => {
    await control('faults', { operation: 'GetUser', kind: 'throttle' });
    await control('faults', { operation: 'ListUserPools', kind: 'error500', times: 2 });
    await control('faults', { operation: '*', kind: 'limit', times: 1 });
    const names = [];
    for (let call = 0; call < 3; call++) names.push((await refusal(listPools()))[0]);
    expect(names).toEqual(['InternalErrorException', 'InternalErrorException', 'LimitExceededException']);
    await expect(listPools()).resolves.toHaveProperty('UserPools');
  });

  it('ends when it is cleared', async () => {
    await control('faults', { operation: '*', kind: 'throttle' });
    expect(await control('faults', undefined, 'DELETE')).toEqual([200, {}]);
    await expect(listPools()).resolves.toHaveProperty('UserPools');
  });

  it.each([
    ['html503', 503, '<html><body><h1>503 Service Unavailable</h1></body></html>\n'],
    ['empty', 200, ''],
    ['null', 200, 'null'],
    ['badjson', 200, '{"AuthenticationResult":{"Acc'],
  ])('%s answers so', async (kind, status, body) => {
    await control('faults', { operation: 'GetUser', kind });
    const response = await raw();
    expect([response.status, await response.text()]).toEqual([status, body]);
  });

  it('reset cuts the connection before an answer', async () => {
    await control('faults', { operation: 'GetUser', kind: 'reset' });
    await expect(raw()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  });

  it('hang never answers', async () => {
    await control('faults', { operation: 'GetUser', kind: 'hang' });
    await expect(raw()).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('half does the work and cuts the answer', async () => {
    await control('faults', { operation: 'CreateUserPool', kind: 'half' });
    await expect(post(pool.url, 'CreateUserPool', '{"PoolName":"halved"}')).rejects.toThrow('terminated');
    const names = [...pool.context.store.pools.values()].map(({ settings }) => settings.Name);
    expect(names).toContain('halved');
  });

  it('drip answers a byte at a time', async () => {
    await control('faults', { operation: 'GetUser', kind: 'drip', delayMs: 1 });
    const start = performance.now();
    const text = await (await raw()).text();
    expect(JSON.parse(text)).toMatchObject({ __type: 'NotAuthorizedException' });
    expect(performance.now() - start).toBeGreaterThan(text.length);
  });

  it('latency delays the work', async () => {
    await control('faults', { operation: 'GetUser', kind: 'latency', delayMs: 120 });
    const start = performance.now();
    expect(await (await raw()).json()).toMatchObject({ __type: 'NotAuthorizedException' });
    expect(performance.now() - start).toBeGreaterThanOrEqual(119);
  });

  it('of jwks spoils the published keys alone', async () => {
    await control('faults', { operation: 'jwks', kind: 'html503', times: 1 });
    const path = `${pool.url}/${poolId}/.well-known/`;
    expect((await fetch(`${path}openid-configuration`)).status).toBe(200);
    expect((await fetch(`${path}jwks.json`)).status).toBe(503);
    expect((await fetch(`${path}jwks.json`)).status).toBe(200);
  });
});
