import type { AppError } from '../../common/errors/app-error';
import { problemOf } from '../../common/errors/problem';
import type { BulkAnswerLine, BulkProblem } from './bulk.dto';
import type { ReadLine } from './bulk-line';
import type { Done } from './line.service';

/** Keeps the figures of a run, and writes the lines of its answer. */
export class BulkRun {
  private lines = 0;
  private failed = 0;
  private already = 0;
  /** The line behind the last one that was begun. */
  private behind: number;
  /** The first line that was read and not begun. */
  private left = Infinity;

  constructor(
    private readonly startedAt: string,
    private readonly from: number,
  ) {
    this.behind = from;
  }

  first(): BulkAnswerLine {
    const { startedAt, from } = this;
    return { run: { startedAt, from } };
  }

  /** Nothing has been done of a line. */
  leave({ number }: ReadLine): void {
    this.left = Math.min(this.left, number);
  }

  /** Counts a line that has been worked on. */
  result({ number, id }: ReadLine, done: Done): BulkAnswerLine {
    this.lines += 1;
    this.behind = Math.max(this.behind, number + 1);
    const about = { line: number, ...(id === undefined ? {} : { id }) };
    if (done.failure !== undefined) {
      this.failed += 1;
      const problem = problemIn(done.failure);
      return { ...about, status: problem.status, problem };
    }
    if (done.already) this.already += 1;
    return {
      ...about,
      status: done.operation?.rule.status ?? 200,
      ...(done.already ? { already: true } : {}),
      ...(done.data === undefined ? {} : { data: done.data }),
    };
  }

  /** @param stop why the run ends before the end of the file */
  last(stop: AppError | undefined): BulkAnswerLine {
    const { lines, failed, already } = this;
    const ended =
      stop === undefined ? {} : { next: Math.min(this.left, this.behind), problem: problemIn(stop) };
    const counts = { lines, succeeded: lines - failed, failed, already };
    return { summary: { complete: stop === undefined, ...counts, ...ended } };
  }
}

/** The problem document of a failure without what it says of the request. */
export function problemIn(failure: unknown): BulkProblem {
  const { body } = problemOf(failure, { id: '', url: '/', headers: {} });
  const { type, title, status, code, detail, errors, retryAfter } = body;
  return {
    ...{ type, title, status, code, detail },
    ...(errors === undefined ? {} : { errors: [...errors] }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}
