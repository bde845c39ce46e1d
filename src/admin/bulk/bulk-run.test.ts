import { AppError } from '../../common/errors/app-error';
import type { ReadLine } from './bulk-line';
import { BulkRun } from './bulk-run';

const line = (number: number): ReadLine => ({ number }) as ReadLine;
const done = { operation: undefined, already: false };
const next = (run: BulkRun): unknown => {
  const { summary } = run.last(new AppError('not_ready')) as { summary: { next?: number } };
  return summary.next;
};

it('goes on behind the newest line that was worked on', () => {
  const run = new BulkRun('2026-01-01T00:00:00.000Z', 5);
  expect(next(run)).toBe(5);
  for (const number of [6, 5]) run.result(line(number), done);
  expect(next(run)).toBe(7);
});

it('goes on at the oldest line that was left, which may wait for another line about its user', () => {
  const run = new BulkRun('2026-01-01T00:00:00.000Z', 1);
  for (const number of [1, 3, 4]) run.result(line(number), done);
  for (const number of [5, 2, 6]) run.leave(line(number));
  expect(next(run)).toBe(2);
});
