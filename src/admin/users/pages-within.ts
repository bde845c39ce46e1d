import { AppError } from '../../common/errors/app-error';
import type { AdminUser } from './admin-user.dto';

/** A page as Cognito gives it. */
export interface UpstreamPage {
  readonly users: readonly AdminUser[];
  readonly token: string | undefined;
}

/** Most users of a page of Cognito's. */
export const UPSTREAM_LIMIT = 60;
/** Most pages of Cognito's that are looked through for one of ours: in a pool of many accounts a list takes several. */
const PAGES = 10;

/** Where a list goes on: within a page of Cognito's. */
interface Place {
  /** Undefined for the first page. */
  readonly token: string | undefined;
  readonly skip: number;
}

/**
 * One page of those whom somebody may see, sorted out of a list of everybody. There is a next page only if there is somebody on it, so
 * that pages tell nothing of who has been left out; unless so many have been left out that looking on would take too long.
 *
 * @param start what `next` was on the page before; undefined for the first page
 * @param limit most users of the page
 * @throws AppError `invalid_cursor`, and what `read` throws
 */
export async function pageWithin(
  start: string | undefined,
  limit: number,
  read: (token: string | undefined) => Promise<UpstreamPage>,
  maySee: (user: AdminUser) => boolean,
): Promise<{ readonly users: AdminUser[]; readonly next: string | undefined }> {
  const users: AdminUser[] = [];
  let place = placeFrom(start);
  for (let pages = 0; pages < PAGES; pages++) {
    const page = await read(place.token);
    for (const [index, user] of page.users.entries()) {
      if (index < place.skip || !maySee(user)) continue;
      if (users.length === limit) return { users, next: nameOf({ token: place.token, skip: index }) };
      users.push(user);
    }
    if (page.token === undefined) return { users, next: undefined };
    place = { token: page.token, skip: 0 };
  }
  return { users, next: nameOf(place) };
}

function nameOf({ token = '', skip }: Place): string {
  return `${skip} ${token}`;
}

function placeFrom(name: string | undefined): Place {
  if (name === undefined) return { token: undefined, skip: 0 };
  const [, skip, token] = /^(\d{1,2}) (.*)$/s.exec(name) ?? [];
  if (skip === undefined || token === undefined) throw new AppError('invalid_cursor');
  return { token: token === '' ? undefined : token, skip: Number(skip) };
}
