import { inOrderOfCompletion, type Width } from './completion';

/** Items 0, 1, 2 … with the work on them in the hands of the test. */
class Bench {
  read = 0;
  readonly begun: number[] = [];
  readonly stop = new AbortController();
  private readonly finish = new Map<number, () => void>();
  readonly results: AsyncGenerator<readonly number[]>;

  constructor(
    width: Width,
    private readonly count = Infinity,
    keyOf: (item: number) => string | undefined = () => undefined,
  ) {
    const items = this.items();
    const work = (item: number): Promise<number> =>
      new Promise((resolve) => {
        this.begun.push(item);
        this.finish.set(item, () => {
          resolve(item);
        });
      });
    this.results = inOrderOfCompletion({ items, work, keyOf, width, stop: this.stop.signal });
  }

  done(...items: number[]): void {
    for (const item of items) this.finish.get(item)?.();
  }

  /** Lets everything happen that can happen without the test. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  private async *items(): AsyncGenerator<number> {
    while (this.read < this.count) {
      yield await Promise.resolve(this.read++);
    }
    if (this.count < 0) throw new Error('the upload failed');
  }
}

it('has so many under way and no more, and gives what is done first', async () => {
  const bench = new Bench({ underWay: 3, spread: 100 });
  const next = bench.results.next();
  await bench.settle();
  expect(bench.begun).toEqual([0, 1, 2]);
  bench.done(2);
  expect((await next).value).toEqual([2]);
});

it('begins nothing while nobody takes results', async () => {
  const bench = new Bench({ underWay: 3, spread: 100 });
  const first = bench.results.next();
  await bench.settle();
  bench.done(0);
  await first;
  await bench.settle();
  bench.done(1, 2, 3);
  await bench.settle();
  expect(bench.begun).toEqual([0, 1, 2]);
  expect((await bench.results.next()).value).toEqual([1, 2]);
});

it('does not run away from an item that takes long', async () => {
  const bench = new Bench({ underWay: 3, spread: 5 });
  const taken: number[] = [];
  const taking = (async () => {
    for await (const some of bench.results) taken.push(...some);
  })();
  for (let turn = 0; turn < 10; turn++) {
    await bench.settle();
    bench.done(...bench.begun.filter((item) => item !== 0));
  }
  expect(taken).toEqual([1, 2, 3, 4]);
  bench.stop.abort();
  bench.done(0);
  await taking;
  expect(taken).toEqual([1, 2, 3, 4, 0]);
});

it('works on items of one key in their order, also when one of them is slow', async () => {
  const bench = new Bench({ underWay: 4, spread: 100 }, 4, (item) => (item === 3 ? 'other' : 'same'));
  const taken: number[] = [];
  const taking = (async () => {
    for await (const some of bench.results) taken.push(...some);
  })();
  await bench.settle();
  expect(bench.begun).toEqual([0, 3]);
  bench.done(3);
  await bench.settle();
  for (const item of [0, 1, 2]) {
    bench.done(item);
    await bench.settle();
  }
  await taking;
  expect(taken).toEqual([3, 0, 1, 2]);
});

it('gives what is under way when it is stopped, although nothing more comes in', async () => {
  const bench = new Bench({ underWay: 2, spread: 100 });
  const next = bench.results.next();
  await bench.settle();
  bench.stop.abort();
  bench.done(0, 1);
  expect((await next).value).toEqual([0, 1]);
  expect((await bench.results.next()).done).toBe(true);
  expect(bench.begun).toEqual([0, 1]);
});

it('fails as reading fails', async () => {
  const bench = new Bench({ underWay: 2, spread: 100 }, -1);
  await expect(bench.results.next()).rejects.toThrow('the upload failed');
});
