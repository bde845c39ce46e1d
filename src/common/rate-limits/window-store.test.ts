import { WindowStore } from './window-store';

it('counts within a window and blocks beyond the limit, with the true time to wait', async () => {
  jest.useFakeTimers({ now: 1_800_000_000_000 });
  const store = new WindowStore();
  const hits = [];
  for (let i = 0; i < 3; i++) hits.push(await store.increment('a', 60_000, 2));
  expect(hits.map(({ totalHits, isBlocked }) => [totalHits, isBlocked])).toEqual([
    [1, false],
    [2, false],
    [3, true],
  ]);
  jest.setSystemTime(1_800_000_045_500);
  expect(await store.increment('a', 60_000, 2)).toMatchObject({ isBlocked: true, timeToBlockExpire: 15 });
  jest.setSystemTime(1_800_000_060_000);
  expect(await store.increment('a', 60_000, 2)).toMatchObject({ totalHits: 1, isBlocked: false });
  jest.useRealTimers();
});

it('is bounded: the oldest keys go first', async () => {
  const store = new WindowStore();
  await store.increment('first', 60_000, 1);
  for (let i = 0; i < 100_000; i++) await store.increment(String(i), 60_000, 1);
  expect(await store.increment('99999', 60_000, 1)).toMatchObject({ totalHits: 2 });
  expect(await store.increment('first', 60_000, 1)).toMatchObject({ totalHits: 1 });
});
