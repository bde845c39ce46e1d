import { platform } from './platform.ts';

/**
 * Lets one do the work at a time, across the tabs of a browser where it has the Web Locks API. Elsewhere the work is done at once: the
 * caller keeps its own order.
 */
export async function exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = platform.navigator?.locks;
  if (locks === undefined) return work();
  const turn: { result?: Promise<T> } = {};
  try {
    await locks.request(name, () => (turn.result = work()));
  } catch {
    // Either the work has failed, which its result tells, or there is no lock: a sandboxed frame has the API and may not use it.
  }
  return turn.result ?? work();
}
