import { AttemptLedger, type Reservation } from './attempt-ledger';

const MINUTE = 60;
let now: number;
let ledger: AttemptLedger;

beforeEach(() => {
  now = 1_800_000_000_000;
  ledger = new AttemptLedger(() => now);
});

const attempt = (key = 'ada'): Reservation | { retryAfter: number } => ledger.reserve(key, 3, MINUTE);
const passes = (key?: string): boolean => 'release' in attempt(key);

it('lets as many through as the limit says, and tells how long the next one waits', () => {
  expect([passes(), passes(), passes()]).toEqual([true, true, true]);
  now += 20_000;
  expect(attempt()).toEqual({ retryAfter: 40 });
});

it('slides: there is no turn of a window with twice the limit around it', () => {
  passes();
  now += 59_000;
  expect([passes(), passes()]).toEqual([true, true]);
  now += 1_500;
  expect(passes()).toBe(true);
  expect(attempt()).toEqual({ retryAfter: 59 });
});

it('gives back what was released, once', () => {
  const first = attempt() as Reservation;
  passes();
  passes();
  expect(passes()).toBe(false);
  first.release();
  first.release();
  expect([passes(), passes()]).toEqual([true, false]);
});

it('counts every account for itself', () => {
  passes();
  passes();
  passes();
  expect([passes(), passes('grace')]).toEqual([false, true]);
});

it('a refused call is not counted: waiting is enough', () => {
  passes();
  passes();
  passes();
  for (let i = 0; i < 100; i++) attempt();
  now += 60_001;
  expect(passes()).toBe(true);
});
