import type { AppErrorOptions } from '../common/errors/app-error';
import type { ErrorCode } from '../common/errors/error-table';

/** What an exception means to a caller: the code, and what this occurrence adds to its row of the error table. */
export interface Meaning extends Pick<AppErrorOptions, 'detail' | 'errors' | 'status'> {
  readonly code: ErrorCode;
}
