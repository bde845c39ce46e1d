import { AccountLimits, type Reservation } from './account-limits';
import { AttemptLog } from './attempt-log';
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
});

describe('attempts at an account', () => {
  it('slide: never more than the limit in any window, also around its edge', () => {
    const log = new AttemptLog();
    const passed: number[] = [];
    for (let now = 0; now < 4 * 900_000; now += 7000) {
      if (log.wait('key', WINDOW, now) > 0) continue;
      log.add('key', WINDOW, now);
      passed.push(now);
    }
    for (const start of passed) {
      expect(passed.filter((at) => at >= start && at < start + 900_000).length).toBeLessThanOrEqual(10);
    }
    expect(passed.length).toBeGreaterThanOrEqual(40);
  });

  it('wait exactly until the oldest has left the window', () => {
    const log = new AttemptLog();
    for (let i = 0; i < 10; i++) log.add('key', WINDOW, i * 1000);
    expect(log.wait('key', WINDOW, 100_000)).toBe(800_000);
    expect(log.wait('key', WINDOW, 899_999)).toBe(1);
    expect(log.wait('key', WINDOW, 900_000)).toBe(0);
  });

  it('taken back make room for one more', () => {
    const log = new AttemptLog();
    for (let i = 0; i < 10; i++) log.add('key', WINDOW, 5);
    log.remove('key', 5);
    expect(log.wait('key', WINDOW, 6)).toBe(0);
    log.add('key', WINDOW, 6);
    expect(log.wait('key', WINDOW, 7)).toBeGreaterThan(0);
  });

  it('taken back entirely leave nothing behind', () => {
    const log = new AttemptLog();
    log.add('key', WINDOW, 5);
    log.remove('key', 5);
    log.remove('key', 5);
    expect(log.size).toBe(0);
  });

  it('beyond the limit take no more room, and only the last ones count', () => {
    const log = new AttemptLog();
    for (let i = 0; i < 1000; i++) log.add('key', WINDOW, i);
    const held = [...(log as unknown as { accounts: Map<string, { times: number[] }> }).accounts.values()];
    expect(held.map(({ times }) => times.length)).toEqual([10]);
    expect(log.wait('key', WINDOW, 1000)).toBe(900_000 - 10);
  });

  it('never take more room than the capacity', () => {
    const log = new AttemptLog(100);
    for (let i = 0; i < 1000; i++) log.add(String(i), WINDOW, i);
    expect(log.size).toBe(100);
  });
});

describe('the limit of an account', () => {
  const HOME = '192.0.2.1';
  const STRANGER = '198.51.100.1';
  let limits: AccountLimits;
  beforeEach(() => {
    limits = new AccountLimits();
  });
  const attempt = (address: string, now = 0): Reservation | number =>
    limits.reserve('sign-in', WINDOW, 'account', address, now);
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
    expect(limits.reserve('sign-in', WINDOW, 'another', STRANGER, 0)).toBeInstanceOf(Object);
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
    for (let i = 0; i < 10; i++) limits.reserve('sign-in', WINDOW, 'another', STRANGER, 0);
    expect(limits.reserve('sign-in', WINDOW, 'another', HOME, 0)).toBe(900);
    const later = 31 * 86_400_000;
    failTenTimes(STRANGER, later);
    expect(attempt(HOME, later)).toBe(900);
  });

  it('knows no places where calls are counted: messages cost the owner whoever asks', () => {
    const calls = { ...WINDOW, counts: 'calls' } as const;
    limits.rememberPlace(limits.reserve('send-code', calls, 'account', HOME, 0) as Reservation, 0);
    for (let i = 0; i < 9; i++) limits.reserve('send-code', calls, 'account', STRANGER, 0);
    expect(limits.reserve('send-code', calls, 'account', HOME, 0)).toBe(900);
  });
});
