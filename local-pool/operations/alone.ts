import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';

const underWay = new WeakMap<PoolContext, Set<string>>();

/**
 * Does something that must not be done twice at the same time.
 *
 * @param what names it, and for whom
 * @throws PoolError ConcurrentModificationException while the same is under way; then whatever `act` throws
 */
export async function alone<T>(context: PoolContext, what: string, act: () => Promise<T>): Promise<T> {
  const names = underWay.get(context) ?? new Set();
  underWay.set(context, names);
  if (names.has(what)) {
    throw new PoolError('ConcurrentModificationException', 'The same request is being processed already.');
  }
  names.add(what);
  try {
    return await act();
  } finally {
    names.delete(what);
  }
}
