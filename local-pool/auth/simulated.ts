import type { Collection } from '../store/store';

/** Most records that names without a user can make in one collection. */
const most = 10_000;

const made = new WeakMap<object, Set<string>>();

/**
 * Notes a record that was made for a name without a user. Anybody can send any number of such names, so only the latest are kept.
 */
export function rememberSimulated(collection: Pick<Collection<never>, 'delete'>, id: string): void {
  const ids = made.get(collection) ?? new Set<string>();
  made.set(collection, ids);
  ids.delete(id);
  ids.add(id);
  const [oldest] = ids;
  if (ids.size <= most || oldest === undefined) return;
  ids.delete(oldest);
  collection.delete(oldest);
}
