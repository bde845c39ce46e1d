import type { Window } from './limits';
import { WeighedMap } from './weighed-map';

/** Most accounts at a time, some 300 bytes each. */
const CAPACITY = 100_000;
/** Most attempts that any row of the table counts. */
const MOST = 10;

/** One attempt at an account. */
export interface Attempt {
  /** Names it among all attempts of all instances. */
  readonly id: string;
  /** Monotonic milliseconds. */
  readonly time: number;
}

/** An account that is being tried; oldest first. */
interface Tried {
  readonly window: Window;
  attempts: Attempt[];
}

/**
 * Sliding windows for small limits: the exact times of the last attempts. A fixed window would let twice the limit pass around its
 * edge, which matters where each attempt is a guess at somebody's password.
 */
export class AttemptLog {
  private readonly accounts: WeighedMap<Tried>;

  constructor(capacity = CAPACITY) {
    this.accounts = new WeighedMap(capacity, MOST);
  }

  get size(): number {
    return this.accounts.size;
  }

  /** Milliseconds until one more attempt fits into the window; 0 when it does now. */
  wait(key: string, { limit, seconds }: Window, now: number): number {
    const start = now - seconds * 1000;
    // The one that has to leave the window before another fits.
    const oldest = this.accounts.get(key)?.attempts.at(-limit);
    return oldest === undefined ? 0 : Math.max(0, oldest.time - start);
  }

  /** Writes an attempt down, also one beyond the limit; only the last `limit` can matter. */
  add(key: string, window: Window, attempt: Attempt): void {
    const start = attempt.time - window.seconds * 1000;
    const before = this.accounts.get(key)?.attempts ?? [];
    const attempts = [...before.filter(({ time }) => time > start), attempt].slice(-window.limit);
    this.put(key, { window, attempts }, attempt.time);
  }

  /** Takes an attempt back. */
  remove(key: string, id: string, now: number): void {
    const tried = this.accounts.get(key);
    if (tried === undefined) return;
    const attempts = tried.attempts.filter((attempt) => attempt.id !== id);
    if (attempts.length === 0) this.accounts.delete(key);
    else this.put(key, { ...tried, attempts }, now);
  }

  /** Everything that is written down. */
  *all(): Iterable<{ key: string; window: Window; attempt: Attempt }> {
    for (const [key, { window, attempts }] of this.accounts)
      for (const attempt of attempts) yield { key, window, attempt };
  }

  private put(key: string, tried: Tried, now: number): void {
    const youngest = tried.attempts.at(-1)?.time ?? now;
    this.accounts.set(key, tried, tried.attempts.length, youngest + tried.window.seconds * 1000, now);
  }
}
