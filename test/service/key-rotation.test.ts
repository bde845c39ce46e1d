import { base64url, rs256 } from '../hostile-tokens/mint';
import { jwkOf } from '../hostile-tokens/pool-keys';
import { Service } from '../hostile-tokens/service';

const HOUR = 3_600_000;
let service: Service;
/** Milliseconds by which the clock of the key set is ahead. */
let ahead = 0;

beforeAll(() => {
  const real = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => real() + ahead);
});
afterAll(() => {
  jest.restoreAllMocks();
});
beforeEach(async () => {
  ahead = 0;
  service = await Service.start({ LOG_LEVEL: 'warn' });
});
afterEach(() => service.close());

const codeOf = async (token: string): Promise<string | number> => {
  const { status, body } = await service.inject('/doors/signed-in', `Bearer ${token}`);
  return status === 200 ? 200 : `${status} ${String(body.code)}`;
};
/** Of the form of a pool's tokens, with a kid that nobody has. */
const unknown = (n: number): string => service.mint.withHeader({ kid: base64url(`unknown-${n}`) });
it('a flood of unknown kids costs two fetches a minute and no valid user anything', async () => {
  const { valid } = service.mint;
  const floods = Array.from({ length: 20 }, (_, n) => unknown(n));
  service.fetches = 0;
  for (let i = 0; i < 120; i++) {
    ahead += 500;
    expect(await codeOf(floods[i % 20] ?? '')).toBe('401 unauthorized');
    if (i % 4 === 0) expect(await codeOf(valid)).toBe(200);
  }
  expect(service.fetches).toBe(2);
  expect(service.log.filter(({ level }) => level === 'error')).toEqual([]);
});

it('a rotated key is taken within 30 seconds in the midst of a flood', async () => {
  const flood = unknown(0);
  ahead += 31_000;
  expect(await codeOf(flood)).toBe('401 unauthorized');
  const begin = ahead;
  const { publicKey, privateKey } = service.mint.keys.stranger;
  service.published = { keys: [jwkOf(publicKey, { kid: 'rotated=', use: 'sig', alg: 'RS256' })] };
  const token = service.mint.withHeader({ kid: 'rotated=' }, rs256(privateKey));
  while ((await codeOf(token)) !== 200 && ahead - begin < 60_000) {
    ahead += 500;
    await codeOf(flood);
  }
  expect(ahead - begin).toBeLessThanOrEqual(30_000);
  // The one that is gone from the set is gone from here.
  expect(await codeOf(service.mint.valid)).toBe('401 unauthorized');
});

it('known keys go on for a day and more while there is no key server, and unknown ones are refused', async () => {
  const { valid } = service.mint;
  const flood = unknown(0);
  service.stopKeys();
  for (let hour = 0; hour < 30; hour++) {
    ahead += HOUR;
    expect({ hour, code: await codeOf(valid) }).toEqual({ hour, code: 200 });
    expect({ hour, code: await codeOf(flood) }).toEqual({ hour, code: '401 unauthorized' });
  }
  // Each hour said that something is wrong, and nothing of a token.
  const warnings = service.log.filter(({ msg }) => msg === 'key set not fetched');
  expect(warnings.length).toBeGreaterThanOrEqual(30);
  expect(warnings.at(-1)).toMatchObject({ level: 'warn', known: 3 });
});

it('a start without keys answers 503 with Retry-After, is not ready, and recovers by itself', async () => {
  const { jwksUri } = service;
  const keys = service.stopKeys();
  const cold = await Service.start({ COGNITO_JWKS_URI: jwksUri, LOG_LEVEL: 'silent' });
  try {
    const ask = () => cold.inject('/doors/signed-in', `Bearer ${service.mint.valid}`);
    const { status, headers, body } = await ask();
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'verification_keys_unavailable' });
    expect(headers['retry-after']).toBe(String(body.retryAfter));
    expect(headers).not.toHaveProperty('www-authenticate');
    expect((await cold.app.inject({ url: '/health/ready' })).statusCode).toBe(503);
    await keys.start();
    ahead += body.retryAfter * 1000;
    expect((await ask()).status).toBe(200);
    expect((await cold.app.inject({ url: '/health/ready' })).statusCode).toBe(200);
  } finally {
    await cold.close();
  }
});
