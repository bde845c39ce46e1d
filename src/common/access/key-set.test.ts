import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../errors/app-error';
import { KeySet } from './key-set';
import { Metrics } from '../observability/metrics';
import type { Log } from '../observability/log';
import { TokenFault } from './token-fault';

const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
const setOf = (...kids: string[]): string =>
  JSON.stringify({ keys: kids.map((kid) => ({ ...jwk, kid, use: 'sig', alg: 'RS256' })) });
const HOUR = 3_600_000;

type Answer = (response: ServerResponse, request: IncomingMessage) => void;
const answering =
  (body: string): Answer =>
  (response) => {
    response.end(body);
  };

let server: Server;
let answer: Answer;
let hits: string[];
let now: number;
let warnings: object[];
let keys: KeySet;

beforeEach(async () => {
  hits = [];
  warnings = [];
  now = 0;
  answer = answering(setOf('one', 'two'));
  server = createServer((request, response) => {
    hits.push(request.url ?? '');
    answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  keys = new KeySet(
    `http://127.0.0.1:${port}/jwks.json`,
    { warn: (line: object, message: string) => void warnings.push({ ...line, message }) } as Pick<
      Log,
      'warn'
    >,
    () => now,
  );
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

/** Waits for a fetch that runs in the background. */
const settled = async (): Promise<void> => {
  await keys.find('one').catch(() => undefined);
};
const outcome = (kid: string): Promise<unknown> =>
  keys.find(kid).then(
    (key) => key.asymmetricKeyType,
    (error: unknown) =>
      error instanceof AppError ? error.code : error instanceof TokenFault ? 'unknown' : error,
  );

it('fetches the whole set once, however many ask at once', async () => {
  const asked = Array.from({ length: 50 }, (_, i) => outcome(i % 2 === 0 ? 'one' : 'two'));
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['rsa']));
  expect(hits).toEqual(['/jwks.json']);
  expect(keys.known('two')?.type).toBe('public');
});

it('gives a fetch two seconds', async () => {
  const timeout = jest.spyOn(AbortSignal, 'timeout');
  await outcome('one');
  expect(timeout.mock.calls).toEqual([[2000]]);
  timeout.mockRestore();
});

it('has the keys when the start is over', async () => {
  await keys.onModuleInit();
  expect(keys.available).toBe(true);
  expect(hits).toHaveLength(1);
});

it('lets the start go on when the keys cannot be had', async () => {
  answer = answering('<html>');
  await keys.onModuleInit();
  expect(keys.available).toBe(false);
  expect(warnings).toHaveLength(1);
});

it('holds a flood of unknown kids to two fetches a minute and serves known ones throughout', async () => {
  await outcome('one');
  hits = [];
  for (let i = 0; i < 600; i++) {
    now += 100;
    expect(await outcome(`made-up-${i}`)).toBe('unknown');
    expect(await outcome('two')).toBe('rsa');
  }
  expect(now).toBe(60_000);
  expect(hits).toHaveLength(2);
});

it('takes a rotated key within 30 seconds in the midst of a flood', async () => {
  await outcome('one');
  answer = answering(setOf('two', 'three'));
  const taken = async (): Promise<boolean> => (await outcome('three')) === 'rsa';
  while (!(await taken())) {
    now += 500;
    await outcome(`made-up-${now}`);
  }
  expect(now).toBeLessThanOrEqual(30_000);
  expect(await outcome('one')).toBe('unknown');
});

it('takes a rotated key at once when there is no flood', async () => {
  await outcome('one');
  now += 31_000;
  answer = answering(setOf('three'));
  expect(await outcome('three')).toBe('rsa');
});

it('waits for keys that are due where a process stands still between requests', async () => {
  await outcome('one');
  await keys.catchUp();
  expect(hits).toHaveLength(1);
  now += 600_000;
  answer = answering(setOf('three'));
  await keys.catchUp();
  expect(keys.known('three')?.type).toBe('public');
  expect(hits).toHaveLength(2);
});

it('waits for a fetch that is over or cut off after a pause, and begins no other too soon', async () => {
  await outcome('one');
  now += 600_000;
  answer = (response) => response.destroy();
  keys.known('one');
  await keys.catchUp();
  expect(warnings).toHaveLength(1);
  await keys.catchUp();
  expect(hits).toHaveLength(2);
  expect(keys.known('one')?.type).toBe('public');
});

describe('when nobody asks for more than is known', () => {
  /** One call for each fetch that is begun. */
  let begun: jest.SpyInstance;
  beforeEach(async () => {
    now = 300_000;
    await outcome('one');
    begun = jest.spyOn(AbortSignal, 'timeout');
  });
  afterEach(() => {
    begun.mockRestore();
  });
  /** How many fetches have been begun after this long, when a known key is asked for. */
  const fetchesAfter = async (milliseconds: number): Promise<number> => {
    now += milliseconds;
    expect(keys.known('one')).toBeDefined();
    await new Promise((resolve) => setImmediate(resolve));
    return begun.mock.calls.length;
  };

  it('the set is renewed after ten minutes, and each half minute when that fails', async () => {
    answer = (response) => void response.writeHead(500).end();
    expect(await fetchesAfter(599_999)).toBe(0);
    expect(await fetchesAfter(1)).toBe(1);
    await failed(1);
    expect(await fetchesAfter(29_999)).toBe(1);
    expect(await fetchesAfter(1)).toBe(2);
    await failed(2);
  });

  it('nobody waits for the renewal', async () => {
    answer = () => undefined;
    expect(await fetchesAfter(600_000)).toBe(1);
    let found = false;
    void keys.find('one').then(() => (found = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(found).toBe(true);
  });

  /** Waits until so many fetches have failed. */
  async function failed(times: number): Promise<void> {
    while (warnings.length < times) await new Promise((resolve) => setImmediate(resolve));
  }
});

it('has a clock of its own', async () => {
  const { port } = server.address() as AddressInfo;
  keys = new KeySet(`http://127.0.0.1:${port}/jwks.json`, { warn: () => undefined });
  expect(await outcome('one')).toBe('rsa');
  expect(await outcome('three')).toBe('unknown');
  expect(hits).toHaveLength(1);
});

it('tells how many keys there are, how old they are and how fetches went', async () => {
  const metrics = new Metrics(true);
  const { port } = server.address() as AddressInfo;
  keys = new KeySet(`http://127.0.0.1:${port}/jwks.json`, { warn: () => undefined }, () => now, metrics);
  const lines = async (): Promise<string[]> =>
    (await metrics.text()).split('\n').filter((line) => line.startsWith('gatehouse_key_set'));
  expect((await lines()).sort()).toEqual([
    'gatehouse_key_set_fetches_total{outcome="failed"} 0',
    'gatehouse_key_set_fetches_total{outcome="ok"} 0',
    'gatehouse_key_set_keys 0',
  ]);
  now = 1_000_000;
  await outcome('one');
  now += 40_000;
  answer = answering('');
  await outcome('three');
  expect((await lines()).sort()).toEqual([
    'gatehouse_key_set_age_seconds 40',
    'gatehouse_key_set_fetches_total{outcome="failed"} 1',
    'gatehouse_key_set_fetches_total{outcome="ok"} 1',
    'gatehouse_key_set_keys 2',
  ]);
});

it('drops a withdrawn key within minutes, without anybody asking for a new one', async () => {
  await outcome('one');
  answer = answering(setOf('two'));
  now += 10 * 60_000;
  expect(keys.known('one')).toBeDefined();
  await outcome('three');
  expect(keys.known('one')).toBeUndefined();
});

it('goes on with known keys for more than a day while the server is gone', async () => {
  await outcome('one');
  server.close();
  for (let hour = 0; hour < 48; hour++) {
    now += HOUR;
    expect(await outcome('one')).toBe('rsa');
    expect(await outcome('three')).toBe('unknown');
  }
  expect(warnings.at(-1)).toEqual({
    message: 'key set not fetched',
    reason: expect.stringContaining('cannot be fetched'),
    known: 2,
  });
  now += 24 * HOUR;
  expect(await outcome('one')).toBe('rsa');
  now += 1;
  expect(await outcome('one')).toBe('verification_keys_unavailable');
});

it('says when to come back after a cold start without server, and recovers within seconds', async () => {
  answer = (response) => {
    response.statusCode = 503;
    response.end();
  };
  const failure = await keys.find('one').catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'verification_keys_unavailable', status: 503, retryAfter: 5 });
  answer = answering(setOf('one'));
  now += 4000;
  expect(await keys.find('one').catch((error: unknown) => error)).toMatchObject({ retryAfter: 1 });
  expect(hits).toHaveLength(1);
  now += 1000;
  expect(await outcome('one')).toBe('rsa');
});

it('tries again when readiness is asked for, as no tokens come to an instance that is not ready', async () => {
  answer = answering('');
  await outcome('one');
  answer = answering(setOf('one'));
  now += 5000;
  expect(keys.available).toBe(false);
  await settled();
  expect(keys.available).toBe(true);
});

const bodies: [string, Answer][] = [
  ['HTML', answering('<html>Service unavailable</html>')],
  ['nothing', answering('')],
  ['null', answering('null')],
  ['a list', answering('[]')],
  ['no keys', answering('{}')],
  ['keys that are no list', answering('{"keys":{"length":1}}')],
  ['an empty list of keys', answering('{"keys":[]}')],
  ['keys that are no objects', answering('{"keys":[null,1,"x",[]]}')],
  ['more keys than a pool has', answering(setOf(...Array.from({ length: 70 }, (_, i) => `kid-${i}`)))],
  ['deep nesting', answering(`{"keys":${'['.repeat(30_000)}${']'.repeat(30_000)}}`)],
  ['an error', (response) => void response.writeHead(500).end(setOf('evil'))],
  ['a cut connection', (response) => response.destroy()],
];

it.each(bodies)('keeps the old set when the server answers %s', async (_case, hostile) => {
  await outcome('one');
  hits = [];
  answer = hostile;
  now += 31_000;
  expect(await outcome('evil')).toBe('unknown');
  expect(hits).toEqual(['/jwks.json']);
  expect(await outcome('one')).toBe('rsa');
  expect(warnings).toHaveLength(1);
  expect(JSON.stringify(warnings)).not.toMatch(/evil|html/i);
});
