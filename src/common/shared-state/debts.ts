import type { Redis } from './redis';

/** Most things owed, some 200 bytes each. */
const CAPACITY = 50_000;
/** How many are paid at a time. */
const TOGETHER = 500;

type Work = (redis: Redis) => Promise<unknown>;

/** What Redis should have been told and has not. When there is too much of it, all that is known has to be told instead. */
export class Debts {
  private readonly owed = new Map<string, Work>();
  /** Whether something has been dropped. */
  private lost = false;

  get empty(): boolean {
    return this.owed.size === 0;
  }

  get overflown(): boolean {
    return this.lost;
  }

  /** @returns what to settle it with */
  add(key: string, work: Work): Work {
    if (this.owed.size >= CAPACITY && !this.owed.has(key)) this.lost = true;
    else this.owed.set(key, work);
    return work;
  }

  /** It has been paid, unless something else is owed by this name meanwhile. */
  settle(key: string, work: Work): void {
    if (this.owed.get(key) === work) this.owed.delete(key);
  }

  delete(key: string): boolean {
    return this.owed.delete(key);
  }

  /** Pays everything. @throws whatever Redis does: what has not been paid is still owed */
  async pay(redis: Redis): Promise<void> {
    const all = [...this.owed];
    for (let i = 0; i < all.length; i += TOGETHER) {
      const some = all.slice(i, i + TOGETHER);
      await Promise.all(some.map(([, work]) => work(redis)));
      for (const [key, work] of some) this.settle(key, work);
    }
    this.lost = false;
  }
}
