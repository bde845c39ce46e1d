/** What work fails with that has been given up. */
export const givenUp = new Error('given up, as its time has ended');

/**
 * Waits for a piece of work, but no longer than it may take. Work that is given up is told by its signal; it is not waited for.
 *
 * @param milliseconds how long it may take
 * @throws givenUp, and what the work throws in time
 */
export async function inTime<T>(
  milliseconds: number,
  work: (signal: AbortSignal, remaining: () => number) => T | Promise<T>,
): Promise<T> {
  if (milliseconds <= 0) throw givenUp;
  const end = performance.now() + milliseconds;
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      controller.abort(givenUp);
      reject(givenUp);
    }, milliseconds);
  });
  try {
    const remaining = (): number => Math.max(0, end - performance.now());
    return await Promise.race([Promise.resolve(work(controller.signal, remaining)), late]);
  } finally {
    clearTimeout(timer);
  }
}
