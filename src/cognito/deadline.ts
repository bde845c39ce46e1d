import { AppError } from '../common/errors/app-error';

/** The time a call has left. */
export interface Deadline {
  /** Aborts when the time is up. */
  readonly signal: AbortSignal;
  /** Milliseconds left. */
  remaining(): number;
}

/**
 * Runs `work` and ends it when its time is up, whatever it waits for: name resolution, credentials, a connection, headers or the
 * rest of a body.
 *
 * @param milliseconds the time for everything
 * @throws AppError `upstream_timeout`, and what `work` throws
 */
export async function withDeadline<T>(
  milliseconds: number,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const end = performance.now() + milliseconds;
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new AppError('upstream_timeout', { cause: `no answer within ${milliseconds} ms` });
      reject(error);
      controller.abort(error);
    }, milliseconds);
  });
  try {
    return await Promise.race([
      work({ signal: controller.signal, remaining: () => end - performance.now() }),
      timeUp,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
