/** The keys that share one index value, with a sorted view that is built when the first page is asked for. */
export class IndexBucket {
  readonly keys = new Set<string>();
  private sorted: string[] | undefined;

  add(key: string): void {
    if (this.keys.has(key)) return;
    this.keys.add(key);
    if (this.sorted) this.sorted.splice(firstAfter(this.sorted, key), 0, key);
  }

  delete(key: string): void {
    if (!this.keys.delete(key) || !this.sorted) return;
    this.sorted.splice(firstAfter(this.sorted, key) - 1, 1);
  }

  /** Up to `limit` keys in ascending order, beginning after `after`. */
  page(after: string | undefined, limit: number): readonly string[] {
    this.sorted ??= [...this.keys].sort();
    const from = after === undefined ? 0 : firstAfter(this.sorted, after);
    return this.sorted.slice(from, from + limit);
  }
}

/** Position of the first key greater than `key`. */
export function firstAfter(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}
