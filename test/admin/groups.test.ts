import { DATE, expectData, expectDone, expectFieldFault, expectProblem } from '../support/answers';
import { Administration } from './people';

let admin: Administration;
beforeAll(async () => {
  admin = await Administration.start();
});
afterAll(() => admin.close());

const ROLE = 'arn:aws:iam::123456789012:role/support';
const dates = { createdAt: DATE, updatedAt: DATE };
let counter = 0;
const freshName = (): string => `group-${++counter}`;

describe('POST /v1/admin/groups', () => {
  it('makes a group', async () => {
    const group = { name: freshName(), description: 'Those who help', precedence: 10, roleArn: ROLE };
    expectData(await admin.post('groups', group), 201, { ...group, ...dates });
    expectData(await admin.get(`groups/${group.name}`), 200, { ...group, ...dates });
  });

  it('needs a name only', async () => {
    const name = freshName();
    expectData(await admin.post('groups', { name }), 201, { name, ...dates });
  });

  it('takes the precedence 0, which is the strongest', async () => {
    const name = freshName();
    expectData(await admin.post('groups', { name, precedence: 0 }), 201, { name, precedence: 0, ...dates });
  });

  it('refuses a name that is taken', async () => {
    const name = await admin.group(freshName());
    expectProblem(await admin.post('groups', { name }), 409, 'group_exists');
  });

  it.each([
    ['name', {}],
    ['name', { name: '' }],
    ['name', { name: 'two words' }],
    ['name', { name: 'x'.repeat(129) }],
    ['name', { name: ['x'] }],
    ['description', { name: 'x', description: 'x'.repeat(2049) }],
    ['description', { name: 'x', description: null }],
    ['precedence', { name: 'x', precedence: -1 }],
    ['precedence', { name: 'x', precedence: 1.5 }],
    ['precedence', { name: 'x', precedence: '1' }],
    ['precedence', { name: 'x', precedence: 2 ** 31 }],
    ['roleArn', { name: 'x', roleArn: 'support' }],
    ['members', { name: 'x', members: [] }],
  ])('names %s when it has the wrong form: %j', async (field, body) => {
    expectFieldFault(await admin.post('groups', body), field);
  });
});

describe('GET /v1/admin/groups', () => {
  it('lists every group once over all pages', async () => {
    const names = [freshName(), freshName(), freshName(), freshName()];
    for (const name of names) await admin.group(name);
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const answer = await admin.get(`groups?limit=3${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      expect(answer.status).toBe(200);
      found.push(...answer.body.data.map(({ name }: { name: string }) => name));
      cursor = answer.body.meta.nextCursor;
    } while (cursor !== undefined);
    expect(found).toEqual(expect.arrayContaining(['admin', ...names]));
    expect(new Set(found).size).toBe(found.length);
  });

  it.each(['abc', '0', '61', ''])('refuses the limit "%s"', async (limit) => {
    expectFieldFault(await admin.get(`groups?limit=${limit}`), 'limit');
  });

  it.each(['garbage', '', Buffer.from('["groups","invented"]').toString('base64url')])(
    'refuses the cursor "%s"',
    async (cursor) => {
      expectProblem(await admin.get(`groups?cursor=${cursor}`), 400, 'invalid_cursor');
    },
  );
});

describe('PATCH /v1/admin/groups/:group', () => {
  it('changes what is given and keeps the rest', async () => {
    const name = freshName();
    await admin.post('groups', { name, description: 'Old', precedence: 10, roleArn: ROLE });
    expectData(await admin.call('PATCH', `groups/${name}`, { description: 'New' }), 200, {
      name,
      description: 'New',
      precedence: 10,
      roleArn: ROLE,
      ...dates,
    });
    expect((await admin.call('PATCH', `groups/${name}`, { precedence: 0 })).body.data).toMatchObject({
      description: 'New',
      precedence: 0,
    });
  });

  it('clears the description with an empty text', async () => {
    const name = freshName();
    await admin.post('groups', { name, description: 'Old' });
    expectData(await admin.call('PATCH', `groups/${name}`, { description: '' }), 200, { name, ...dates });
  });

  it('refuses a new name', async () => {
    const name = await admin.group(freshName());
    expectFieldFault(await admin.call('PATCH', `groups/${name}`, { name: 'other' }), 'name');
  });
});

describe('DELETE /v1/admin/groups/:group', () => {
  it('deletes the group and keeps its members', async () => {
    const name = await admin.group(freshName());
    const email = await admin.user({}, { groups: [name] });
    expectDone(await admin.call('DELETE', `groups/${name}`));
    expectProblem(await admin.get(`groups/${name}`), 404, 'group_not_found');
    expect((await admin.get(`users/${email}`)).body.data).toMatchObject({ groups: [] });
  });
});

describe('GET /v1/admin/groups/:group/users', () => {
  it('lists the members page by page', async () => {
    const name = await admin.group(freshName());
    const emails = [];
    for (let i = 0; i < 3; i++) emails.push(await admin.user({}, { groups: [name] }));
    const first = await admin.get(`groups/${name}/users?limit=2`);
    const cursor: string = first.body.meta.nextCursor;
    const second = await admin.get(`groups/${name}/users?limit=2&cursor=${cursor}`);
    const found = [...first.body.data, ...second.body.data].map(({ attributes }) => attributes.email);
    expect(found.sort()).toEqual(emails.sort());
    expect(second.body.meta).not.toHaveProperty('nextCursor');
  });

  it('is empty for a group without members', async () => {
    const name = await admin.group(freshName());
    expectData(await admin.get(`groups/${name}/users`), 200, []);
  });

  it('refuses the cursor of another group', async () => {
    const name = await admin.group(freshName());
    for (let i = 0; i < 2; i++) await admin.user({}, { groups: [name] });
    const cursor: string = (await admin.get(`groups/${name}/users?limit=1`)).body.meta.nextCursor;
    expectProblem(await admin.get(`groups/admin/users?cursor=${cursor}`), 400, 'invalid_cursor');
  });
});

describe.each([
  ['GET', '', undefined],
  ['GET', '/users', undefined],
  ['PATCH', '', { description: 'x' }],
  ['DELETE', '', undefined],
])('%s /v1/admin/groups/:group%s', (method, rest, body) => {
  it('does not know an unknown group', async () => {
    expectProblem(await admin.call(method, `groups/nobody${rest}`, body), 404, 'group_not_found');
  });

  it('names a group of the wrong form', async () => {
    expectFieldFault(await admin.call(method, `groups/two%20words${rest}`, body), 'group');
  });
});
