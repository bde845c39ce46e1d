interface Slot<V> {
  readonly value: V;
  readonly level: number;
  readonly until: number;
}

/**
 * A map of bounded size whose entries have a weight and end by themselves. When it is full the lightest entry goes, of these the oldest:
 * a flood of new keys pushes out one another, and not the window of somebody whose password is being guessed.
 */
export class WeighedMap<V> {
  private readonly slots = new Map<string, Slot<V>>();
  /** The same by weight, the oldest first. */
  private readonly levels: Map<string, Slot<V>>[];

  /**
   * @param capacity most entries
   * @param heaviest weights go from 1 to this; what weighs more counts as this
   */
  constructor(
    private readonly capacity: number,
    heaviest: number,
  ) {
    this.levels = Array.from({ length: heaviest }, () => new Map<string, Slot<V>>());
  }

  get size(): number {
    return this.slots.size;
  }

  get(key: string): V | undefined {
    return this.slots.get(key)?.value;
  }

  /**
   * @param until when the entry ends, in the unit of `now`
   * @param now the present
   */
  set(key: string, value: V, weight: number, until: number, now: number): void {
    const level = Math.min(Math.max(weight, 1), this.levels.length) - 1;
    const slot = this.slots.get(key);
    if (slot?.value === value && slot.level === level && slot.until === until) return;
    if (slot === undefined) this.makeRoom(now);
    else this.levels[slot.level]?.delete(key);
    const next = { value, level, until };
    this.slots.set(key, next);
    this.levels[level]?.set(key, next);
  }

  delete(key: string): void {
    const slot = this.slots.get(key);
    if (slot === undefined) return;
    this.slots.delete(key);
    this.levels[slot.level]?.delete(key);
  }

  [Symbol.iterator](): IterableIterator<[string, V]> {
    return this.entries();
  }

  private *entries(): IterableIterator<[string, V]> {
    for (const [key, { value }] of this.slots) yield [key, value];
  }

  /** Drops the two oldest entries of each weight if they have ended, and the lightest entry when there is still no room. */
  private makeRoom(now: number): void {
    for (const level of this.levels) {
      let looked = 0;
      for (const [key, { until }] of level) {
        if (looked++ === 2) break;
        if (until <= now) this.delete(key);
      }
    }
    if (this.slots.size < this.capacity) return;
    const lightest = this.levels.find(({ size }) => size > 0);
    for (const key of lightest?.keys() ?? []) {
      this.delete(key);
      return;
    }
  }
}
