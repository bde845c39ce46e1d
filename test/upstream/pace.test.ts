import fc from 'fast-check';
import { models } from './quota-models';
import { inBursts, oneByOne, randomFrom, type Simulated, simulate, type Situation } from './simulation';

const DURATION = 20_000;

/** People who come in some way, as parts of the quota: `steady` a second, and `burst` at once every `period` milliseconds. */
interface Crowd {
  readonly steady: number;
  readonly burst: number;
  readonly period: number;
}

function run(
  model: keyof typeof models,
  quota: number,
  crowd: Crowd,
  changes: Partial<Situation> & { readonly seed: number },
): Simulated {
  const random = randomFrom(changes.seed);
  const { duration = DURATION } = changes;
  const people = [
    ...oneByOne(crowd.steady * quota, duration, random),
    ...inBursts(Math.floor(crowd.burst * quota), crowd.period, duration, random),
  ].sort((one, other) => one - other);
  return simulate({
    model: models[model],
    quota,
    people,
    duration,
    jitter: 20,
    late: 5,
    random,
    ...changes,
  });
}

it('where Cognito counts as the embedded pool does, a bulk run costs nobody a throttle and gets 95 % of what is left', () => {
  fc.assert(
    fc.property(
      fc.record({
        quota: fc.integer({ min: 10, max: 500 }),
        steady: fc.double({ min: 0, max: 0.4, noNaN: true }),
        burst: fc.double({ min: 0, max: 0.75, noNaN: true }),
        period: fc.integer({ min: 2000, max: 8000 }),
        jitter: fc.integer({ min: 1, max: 60 }),
        late: fc.integer({ min: 0, max: 25 }),
        seed: fc.integer(),
      }),
      ({ quota, steady, burst, period, ...changes }) => {
        const { throttledPeople, throttledAnyway, throttledBulk, share } = run(
          'TokenBucket',
          quota,
          { steady, burst, period },
          changes,
        );
        // Whoever is refused without the bulk run is too many already.
        fc.pre(throttledAnyway === 0);
        expect({ throttledPeople, throttledBulk }).toEqual({ throttledPeople: [], throttledBulk: 0 });
        expect(share).toBeGreaterThanOrEqual(0.95);
      },
    ),
    { numRuns: 60, seed: 20261123 },
  );
});

it.each(['FixedWindow', 'SlidingWindow'] as const)(
  'where Cognito counts by %s, a bulk run alone gets 95 %',
  (model) => {
    const { share, throttledBulk } = run(model, 50, { steady: 0, burst: 0, period: 1000 }, { seed: 1 });
    expect(share).toBeGreaterThan(0.95);
    expect(throttledBulk).toBeLessThan(3);
  },
);

it.each(['FixedWindow', 'SlidingWindow'] as const)(
  'where Cognito counts by %s, people who were throttled find more room at their next bursts',
  (model) => {
    // Each burst of two thirds of the quota would meet a quota that is nearly used up.
    const crowd = { steady: 0, burst: 0.66, period: 4000 };
    const runs = [1, 2, 3, 4, 5].map((seed) => run(model, 120, crowd, { seed, duration: 60_000 }));
    const times = runs.flatMap(({ throttledPeople }) => throttledPeople);
    const early = times.filter((at) => at < 20_000).length;
    const late = times.filter((at) => at >= 40_000).length;
    expect(early).toBeGreaterThan(50);
    expect(late).toBeLessThan(early / 2);
    for (const { share } of runs) expect(share).toBeGreaterThan(0.2);
  },
);
