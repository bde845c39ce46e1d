import { IndexBucket } from './index-bucket';
import { SortedValues } from './sorted-values';
import type { Collection, Position, Positioned } from './store';

/** What a collection is made of. */
export interface CollectionDefinition<T> {
  readonly key: (record: T) => string;
  /** Every index by its name, with the values a record is found under. */
  readonly indexes?: Readonly<Record<string, (record: T) => readonly string[]>>;
  /** Most records that are kept; the oldest ones go first. Default: no limit. */
  readonly cap?: number;
}

/** Told about every change, in order: the journal. `record` is undefined for a deletion. */
export type ChangeListener = (key: string, record: unknown) => void;

/** A collection in memory: a Map by key, and for each index a Map by value. */
export class MemoryCollection<T> implements Collection<T> {
  private readonly records = new Map<string, T>();
  /** Most index values belong to one record, so a bucket is only made for the second. */
  private readonly indexes = new Map<string, Map<string, string | IndexBucket>>();
  private readonly sorted = new Map<string, SortedValues>();

  constructor(
    private readonly definition: CollectionDefinition<T>,
    private readonly changed: ChangeListener,
  ) {
    for (const name of Object.keys(definition.indexes ?? {})) this.indexes.set(name, new Map());
  }

  get size(): number {
    return this.records.size;
  }

  get(key: string): T | undefined {
    return this.records.get(key);
  }

  values(): IterableIterator<T> {
    return this.records.values();
  }

  put(record: T): void {
    const key = this.definition.key(record);
    this.unindex(key);
    this.records.set(key, record);
    this.index(key, record);
    this.changed(key, record);
    this.trim();
  }

  delete(key: string): void {
    this.unindex(key);
    if (this.records.delete(key)) this.changed(key, undefined);
  }

  by(index: string, value: string): readonly T[] {
    const entry = this.indexNamed(index).get(value);
    if (entry === undefined) return [];
    return this.resolve(typeof entry === 'string' ? [entry] : entry.keys);
  }

  count(index: string, value: string): number {
    const entry = this.indexNamed(index).get(value);
    if (entry === undefined) return 0;
    return typeof entry === 'string' ? 1 : entry.keys.size;
  }

  page(index: string, value: string, after: string | undefined, limit: number): readonly T[] {
    const entry = this.indexNamed(index).get(value);
    if (entry === undefined) return [];
    if (typeof entry !== 'string') return this.resolve(entry.page(after, limit));
    return limit > 0 && (after === undefined || entry > after) ? this.resolve([entry]) : [];
  }

  pageStartingWith(
    index: string,
    prefix: string,
    after: Position | undefined,
    limit: number,
  ): readonly Positioned<T>[] {
    const values = this.indexNamed(index);
    const sorted = this.sorted.get(index) ?? new SortedValues();
    this.sorted.set(index, sorted);
    const found: Positioned<T>[] = [];
    for (const value of sorted.startingWith(prefix, after?.value ?? prefix, () => values.keys())) {
      const behind = value === after?.value ? after.key : undefined;
      for (const record of this.page(index, value, behind, limit - found.length)) {
        found.push({ record, position: { value, key: this.definition.key(record) } });
      }
      if (found.length >= limit) break;
    }
    return found;
  }

  /** Puts a record read from the journal. The indexes are built by one `reindex` after the last of them. */
  restore(key: string, record: T | undefined): void {
    if (record === undefined) this.records.delete(key);
    else this.records.set(key, record);
  }

  reindex(): void {
    for (const [key, record] of this.records) this.index(key, record);
  }

  keyOf(record: T): string {
    return this.definition.key(record);
  }

  private trim(): void {
    const { cap } = this.definition;
    if (cap === undefined || this.records.size <= cap) return;
    const oldest = this.records.keys().next().value;
    if (oldest !== undefined) this.delete(oldest);
  }

  private index(key: string, record: T): void {
    for (const [name, valuesOf] of Object.entries(this.definition.indexes ?? {})) {
      const index = this.indexNamed(name);
      const sorted = this.sorted.get(name);
      for (const value of valuesOf(record)) {
        if (!index.has(value)) sorted?.add(value);
        add(index, value, key);
      }
    }
  }

  private unindex(key: string): void {
    const record = this.records.get(key);
    if (record === undefined) return;
    for (const [name, valuesOf] of Object.entries(this.definition.indexes ?? {})) {
      const index = this.indexNamed(name);
      const sorted = this.sorted.get(name);
      for (const value of valuesOf(record)) {
        remove(index, value, key);
        if (!index.has(value)) sorted?.delete(value);
      }
    }
  }

  private resolve(keys: Iterable<string>): readonly T[] {
    const found: T[] = [];
    for (const key of keys) {
      const record = this.records.get(key);
      if (record !== undefined) found.push(record);
    }
    return found;
  }

  private indexNamed(name: string): Map<string, string | IndexBucket> {
    const index = this.indexes.get(name);
    if (!index) throw new Error(`No index is named ${name}`);
    return index;
  }
}

function add(index: Map<string, string | IndexBucket>, value: string, key: string): void {
  const entry = index.get(value);
  if (entry === undefined) {
    index.set(value, key);
  } else if (typeof entry !== 'string') {
    entry.add(key);
  } else if (entry !== key) {
    const bucket = new IndexBucket();
    bucket.add(entry);
    bucket.add(key);
    index.set(value, bucket);
  }
}

function remove(index: Map<string, string | IndexBucket>, value: string, key: string): void {
  const entry = index.get(value);
  if (entry === key) {
    index.delete(value);
  } else if (entry instanceof IndexBucket) {
    entry.delete(key);
    if (entry.keys.size === 0) index.delete(value);
  }
}
