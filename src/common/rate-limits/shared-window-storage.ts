import type { ThrottlerStorage } from '@nestjs/throttler';
import type { SharedLimits } from './shared-limits';
import type { Hit, WindowStorage } from './window-storage';

/** Fixed windows that all instances count together. While Redis does not answer this one counts alone, from where they were. */
export class SharedWindowStorage implements ThrottlerStorage {
  constructor(
    private readonly own: WindowStorage,
    private readonly shared: SharedLimits,
  ) {}

  /**
   * @param ttl length of the window in milliseconds
   * @param limit hits that pass
   */
  increment(key: string, ttl: number, limit: number): Promise<Hit> {
    return this.shared.usable ? this.together(key, ttl, limit) : this.alone(key, ttl, limit);
  }

  private async together(key: string, ttl: number, limit: number): Promise<Hit> {
    // Read before Redis does, so that the window never seems to last longer than it does there.
    const asked = this.own.clock();
    const answer = await this.shared.hit(sharedKey(key), ttl);
    if (answer === undefined) return this.alone(key, ttl, limit);
    return this.own.adopt(key, { hits: answer.hits, endsAt: asked + answer.left }, limit);
  }

  private alone(key: string, ttl: number, limit: number): Promise<Hit> {
    const hit = this.own.increment(key, ttl, limit);
    void this.shared.oweHits(sharedKey(key), () => this.owed(key));
    return hit;
  }

  /** What only this instance has counted, which is told by that. */
  private owed(key: string): { hits: number; left: number } | undefined {
    const now = this.own.clock();
    const counter = this.own.open(key, now);
    if (counter === undefined || counter.alone === 0) return undefined;
    const { alone: hits } = counter;
    counter.alone = 0;
    return { hits, left: Math.ceil(counter.endsAt - now) };
  }
}

const sharedKey = (key: string): string => `ip:${key}`;
