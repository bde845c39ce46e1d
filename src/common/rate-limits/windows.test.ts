import { AccountLimits, type AccountWindow, type Outcome, type Reservation } from './account-limits';
import { AttemptLog } from './attempt-log';
import type { LimitName } from './limits';
import { SharedLimits } from './shared-limits';
import { WindowStorage } from './window-storage';

const MINUTE = 60_000;
const WINDOW = { limit: 10, seconds: 900, counts: 'failures' } as const;

describe('a window per address', () => {
  let now = 0;
  const storage = (capacity?: number): WindowStorage => {
    now = 0;
    return new WindowStorage(() => now, capacity);
  };

  it('tells whole seconds although the clock has fractions', async () => {
    const windows = storage();
    now = 469_169.58529792185;
    expect(await windows.increment('key', MINUTE, 1)).toMatchObject({ timeToExpire: 60 });
  });

  it('lets the limit pass and says truly when it opens again', async () => {
    const windows = storage();
    for (let i = 1; i <= 5; i++) {
      expect(await windows.increment('key', MINUTE, 5)).toMatchObject({ totalHits: i, isBlocked: false });
    }
    now = 20_500;
    const refused = await windows.increment('key', MINUTE, 5);
    expect(refused).toMatchObject({ isBlocked: true, timeToBlockExpire: 40 });
    now += refused.timeToBlockExpire * 1000;
    expect(await windows.increment('key', MINUTE, 5)).toMatchObject({ totalHits: 1, isBlocked: false });
  });

  it('is not prolonged by calls that are refused', async () => {
    const windows = storage();
    for (now = 0; now < MINUTE; now += 1000) await windows.increment('key', MINUTE, 5);
    expect((await windows.increment('key', MINUTE, 5)).isBlocked).toBe(false);
  });

  it('counts each key for itself', async () => {
    const windows = storage();
    await windows.increment('one', MINUTE, 1);
    expect((await windows.increment('two', MINUTE, 1)).isBlocked).toBe(false);
    expect((await windows.increment('one', MINUTE, 1)).isBlocked).toBe(true);
  });

  it('never holds more than its capacity, and shrinks when windows have ended', async () => {
    const windows = storage(100);
    for (let i = 0; i < 1000; i++) await windows.increment(`a-${i}`, MINUTE, 1);
    expect(windows.size).toBe(100);
    now = MINUTE;
    for (let i = 0; i < 60; i++) await windows.increment(`b-${i}`, MINUTE, 1);
    expect(windows.size).toBe(60);
  });

  it('is not pushed out by a flood of other addresses', async () => {
    const windows = storage(100);
    for (let i = 0; i < 6; i++) await windows.increment('busy', MINUTE, 5);
    for (let i = 0; i < 1000; i++) await windows.increment(`a-${i}`, MINUTE, 5);
    expect((await windows.increment('busy', MINUTE, 5)).isBlocked).toBe(true);
  });
});

