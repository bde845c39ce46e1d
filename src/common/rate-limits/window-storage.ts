import type { ThrottlerStorage } from '@nestjs/throttler';
import { WeighedMap } from './weighed-map';

/** Most windows at a time, some 250 bytes each. */
const CAPACITY = 100_000;
/** Weights of windows are powers of two of their hits, up to 2,048. */
const HEAVIEST = 12;

/** How far two readings of the end of one window may be apart, milliseconds. */
const JITTER = 50;

/** A window that is open. */
export interface Counter {
  hits: number;
  /** How many of them only this instance has counted. */
  alone: number;
  /** When it ends, monotonic milliseconds. */
  readonly endsAt: number;
}

/** What the throttler wants to know about a hit; times in whole seconds. */
export type Hit = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/**
 * Fixed windows in memory. The throttler's own storage keeps a timer per hit; here a hit is one look into a map, and each new
 * window drops some that have ended. When the map is full, the window with the fewest hits goes.
 */
export class WindowStorage implements ThrottlerStorage {
  private readonly counters: WeighedMap<Counter>;

  /** @param clock monotonic milliseconds */
  constructor(
    readonly clock: () => number = () => performance.now(),
    capacity = CAPACITY,
  ) {
    this.counters = new WeighedMap(capacity, HEAVIEST);
  }

  get size(): number {
    return this.counters.size;
  }

  /**
   * @param ttl length of the window in milliseconds
   * @param limit hits that pass
   */
  increment(key: string, ttl: number, limit: number): Promise<Hit> {
    const now = this.clock();
    const counter = this.open(key, now) ?? { hits: 0, alone: 0, endsAt: now + ttl };
    counter.alone++;
    return Promise.resolve(this.count(key, counter, limit, now));
  }

  /** The window as it is now, if one is open. */
  open(key: string, now: number): Counter | undefined {
    const counter = this.counters.get(key);
    return counter !== undefined && counter.endsAt > now ? counter : undefined;
  }

  /**
   * Counts a hit that all instances have counted together, and keeps their count, so that this instance could go on alone with it. Where
   * its own count is higher, theirs has been lost, and its own goes on.
   *
   * @param shared the window of all instances, with this hit in it
   */
  adopt(key: string, shared: Pick<Counter, 'hits' | 'endsAt'>, limit: number): Hit {
    const now = this.clock();
    const own = this.open(key, now);
    if (own !== undefined && own.hits >= shared.hits) return this.count(key, own, limit, now);
    const same = own !== undefined && Math.abs(own.endsAt - shared.endsAt) < JITTER;
    const counter = same ? own : { alone: 0, endsAt: shared.endsAt, hits: 0 };
    counter.hits = shared.hits - 1;
    return this.count(key, counter, limit, now);
  }

  private count(key: string, counter: Counter, limit: number, now: number): Hit {
    counter.hits++;
    this.counters.set(key, counter, 32 - Math.clz32(counter.hits), counter.endsAt, now);
    // Whole milliseconds first: a clock with fractions makes 60,000.000000007 of them, and that is not 61 seconds.
    const timeToExpire = Math.max(1, Math.ceil(Math.round(counter.endsAt - now) / 1000));
    const isBlocked = counter.hits > limit;
    return {
      totalHits: counter.hits,
      timeToExpire,
      isBlocked,
      timeToBlockExpire: isBlocked ? timeToExpire : 0,
    };
  }
}
