import { errorRow, type ErrorCode } from './error-table';

/** A fault of one field of the request. `message` is ours and never holds the value that was sent. */
export interface FieldError {
  /** Path of the field, e.g. `attributes.email`. */
  readonly field: string;
  readonly message: string;
}

export interface AppErrorOptions {
  /** A sentence for this occurrence. Fixed words only: no value that a caller or Cognito sent. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Seconds until a retry makes sense; the table's figure when left out. */
  readonly retryAfter?: number;
  /** Overrides the table's status where the same code means another status in another place (`code_mismatch` inside a sign-in). */
  readonly status?: number;
  /** What happened underneath: for the log, never for the caller. */
  readonly cause?: unknown;
}

/** A failure that a caller may be told about. Anything else that is thrown becomes `internal_error`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly status: number;
  readonly detail: string | undefined;
  readonly errors: readonly FieldError[] | undefined;
  readonly retryAfter: number | undefined;

  constructor(
    readonly code: ErrorCode,
    options: AppErrorOptions = {},
  ) {
    super(code, { cause: options.cause });
    const row = errorRow(code);
    this.status = options.status ?? row.status;
    this.detail = options.detail;
    this.errors = options.errors;
    this.retryAfter = options.retryAfter ?? row.retryAfter;
  }
}
