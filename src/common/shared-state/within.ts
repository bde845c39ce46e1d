/** Something did not come in time. */
export class Late extends Error {
  override readonly name = 'Late';
}

/**
 * What `work` gives, if it comes in time. The work itself is not stopped.
 *
 * @param milliseconds how long to wait
 * @throws Late, and what `work` throws
 */
export function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // What has arrived meanwhile is read first: a process that was busy must not take itself for a slow Redis.
      setImmediate(() => {
        reject(new Late());
      });
    }, milliseconds);
    void work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