describe('attempts at an account', () => {
  let count = 0;
  const log = (capacity?: number) => {
    const attempts = new AttemptLog(capacity);
    const add = (key: string, time: number, id = String(++count)): string => {
      attempts.add(key, WINDOW, { id, time });
      return id;
    };
    return { attempts, add, wait: (key: string, now: number) => attempts.wait(key, WINDOW, now) };
  };

  it('slide: never more than the limit in any window, also around its edge', () => {
    const { add, wait } = log();
    const passed: number[] = [];
    for (let now = 0; now < 4 * 900_000; now += 7000) {
      if (wait('key', now) > 0) continue;
      add('key', now);
      passed.push(now);
    }
    for (const start of passed) {
      expect(passed.filter((at) => at >= start && at < start + 900_000).length).toBeLessThanOrEqual(10);
    }
    expect(passed.length).toBeGreaterThanOrEqual(40);
  });

  it('wait exactly until the oldest has left the window', () => {
    const { add, wait } = log();
    for (let i = 0; i < 10; i++) add('key', i * 1000);
    expect(wait('key', 100_000)).toBe(800_000);
    expect(wait('key', 899_999)).toBe(1);
    expect(wait('key', 900_000)).toBe(0);
  });

  it('taken back make room for one more', () => {
    const { attempts, add, wait } = log();
    const ids = Array.from({ length: 10 }, () => add('key', 5));
    attempts.remove('key', ids[3] ?? '', 6);
    expect(wait('key', 6)).toBe(0);
    add('key', 6);
    expect(wait('key', 7)).toBeGreaterThan(0);
  });

  it('taken back entirely leave nothing behind', () => {
    const { attempts, add } = log();
    const id = add('key', 5);
    attempts.remove('key', id, 6);
    attempts.remove('key', id, 6);
    expect(attempts.size).toBe(0);
  });

  it('beyond the limit take no more room, and only the last ones count', () => {
    const { attempts, add, wait } = log();
    for (let i = 0; i < 1000; i++) add('key', i);
    expect([...attempts.all()].map(({ attempt }) => attempt.time)).toEqual(
      Array.from({ length: 10 }, (_, i) => 990 + i),
    );
    expect(wait('key', 1000)).toBe(900_000 - 10);
  });

  it('never take more room than the capacity, and none when they are over', () => {
    const { attempts, add } = log(100);
    for (let i = 0; i < 1000; i++) add(String(i), i);
    expect(attempts.size).toBe(100);
    for (let i = 0; i < 60; i++) add(`later-${i}`, 1_000_000);
    expect(attempts.size).toBe(60);
  });

  it('are not pushed out by a flood of other names, nor by a second one', () => {
    const { add, wait } = log(1000);
    for (let i = 0; i < 10; i++) add('victim', i);
    for (const round of [1, 2]) for (let i = 0; i < 5000; i++) add(`${String(round)} ${String(i)}`, 100);
    expect(wait('victim', 200)).toBe(900_000 - 200);
  });

  it('of names tried less are pushed out first, whichever came first', () => {
    const { add, wait, attempts } = log(100);
    for (let i = 0; i < 50; i++) for (let n = 0; n < 10; n++) add(`hot-${String(i)}`, n);
    for (let i = 0; i < 50; i++) for (let n = 0; n < 3; n++) add(`warm-${String(i)}`, n);
    for (let i = 0; i < 50; i++) add(`new-${String(i)}`, 20);
    const held = [...attempts.all()].map(({ key }) => key.split('-')[0]);
    expect(held.filter((kind) => kind === 'hot')).toHaveLength(500);
    expect(wait('hot-0', 30)).toBeGreaterThan(0);
  });
});

