import { Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';

/** Keys at most; beyond that the oldest go. An attacker with many addresses must not fill the memory. */
const MAX_KEYS = 100_000;

interface FixedWindow {
  count: number;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

/** What `ThrottlerStorage.increment` resolves to. */
type Increment = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/**
 * Fixed windows in memory. The library's own store keeps a timer for each hit; this one keeps a counter and the end of its window,
 * and drops the oldest keys when it is full. Map keeps insertion order, so the first key is the oldest window.
 */
@Injectable()
export class WindowStore implements ThrottlerStorage {
  private readonly windows = new Map<string, FixedWindow>();

  /** @param ttl length of the window in milliseconds */
  increment(key: string, ttl: number, limit: number): Promise<Increment> {
    const now = Date.now();
    const window = this.open(key, ttl, now);
    window.count += 1;
    const seconds = Math.max(1, Math.ceil((window.endsAt - now) / 1000));
    return Promise.resolve({
      totalHits: window.count,
      timeToExpire: seconds,
      isBlocked: window.count > limit,
      timeToBlockExpire: seconds,
    });
  }

  private open(key: string, ttl: number, now: number): FixedWindow {
    const present = this.windows.get(key);
    if (present !== undefined && present.endsAt > now) return present;
    this.windows.delete(key);
    if (this.windows.size >= MAX_KEYS) this.dropOldest(now);
    const window = { count: 0, endsAt: now + ttl };
    this.windows.set(key, window);
    return window;
  }

  private dropOldest(now: number): void {
    let dropped = 0;
    for (const [key, window] of this.windows) {
      // All that have ended go, and one that has not if none had.
      if (window.endsAt > now && dropped > 0) return;
      this.windows.delete(key);
      dropped += 1;
    }
  }
}
