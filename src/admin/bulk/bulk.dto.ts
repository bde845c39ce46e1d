import { Type } from 'class-transformer';
import { IsInt, IsISO8601, Max, Min } from 'class-validator';
import { MayBeLeftOut } from '../../cognito/input.validators';

/** Where a run begins. */
export class BulkQuery {
  /**
   * The first line to work on; those before it are passed over. 1 when left out.
   * @example 1
   */
  @MayBeLeftOut()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  from?: number;
  /**
   * `run.startedAt` of the first attempt at these lines: what has been done since then is found done, and not done again.
   * @example 2026-01-31T09:30:00.000Z
   */
  @MayBeLeftOut()
  @IsISO8601({ strict: true, strictSeparator: true })
  since?: string;
}

/** A failure of one line: the problem document that the route for it alone would answer, without what is said of requests. */
export class BulkProblem {
  /** @example /errors/username_exists */
  type: string;
  /** @example The username is taken */
  title: string;
  /** @example 409 */
  status: number;
  /** @example username_exists */
  code: string;
  detail: string;
  /** Faults of single members. */
  errors?: BulkFieldError[];
  /** Seconds after which it makes sense to try again. */
  retryAfter?: number;
}

/** A fault of one member of a line. */
export class BulkFieldError {
  /** @example attributes.email */
  field: string;
  message: string;
}

/** The first line of the answer. */
export class BulkRun {
  /**
   * When the first attempt at these lines began: `since`, or now. Keep it to resume the run.
   * @example 2026-01-31T09:30:00.000Z
   */
  startedAt: string;
  /** The first line that is worked on. */
  from: number;
}

/** The last line of the answer. Without it the answer has been cut off. */
export class BulkSummary {
  /** Whether the run came to the end of the file. */
  complete: boolean;
  /** How many lines were worked on. */
  lines: number;
  succeeded: number;
  failed: number;
  /** Of the succeeded, those that had been done before. */
  already: number;
  /** Where to go on, when the run is not complete: nothing has been done from this line on. */
  next?: number;
  /** Why it is not complete. */
  problem?: BulkProblem;
}

/** A line of the answer: `run` first, `summary` last, and in between a result for each line, in order of completion. */
export class BulkAnswerLine {
  run?: BulkRun;
  summary?: BulkSummary;
  /**
   * Of the result: the line that it is about, counted from 1.
   * @example 1
   */
  line?: number;
  /** Of the result: the `id` that the line gives itself. */
  id?: string;
  /**
   * Of the result: the status that the route for this alone would answer with.
   * @example 201
   */
  status?: number;
  /** Of the result: whether it was found done already, by an earlier attempt at the run. */
  already?: true;
  /** Of a success: `data` of the route for this alone. */
  data?: object;
  /** Of a failure. */
  problem?: BulkProblem;
}
