import type { AdminUser } from './admin-user.dto';
import { pageWithin } from './pages-within';

/** Pages of Cognito's, in which some are ours: `o` ours, `.` somebody else's. */
function reader(...pages: string[]) {
  const read = (token: string | undefined) => {
    const index = Number(token ?? 0);
    const users = Array.from(pages[index] ?? '').map((kind, at) => ({ username: `${kind}${index}.${at}` }));
    return Promise.resolve({
      users: users as AdminUser[],
      token: index + 1 < pages.length ? String(index + 1) : undefined,
    });
  };
  return jest.fn(read);
}

const ours = ({ username }: AdminUser): boolean => username.startsWith('o');
const names = (users: readonly AdminUser[]): string[] => users.map(({ username }) => username);

/** All pages, and whether any of them was empty. */
async function all(limit: number, read: ReturnType<typeof reader>): Promise<string[][]> {
  const pages: string[][] = [];
  let next: string | undefined;
  do {
    const page = await pageWithin(next, limit, read, ours);
    pages.push(names(page.users));
    next = page.next;
  } while (next !== undefined);
  return pages;
}

describe('a page of those whom somebody may see', () => {
  it.each([
    [2, ['oo.o', '..', '.oo'], [['o0.0', 'o0.1'], ['o0.3', 'o2.1'], ['o2.2']]],
    [3, ['ooo', '...'], [['o0.0', 'o0.1', 'o0.2']]],
    [1, ['.o.', 'o'], [['o0.1'], ['o1.0']]],
    [60, ['...', '...'], [[]]],
    [60, [''], [[]]],
  ])('of %i out of %j', async (limit, upstream, pages) => {
    expect(await all(limit, reader(...upstream))).toEqual(pages);
  });

  it('is followed by another only if there is somebody on it', async () => {
    const { next } = await pageWithin(undefined, 1, reader('o', '.', '.'), ours);
    expect(next).toBeUndefined();
  });

  it('ends where looking on would take too long', async () => {
    const read = reader(...Array.from({ length: 30 }, () => '.'), 'o');
    expect(await all(5, read)).toEqual([[], [], [], ['o30.0']]);
    expect(read).toHaveBeenCalledTimes(31);
  });

  it.each(['', 'x', '0', '100 token', '-1 token'])('begins at no place called %j', async (start) => {
    await expect(pageWithin(start, 1, reader('o'), ours)).rejects.toMatchObject({ code: 'invalid_cursor' });
  });
});
