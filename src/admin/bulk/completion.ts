/** How many are worked on at once. */
export interface Width {
  readonly underWay: number;
  /** How far the newest may be ahead of the oldest. */
  readonly spread: number;
}

/** What is to be done, in the order in which it comes. */
export interface Work<Item, Result> {
  readonly items: AsyncIterator<Item>;
  /** Must not fail. */
  readonly work: (item: Item) => Promise<Result>;
  /** Items of the same key are worked on one after the other, in their order. */
  readonly keyOf: (item: Item) => string | undefined;
  readonly width: Width;
  /** When aborted, nothing more is begun. */
  readonly stop: AbortSignal;
}

/**
 * Works on several items at once, and gives the results in order of completion. Nothing is begun while nobody takes results.
 *
 * @throws what reading `items` fails with, after the results of all that had been begun
 */
export async function* inOrderOfCompletion<Item, Result>(
  given: Work<Item, Result>,
): AsyncGenerator<readonly Result[]> {
  const pool = new Pool(given);
  try {
    for (;;) {
      pool.read();
      const ready = pool.take();
      if (ready.length > 0) yield ready;
      else if (pool.over) break;
      else await pool.changed();
    }
  } finally {
    // Not waited for: an item that is still to come may never do so.
    given.items.return?.().catch(() => undefined);
  }
  pool.throwFailure();
}

class Pool<Item, Result> {
  private ready: Result[] = [];
  private reading = false;
  private ended = false;
  private failure: { readonly error: unknown } | undefined;
  private begun = 0;
  /** Numbers of those under way, the oldest first. */
  private readonly underWay = new Set<number>();
  private readonly last = new Map<string, Promise<unknown>>();
  private wake: () => void = () => undefined;

  constructor(private readonly given: Work<Item, Result>) {
    given.stop.addEventListener('abort', () => {
      this.wake();
    });
  }

  /** Whether nothing is under way, and nothing more will be. */
  get over(): boolean {
    const noMore = this.ended || this.given.stop.aborted;
    return noMore && this.underWay.size === 0;
  }

  take(): readonly Result[] {
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  changed(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  /** Asks for the next item, if there is room for it. */
  read(): void {
    if (this.reading || this.ended || this.given.stop.aborted || !this.hasRoom()) return;
    this.reading = true;
    this.given.items
      .next()
      .then((next) => {
        if (next.done === true) this.ended = true;
        else this.begin(next.value);
      })
      .catch((error: unknown) => {
        this.ended = true;
        this.failure = { error };
      })
      .finally(() => {
        this.reading = false;
        this.wake();
      });
  }

  throwFailure(): void {
    if (this.failure !== undefined) throw this.failure.error;
  }

  private hasRoom(): boolean {
    const { underWay, spread } = this.given.width;
    const [oldest = this.begun] = this.underWay;
    return this.underWay.size + this.ready.length < underWay && this.begun - oldest < spread;
  }

  private begin(item: Item): void {
    const number = this.begun++;
    const { work, keyOf } = this.given;
    this.underWay.add(number);
    const key = keyOf(item);
    const before = key === undefined ? undefined : this.last.get(key);
    const done = before === undefined ? work(item) : before.then(() => work(item));
    const settled = done.then((result) => {
      this.underWay.delete(number);
      if (key !== undefined && this.last.get(key) === settled) this.last.delete(key);
      this.ready.push(result);
      this.wake();
    });
    if (key !== undefined) this.last.set(key, settled);
  }
}
