import type { Window } from './limits';

/** Most accounts at a time, some 250 bytes each. */
const CAPACITY = 100_000;

/** Attempts of one account: when each was made, in monotonic milliseconds, oldest first. */
interface Attempts {
  readonly times: number[];
  /** When the youngest has left the window. */
  until: number;
}

/**
 * Sliding windows for small limits: the exact times of the last attempts. A fixed window would let twice the limit pass around its
 * edge, which matters where each attempt is a guess at somebody's password.
 */
export class AttemptLog {
  private readonly accounts = new Map<string, Attempts>();

  constructor(private readonly capacity = CAPACITY) {}

  get size(): number {
    return this.accounts.size;
  }

  /** Milliseconds until one more attempt fits into the window; 0 when it does now. */
  wait(key: string, { limit, seconds }: Window, now: number): number {
    const times = this.accounts.get(key)?.times ?? [];
    const start = now - seconds * 1000;
    let inside = 0;
    for (let i = times.length - 1; i >= 0 && (times[i] ?? 0) > start; i--) {
      if (++inside === limit) return (times[i] ?? 0) - start;
    }
    return 0;
  }

  /** Writes an attempt down, also one beyond the limit; only the last `limit` can matter. */
  add(key: string, { limit, seconds }: Window, now: number): void {
    const attempts = this.accounts.get(key) ?? { times: [], until: 0 };
    attempts.times.push(now);
    if (attempts.times.length > limit) attempts.times.shift();
    attempts.until = now + seconds * 1000;
    // Deleting first moves the account to the young end, so that the idlest come first.
    this.accounts.delete(key);
    this.dropOldest(now);
    this.accounts.set(key, attempts);
  }

  /** Takes one attempt back that was made at this time. */
  remove(key: string, time: number): void {
    const attempts = this.accounts.get(key);
    if (attempts === undefined) return;
    const index = attempts.times.indexOf(time);
    if (index >= 0) attempts.times.splice(index, 1);
    if (attempts.times.length === 0) this.accounts.delete(key);
  }

  private dropOldest(now: number): void {
    let looked = 0;
    for (const [key, { until }] of this.accounts) {
      if (looked++ === 2) return;
      if (until <= now || this.accounts.size >= this.capacity) this.accounts.delete(key);
    }
  }
}
