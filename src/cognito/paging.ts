import { decodeCursor, encodeCursor } from '../common/http/cursor';
import { Page } from '../common/http/page';
import { refusingCursor } from './refusing-cursor';

/** A page as Cognito gives it, whatever the operation calls its members. */
export interface UpstreamPage<T> {
  readonly items: readonly T[] | undefined;
  readonly token: string | undefined;
}

/**
 * One page of a list of Cognito's.
 *
 * @param list name of the list: a cursor of one list is worth nothing in another
 * @param cursor of the page before
 * @param read called with the token of the page
 * @throws AppError `invalid_cursor`, and what `read` throws
 */
export async function pageOf<T, Item>(
  list: string,
  cursor: string | undefined,
  read: (token: string | undefined) => Promise<UpstreamPage<T>>,
  itemFrom: (item: T) => Item,
): Promise<Page<Item>> {
  const token = cursor === undefined ? undefined : decodeCursor(list, cursor);
  const { items, token: next } = await refusingCursor(token, () => read(token));
  return new Page((items ?? []).map(itemFrom), next === undefined ? undefined : encodeCursor(list, next));
}
