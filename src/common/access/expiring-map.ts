/**
 * A map of bounded size whose entries end by themselves. All operations but iteration take constant time: each write looks at the two
 * oldest entries and drops them when their time has come. When it is full, the oldest entry goes.
 */
export class ExpiringMap<V> {
  private readonly entries = new Map<string, { readonly value: V; readonly until: number }>();

  /**
   * @param capacity most entries
   * @param dropped told of values that go before their time, for want of room
   */
  constructor(
    private readonly capacity: number,
    private readonly dropped?: (value: V) => void,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  /**
   * @param until when the entry ends, in the unit of `now`
   * @param now the present
   */
  set(key: string, value: V, until: number, now: number): void {
    // Deleting first moves the entry to the young end.
    this.entries.delete(key);
    this.dropOldest(now);
    this.entries.set(key, { value, until });
  }

  get(key: string, now: number): V | undefined {
    const entry = this.entries.get(key);
    return entry !== undefined && entry.until > now ? entry.value : undefined;
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  /** What has not ended. */
  *current(now: number): Iterable<[string, V]> {
    for (const [key, { value, until }] of this.entries) if (until > now) yield [key, value];
  }

  private dropOldest(now: number): void {
    let looked = 0;
    for (const [key, { value, until }] of this.entries) {
      if (looked++ === 2) return;
      if (until > now && this.entries.size < this.capacity) continue;
      this.entries.delete(key);
      if (until > now) this.dropped?.(value);
    }
  }
}
