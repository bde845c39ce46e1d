import { DATE, expectData, expectFieldFault, expectProblem, UUID } from '../support/answers';
import type { Answer } from '../support/gatehouse';
import { Administration } from './people';

let admin: Administration;

/** Twelve people: the names repeat, so that searches find some and not all. */
const people: string[] = [];
const INVITED = 'invited.one@example.org';

beforeAll(async () => {
  admin = await Administration.start();
  await admin.group('team');
  for (let i = 0; i < 11; i++) {
    const given_name = i % 2 === 0 ? 'Anna' : 'Bert';
    const name = `${given_name} "${i}" \\o/`;
    people.push(await admin.user({ given_name, name }, i < 5 ? { groups: ['team'] } : {}));
  }
  people.push(await admin.invited(INVITED, { given_name: 'Anna' }, { groups: ['team'] }));
});
afterAll(() => admin.close());

const list = (query: Record<string, string>): Promise<Answer> =>
  admin.get(`users?${new URLSearchParams(query).toString()}`);

const emails = (answer: Answer): string[] => {
  expect(answer.status).toBe(200);
  return answer.body.data.map((user: { attributes: { email: string } }) => user.attributes.email).sort();
};

/** All pages of a list. */
async function all(query: Record<string, string>): Promise<{ found: string[]; pages: number }> {
  const found: string[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const answer = await list({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...emails(answer));
    cursor = answer.body.meta.nextCursor;
    pages++;
  } while (cursor !== undefined && pages < 50);
  return { found: found.sort(), pages };
}

const sorted = (list: string[]): string[] => [...list].sort();

describe('GET /v1/admin/users', () => {
  it('finds one user by e-mail address', async () => {
    expectData(await list({ attribute: 'email', value: people[0] ?? '' }), 200, [
      {
        sub: UUID,
        username: expect.any(String),
        status: 'CONFIRMED',
        enabled: true,
        attributes: {
          email: people[0],
          email_verified: true,
          given_name: 'Anna',
          name: String.raw`Anna "0" \o/`,
        },
        createdAt: DATE,
        updatedAt: DATE,
      },
    ]);
  });

  it('gives every user once over all pages', async () => {
    const { found, pages } = await all({ limit: '5' });
    expect(found).toEqual(expect.arrayContaining(people));
    expect(new Set(found).size).toBe(found.length);
    expect(pages).toBeGreaterThan(2);
  });

  it.each([
    ['a prefix', { attribute: 'name', match: 'prefix', value: 'Bert' }, [1, 3, 5, 7, 9]],
    ['an exact value', { attribute: 'given_name', value: 'Bert' }, [1, 3, 5, 7, 9]],
    ['quotes and backslashes', { attribute: 'name', value: String.raw`Bert "3" \o/` }, [3]],
    [
      'a prefix that ends in a quote',
      { attribute: 'name', match: 'prefix', value: 'Bert "' },
      [1, 3, 5, 7, 9],
    ],
    ['an injected condition', { attribute: 'name', value: 'x" or email ^= "' }, []],
    ['a lone quote', { attribute: 'name', value: '"' }, []],
    ['a lone backslash', { attribute: 'name', value: '\\' }, []],
    ['a status', { status: 'FORCE_CHANGE_PASSWORD' }, [11]],
    [
      'a status and an attribute',
      { status: 'CONFIRMED', attribute: 'given_name', value: 'Anna' },
      [0, 2, 4, 6, 8, 10],
    ],
    ['a group', { group: 'team' }, [0, 1, 2, 3, 4, 11]],
    ['a group and a status', { group: 'team', status: 'CONFIRMED' }, [0, 1, 2, 3, 4]],
    [
      'a group, a status and an attribute',
      { group: 'team', status: 'CONFIRMED', attribute: 'name', match: 'prefix', value: 'Anna' },
      [0, 2, 4],
    ],
  ])('finds by %s', async (_, query, expected) => {
    expect(emails(await list(query))).toEqual(sorted(expected.map((index) => people[index] ?? '')));
  });

  it('keeps the conditions over pages, which may be short', async () => {
    const { found, pages } = await all({ group: 'team', status: 'CONFIRMED', limit: '2' });
    expect(found).toEqual(sorted(people.slice(0, 5)));
    expect(pages).toBeGreaterThan(2);
  });

  it('finds by sub and by username', async () => {
    const { sub, username } = (await admin.get(`users/${people[0]}`)).body.data;
    expect(emails(await list({ attribute: 'sub', value: sub }))).toEqual([people[0]]);
    expect(emails(await list({ attribute: 'username', value: username }))).toEqual([people[0]]);
  });

  it('gives the members of a group by two routes alike', async () => {
    const byQuery = await list({ group: 'team', limit: '3' });
    const byPath = await admin.get('groups/team/users?limit=3');
    expectData(byPath, 200, byQuery.body.data, { nextCursor: expect.any(String) });
  });

  it('does not know an unknown group', async () => {
    expectProblem(await list({ group: 'nobody' }), 404, 'group_not_found');
  });

  it.each([
    ['limit', { limit: 'abc' }],
    ['limit', { limit: '0' }],
    ['limit', { limit: '61' }],
    ['limit', { limit: '1.5' }],
    ['limit', { limit: '1e999' }],
    ['limit', { limit: '' }],
    ['match', { attribute: 'email', value: 'x', match: 'like' }],
    ['attribute', { attribute: 'custom:account_id', value: 'x' }],
    ['attribute', { attribute: 'nickname', value: 'x' }],
    ['attribute', { attribute: '__proto__', value: 'x' }],
    ['attribute', { value: 'x' }],
    ['value', { attribute: 'email' }],
    ['value', { attribute: 'email', value: '' }],
    ['value', { attribute: 'email', value: 'x'.repeat(201) }],
    ['status', { status: 'Enabled' }],
    ['status', { status: 'CONFIRMED" or "' }],
    ['group', { group: 'two words' }],
    ['group', { group: '' }],
    ['filter', { filter: 'email ^= "a"' }],
    ['accountId', { accountId: 'acme' }],
  ])('names %s when it has the wrong form: %j', async (field, query) => {
    expectFieldFault(await list(query), field);
  });

  it('refuses a condition that is given twice', async () => {
    const answer = await admin.get('users?status=CONFIRMED&status=UNCONFIRMED');
    expectFieldFault(answer, 'status');
  });

  it('refuses a value that is too long for Cognito once it is escaped', async () => {
    const answer = await list({ attribute: 'name', value: '"'.repeat(200) });
    expectProblem(answer, 400, 'invalid_parameter', {
      errors: [{ field: 'value', message: expect.any(String) }],
    });
  });

  it('takes a value of control characters and other scripts', async () => {
    for (const value of ['\u0000', '\n', 'é\u{1F600}', '\u2028']) {
      const answer = await list({ attribute: 'name', value });
      expect([200, 400]).toContain(answer.status);
    }
  });

  it('refuses a cursor of another list', async () => {
    const { nextCursor } = (await list({ limit: '2' })).body.meta;
    expectProblem(await list({ limit: '2', group: 'team', cursor: nextCursor }), 400, 'invalid_cursor');
    expectProblem(await admin.get(`groups?cursor=${nextCursor}`), 400, 'invalid_cursor');
  });

  it.each([
    ['garbage', 'garbage'],
    ['nothing', ''],
    ['another document', Buffer.from('{"a":1}').toString('base64url')],
    ['a token of the right list that Cognito did not give', 'forged'],
    ['a long text', 'A'.repeat(10_000)],
  ])('refuses %s as cursor', async (_, cursor) => {
    expectProblem(
      await list({ cursor: cursor === 'forged' ? await forged() : cursor }),
      400,
      'invalid_cursor',
    );
  });
});

/** A cursor with a true list name and an invented token. */
async function forged(): Promise<string> {
  const { nextCursor } = (await list({ limit: '2' })).body.meta;
  const [name] = JSON.parse(Buffer.from(nextCursor, 'base64url').toString('utf8'));
  return Buffer.from(JSON.stringify([name, 'invented'])).toString('base64url');
}
