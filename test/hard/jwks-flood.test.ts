import { setTimeout as passed } from 'node:timers/promises';
import { base64url, rs256 } from '../hostile-tokens/mint';
import { jwkOf } from '../hostile-tokens/pool-keys';
import { exchange, requestOf } from '../hostile-tokens/raw-http';
import { Service } from '../hostile-tokens/service';
import { amount } from './amount';

/** How many times as fast as usual the clock of the key set goes. */
const SPEED = amount(1, 10);
/** Seconds by that clock. */
const LENGTH = 125;

let service: Service;
const real = performance.now.bind(performance);
const begin = real();
const seconds = (): number => ((real() - begin) * SPEED) / 1000;

beforeAll(async () => {
  jest.spyOn(performance, 'now').mockImplementation(() => seconds() * 1000);
  service = await Service.start({ LOG_LEVEL: 'silent' });
});
afterAll(async () => {
  await service.close();
  jest.restoreAllMocks();
});

const asked = (token: string): string => requestOf('/doors/signed-in', [`Authorization: Bearer ${token}`]);

it(`a flood of unknown kids for ${LENGTH} s costs two fetches a minute, and a rotated key is taken within 30 s`, async () => {
  const { mint } = service;
  const flood = Array.from({ length: 100 }, (_, n) =>
    asked(mint.withHeader({ kid: base64url(`unknown ${n}`) })),
  );
  const rotated = { kid: 'rotated=', use: 'sig', alg: 'RS256' };
  const next = asked(mint.withHeader({ kid: rotated.kid }, rs256(mint.keys.stranger.privateKey)));
  const first = jwkOf(mint.keys.first.publicKey, { kid: mint.header.kid });
  const start = seconds();
  const fetches: number[] = [];
  let rotatedAt = Infinity;
  let takenAt = Infinity;
  let hurt = 0;
  let refused = 0;
  service.onFetch = () => fetches.push(seconds() - start);
  while (seconds() - start < LENGTH) {
    const answers = await exchange(service.url, [...flood, asked(mint.valid), next]);
    const [known, unknown] = answers.splice(-2);
    if (known?.status !== 200) hurt++;
    refused += answers.filter(({ status }) => status === 401).length;
    if (unknown?.status === 200) takenAt = Math.min(takenAt, seconds() - start);
    if (seconds() - start > 40 && rotatedAt === Infinity) {
      rotatedAt = seconds() - start;
      service.published = { keys: [first, jwkOf(mint.keys.stranger.publicKey, rotated)] };
    }
    await passed(5);
  }
  expect(hurt).toBe(0);
  expect(refused).toBeGreaterThan(amount(20_000, 2000));
  expect(refused % 100).toBe(0);
  // No minute has a third, but for the time that a fetch takes to arrive.
  expect(fetches.length).toBeGreaterThanOrEqual(4);
  expect(fetches.filter((at, i) => (fetches[i + 2] ?? Infinity) - at < 60 - SPEED)).toEqual([]);
  expect(takenAt - rotatedAt).toBeGreaterThan(0);
  // And the time that one round takes.
  expect(takenAt - rotatedAt).toBeLessThan(31 + SPEED);
});
