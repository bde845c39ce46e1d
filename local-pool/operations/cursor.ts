import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';

/** How long a cursor is good for, in ms (documented for ListUsers, taken for all lists). */
const life = 60 * 60 * 1000;
const defaultPageSize = 60;

/** One page that a caller asks for. */
export interface PageRequest {
  /** What is listed, e.g. the operation, the pool and the filter: a cursor of another list is refused. */
  readonly list: string;
  /** Cursor of the page before. */
  readonly token: string | undefined;
  /** Most items. 0 and undefined stand for 60. */
  readonly limit: number | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Cursor of the next page; absent after the last one. */
  readonly next?: string;
}

interface Cursor {
  readonly list: string;
  readonly after: string;
  readonly until: number;
}

/**
 * Takes one page out of a list that is ordered by a key.
 *
 * @param fetch gives up to `count` items whose keys come after `after`
 * @throws PoolError InvalidParameterException for a cursor that is garbage, of another list, or older than an hour
 */
export function takePage<T>(
  context: PoolContext,
  request: PageRequest,
  keyOf: (item: T) => string,
  fetch: (after: string | undefined, count: number) => readonly T[],
): Page<T> {
  const limit = request.limit === undefined || request.limit === 0 ? defaultPageSize : request.limit;
  const found = fetch(positionIn(context, request), limit + 1);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (found.length <= limit || last === undefined) return { items };
  const cursor: Cursor = { list: request.list, after: keyOf(last), until: context.clock.now() + life };
  return { items, next: Buffer.from(JSON.stringify(cursor)).toString('base64url') };
}

/** `fetch` for a short list that is at hand, in the order of its keys. */
export function fromArray<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): (after: string | undefined, count: number) => readonly T[] {
  const sorted = [...items].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return (after, count) =>
    sorted.filter((item) => after === undefined || keyOf(item) > after).slice(0, count);
}

function positionIn(context: PoolContext, { token, list }: PageRequest): string | undefined {
  if (token === undefined) return undefined;
  const cursor = decode(token);
  if (cursor?.list !== list)
    throw new PoolError('InvalidParameterException', 'Invalid pagination token given.');
  if (cursor.until <= context.clock.now()) {
    throw new PoolError('InvalidParameterException', 'The pagination token has expired.');
  }
  return cursor.after;
}

function decode(token: string): Cursor | undefined {
  try {
    const cursor = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as Partial<Cursor> | null;
    const { list, after, until } = cursor ?? {};
    if (typeof list !== 'string' || typeof after !== 'string' || typeof until !== 'number') return undefined;
    return { list, after, until };
  } catch {
    return undefined;
  }
}
