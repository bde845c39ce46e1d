import { DATE, expectData, expectDone, expectFieldFault, expectProblem } from '../support/answers';
import type { Answer } from '../support/gatehouse';
import { Administration } from './people';

let admin: Administration;
beforeAll(async () => {
  admin = await Administration.start();
  await admin.group('readers');
});
afterAll(() => admin.close());

const add = (username: string, group: string): Promise<Answer> =>
  admin.call('PUT', `users/${username}/groups/${group}`);
const remove = (username: string, group: string): Promise<Answer> =>
  admin.call('DELETE', `users/${username}/groups/${group}`);
const groupsOf = (username: string): Promise<Answer> => admin.get(`users/${username}/groups`);

describe('GET /v1/admin/users/:username/groups', () => {
  it('lists the groups', async () => {
    const email = await admin.user({}, { groups: ['readers'] });
    expectData(await groupsOf(email), 200, [{ name: 'readers', createdAt: DATE, updatedAt: DATE }]);
  });

  it('lists nothing for a user without groups', async () => {
    expectData(await groupsOf(await admin.user()), 200, []);
  });

  it('lists all 100 groups that a user can have, of which Cognito gives 60 at once', async () => {
    const email = await admin.user();
    const names = Array.from({ length: 100 }, (_, i) => `many-${i}`);
    for (const name of names) {
      await admin.group(name);
      expectDone(await add(email, name));
    }
    const { body } = await groupsOf(email);
    expect(body.data.map(({ name }: { name: string }) => name).sort()).toEqual([...names].sort());
    expect(body.meta).not.toHaveProperty('nextCursor');
    expectProblem(await add(email, 'readers'), 409, 'limit_exceeded');
  });

  it('does not know an unknown user', async () => {
    expectProblem(await groupsOf('nobody@example.com'), 404, 'user_not_found');
  });
});

describe('PUT /v1/admin/users/:username/groups/:group', () => {
  it('adds a user, who has the role from the next sign-in on', async () => {
    const { email, accessToken } = await admin.member();
    expectDone(await add(email, 'readers'));
    expect((await admin.gatehouse.get('/v1/auth/session', accessToken)).body.data.groups).toEqual([]);
    const again = await admin.gatehouse.signIn(email);
    expect((await admin.gatehouse.get('/v1/auth/session', again.accessToken)).body.data.groups).toEqual([
      'readers',
    ]);
  });

  it('can be repeated', async () => {
    const email = await admin.user();
    expectDone(await add(email, 'readers'));
    expectDone(await add(email, 'readers'));
    expect((await groupsOf(email)).body.data).toHaveLength(1);
  });

  it('takes a group whose name needs encoding', async () => {
    const name = 'a/b?c#d%"é';
    expect((await admin.post('groups', { name })).status).toBe(201);
    const email = await admin.user();
    expectDone(await add(email, encodeURIComponent(name)));
    expect((await groupsOf(email)).body.data).toMatchObject([{ name }]);
  });
});

describe('DELETE /v1/admin/users/:username/groups/:group', () => {
  it('ends the role at once; refreshing gives a token without it', async () => {
    const { email, accessToken, refreshToken } = await admin.member('readers');
    expectDone(await remove(email, 'readers'));
    expectData(await groupsOf(email), 200, []);
    const old = await admin.gatehouse.get('/v1/auth/session', accessToken);
    expectProblem(old, 401, 'token_revoked');
    const refreshed = await admin.gatehouse.post('/v1/auth/refresh', { refreshToken });
    const { accessToken: next } = refreshed.body.data.tokens;
    expect((await admin.gatehouse.get('/v1/auth/session', next)).body.data.groups).toEqual([]);
  });
});

describe.each([
  ['PUT', add],
  ['DELETE', remove],
])('%s', (_, change) => {
  it('does not know an unknown user', async () => {
    expectProblem(await change('nobody@example.com', 'readers'), 404, 'user_not_found');
  });

  it('does not know an unknown group', async () => {
    expectProblem(await change(await admin.user(), 'nobody'), 404, 'group_not_found');
  });

  it('names a group and a username of the wrong form', async () => {
    expectFieldFault(await change('jane@example.com', 'two%20words'), 'group');
    expectFieldFault(await change('two%20words', 'readers'), 'username');
    expectFieldFault(await change('jane@example.com', 'x'.repeat(129)), 'group');
  });
});
