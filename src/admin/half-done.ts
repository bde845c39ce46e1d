import { AppError } from '../common/errors/app-error';

/**
 * The same failure, with a sentence on what has been done in spite of it.
 *
 * @param detail fixed words: no value that a caller or Cognito sent
 */
export function halfDone(error: unknown, detail: string): unknown {
  if (!(error instanceof AppError)) return error;
  const { code, status, retryAfter } = error;
  return new AppError(code, {
    detail,
    status,
    cause: error,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}
