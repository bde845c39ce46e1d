import type { SignalLike } from './platform.ts';

/**
 * Settles as the work does, or is rejected as soon as the signal is aborted. The work itself goes on: others may wait for it.
 *
 * @throws the signal's reason
 */
export async function unlessAborted<T>(work: Promise<T>, signal: SignalLike | undefined): Promise<T> {
  if (signal === undefined) return work;
  let leave = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    leave = () => {
      reject(reasonOf(signal));
    };
    signal.addEventListener('abort', leave);
    if (signal.aborted) leave();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** @throws the signal's reason when it is aborted */
export function throwIfAborted(signal: SignalLike | undefined): void {
  if (signal?.aborted === true) throw reasonOf(signal);
}

/** React Native has aborted signals without a reason, and no DOMException. */
function reasonOf({ reason }: SignalLike): Error {
  if (reason !== undefined) return reason as Error;
  return Object.assign(new Error('The call was aborted'), { name: 'AbortError' });
}
