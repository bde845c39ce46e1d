import { AppError } from '../common/errors/app-error';

/** The time a call has left. */
export interface Deadline {
  /** Aborts when the time is up. */
  readonly signal: AbortSignal;
  /** Milliseconds left. */
  remaining(): number;
  /**
   * What `work` gives, if it comes in time: also of work that does not look at the signal.
   *
   * @throws AppError `upstream_timeout`, and what `work` throws
   */
  readonly within: <T>(work: Promise<T>) => Promise<T>;
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
  const within = <T>(working: Promise<T>): Promise<T> => Promise.race([working, timeUp]);
  try {
    return await within(
      work({ signal: controller.signal, remaining: () => end - performance.now(), within }),
    );
  } finally {
    clearTimeout(timer);
  }
}
