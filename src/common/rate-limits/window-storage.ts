import type { ThrottlerStorage } from '@nestjs/throttler';

/** Most windows at a time, some 150 bytes each. */
const CAPACITY = 100_000;

interface Counter {
  hits: number;
  /** Monotonic milliseconds. */
  readonly opensAt: number;
}

/** What the throttler wants to know about a hit; times in whole seconds. */
type Hit = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/**
 * Fixed windows in memory. The throttler's own storage keeps a timer per hit; here a hit is one look into a map, and each new
 * window drops two that have ended. When the map is full, the oldest window goes.
 */
export class WindowStorage implements ThrottlerStorage {
  private readonly counters = new Map<string, Counter>();

  /** @param clock monotonic milliseconds */
  constructor(
    private readonly clock: () => number = () => performance.now(),
    private readonly capacity = CAPACITY,
  ) {}

  get size(): number {
    return this.counters.size;
  }

  /**
   * @param ttl length of the window in milliseconds
   * @param limit hits that pass
   */
  increment(key: string, ttl: number, limit: number): Promise<Hit> {
    const now = this.clock();
    const counter = this.open(key, now) ?? this.start(key, ttl, now);
    counter.hits++;
    // Whole milliseconds first: a clock with fractions makes 60,000.000000007 of them, and that is not 61 seconds.
    const timeToExpire = Math.max(1, Math.ceil(Math.round(counter.opensAt - now) / 1000));
    const isBlocked = counter.hits > limit;
    return Promise.resolve({
      totalHits: counter.hits,
      timeToExpire,
      isBlocked,
      timeToBlockExpire: isBlocked ? timeToExpire : 0,
    });
  }

  private open(key: string, now: number): Counter | undefined {
    const counter = this.counters.get(key);
    return counter !== undefined && counter.opensAt > now ? counter : undefined;
  }

  private start(key: string, ttl: number, now: number): Counter {
    // Deleting first moves the key to the young end, so that the oldest windows come first.
    this.counters.delete(key);
    this.dropOldest(now);
    const counter = { hits: 0, opensAt: now + ttl };
    this.counters.set(key, counter);
    return counter;
  }

  private dropOldest(now: number): void {
    let looked = 0;
    for (const [key, { opensAt }] of this.counters) {
      if (looked++ === 2) return;
      if (opensAt <= now || this.counters.size >= this.capacity) this.counters.delete(key);
    }
  }
}