describe('the limit of an account', () => {
  const HOME = '192.0.2.1';
  const STRANGER = '198.51.100.1';
  let limits: AccountLimits;
  beforeEach(() => {
    const state = { usable: false, join: () => undefined, tell: () => Promise.resolve() };
    limits = new AccountLimits(new SharedLimits(state as never), state as never);
  });
  const reserve = (
    name: LimitName,
    window: AccountWindow,
    account: string,
    address: string,
    now = 0,
  ): Outcome => limits.reserve(name, window, account, address, now) as Outcome;
  const attempt = (address: string, now = 0): Outcome => reserve('sign-in', WINDOW, 'account', address, now);
  const failTenTimes = (address: string, now = 0): void => {
    for (let i = 0; i < 10; i++) expect(attempt(address, now)).toBeInstanceOf(Object);
  };
  const signIn = (address: string, now = 0): void => {
    const reservation = attempt(address, now) as Reservation;
    limits.rememberPlace(reservation, now);
    limits.giveBack(reservation);
  };

  it('is ten failures from wherever they come', () => {
    for (let i = 0; i < 10; i++) expect(attempt(`203.0.113.${i}`)).toBeInstanceOf(Object);
    expect(attempt('203.0.113.99')).toBe(900);
    expect(reserve('sign-in', WINDOW, 'another', STRANGER, 0)).toBeInstanceOf(Object);
  });

  it('is not used up by success', () => {
    for (let i = 0; i < 100; i++) signIn(HOME);
    failTenTimes(STRANGER);
    expect(attempt(STRANGER)).toBe(900);
  });

  it('does not lock the owner out of a place where he has signed in', () => {
    signIn(HOME);
    failTenTimes(STRANGER, 1);
    expect(attempt(STRANGER, 2)).toBe(900);
    expect(attempt(HOME, 2)).toBeInstanceOf(Object);
  });

  it('is ten failures in a known place too, and they count against strangers', () => {
    signIn(HOME);
    failTenTimes(HOME, 1);
    expect(attempt(HOME, 2)).toBe(900);
    expect(attempt(STRANGER, 2)).toBe(900);
  });

  it('knows a place of this account only, and for a month', () => {
    signIn(HOME);
    for (let i = 0; i < 10; i++) reserve('sign-in', WINDOW, 'another', STRANGER, 0);
    expect(reserve('sign-in', WINDOW, 'another', HOME, 0)).toBe(900);
    const later = 31 * 86_400_000;
    failTenTimes(STRANGER, later);
    expect(attempt(HOME, later)).toBe(900);
  });

  it('knows no places where calls are counted: messages cost the owner whoever asks', () => {
    const calls = { ...WINDOW, counts: 'calls' } as const;
    limits.rememberPlace(reserve('send-code', calls, 'account', HOME, 0) as Reservation, 0);
    for (let i = 0; i < 9; i++) reserve('send-code', calls, 'account', STRANGER, 0);
    expect(reserve('send-code', calls, 'account', HOME, 0)).toBe(900);
  });
});

describe('the limit of an account that Redis counts', () => {
  /** @param verdicts what the script answers, one after another; undefined when no answer comes in time */
  const limitsWith = (verdict: () => [number, number] | undefined) => {
    const told: string[] = [];
    const state = {
      usable: true,
      prefix: '',
      join: () => undefined,
      ask: () => Promise.resolve(verdict()),
      tell: (operation: string) => Promise.resolve(void told.push(operation)),
    };
    return { limits: new AccountLimits(new SharedLimits(state as never), state as never), told };
  };
  const reserve = (limits: AccountLimits, time = 0): Promise<Outcome> =>
    Promise.resolve(limits.reserve('sign-in', WINDOW, 'account', '192.0.2.1', time));
  const allowed = (outcomes: Outcome[]): number =>
    outcomes.filter((outcome) => typeof outcome !== 'number').length;

  it('holds when no answer comes, for all that are under way at once', async () => {
    const { limits, told } = limitsWith(() => undefined);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => reserve(limits)));
    expect(allowed(outcomes)).toBe(10);
    expect(told.filter((what) => what === 'past-attempt')).toHaveLength(10);
    // They may have been written down after all.
    expect(told.filter((what) => what === 'give-back')).toHaveLength(40);
  });

  it('holds by its own count when Redis has lost the attempts, and takes back what Redis has written down', async () => {
    const { limits, told } = limitsWith(() => [0, 0]);
    const outcomes = [];
    for (let i = 0; i < 15; i++) outcomes.push(await reserve(limits));
    expect(allowed(outcomes)).toBe(10);
    expect(told).toEqual(Array(5).fill('give-back'));
  });

  it('tells the seconds that Redis tells, rounded up', async () => {
    expect(await reserve(limitsWith(() => [0, 1001]).limits)).toBe(2);
  });

  it('believes Redis that a place is known', async () => {
    let known = 0;
    const { limits } = limitsWith(() => [known, 0]);
    for (let i = 0; i < 10; i++) await reserve(limits);
    expect(await reserve(limits)).toBe(900);
    known = 1;
    expect(typeof (await reserve(limits))).toBe('object');
  });
});
