/** Accounts at most; beyond that the ones untouched for longest go. */
const MAX_KEYS = 100_000;

/** A call that has been counted and can be given back. */
export interface Reservation {
  /** Takes the count back: the call was not a failure. */
  release(): void;
}

/**
 * Attempts on accounts within sliding windows: never more than `limit` in any `seconds`, also not around the turn of a window, and
 * also not when they come at once, because a call is counted before it runs.
 */
export class AttemptLedger {
  /** Times of the attempts by key, oldest first, milliseconds since the epoch. */
  private readonly attempts = new Map<string, number[]>();

  constructor(private readonly now: () => number = Date.now) {}

  /**
   * Counts an attempt.
   *
   * @param seconds length of the window
   * @returns the reservation, or the seconds until one more is allowed
   */
  reserve(key: string, limit: number, seconds: number): Reservation | { readonly retryAfter: number } {
    const now = this.now();
    const times = (this.attempts.get(key) ?? []).filter((at) => at > now - seconds * 1000);
    const oldest = times[0];
    if (times.length >= limit && oldest !== undefined) {
      return { retryAfter: Math.max(1, Math.ceil((oldest + seconds * 1000 - now) / 1000)) };
    }
    this.keep(key, [...times, now]);
    let held = true;
    const release = (): void => {
      if (held) this.release(key, now);
      held = false;
    };
    return { release };
  }

  private release(key: string, at: number): void {
    const times = this.attempts.get(key);
    const index = times?.indexOf(at) ?? -1;
    if (times === undefined || index < 0) return;
    if (times.length === 1) this.attempts.delete(key);
    else times.splice(index, 1);
  }

  /** Puts the key last, so that the first one is the one untouched for longest. */
  private keep(key: string, times: number[]): void {
    this.attempts.delete(key);
    const first = this.attempts.keys().next();
    if (this.attempts.size >= MAX_KEYS && first.done !== true) this.attempts.delete(first.value);
    this.attempts.set(key, times);
  }
}
