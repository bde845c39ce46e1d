import { CreateGroupCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { Accounts } from '../../src/cognito/accounts';
import { EMBEDDED_CREDENTIALS } from '../../src/embedded-pool';
import { expectDone, expectProblem } from '../support/answers';
import { type Answer, freshEmail } from '../support/gatehouse';
import { type Member, Tenants } from './tenants';

let tenants: Tenants;
let head: Member;
let colleague: Member;
let stranger: Member;
let loner: Member;
beforeAll(async () => {
  tenants = await Tenants.start();
  for (const name of ['editors', 'empty']) await tenants.as(tenants.admin, 'POST', 'groups', { name });
  head = await tenants.join('acme', 'account-admin');
  colleague = await tenants.join('acme', 'editors');
  stranger = await tenants.join('beta', 'editors');
  loner = await tenants.join(undefined, 'editors');
});
afterAll(() => tenants.close());

const asHead = (method: string, path: string, body?: unknown): Promise<Answer> =>
  tenants.as(head.tokens.accessToken, method, path, body);
const emails = ({ body }: Answer): string[] =>
  (body.data as { attributes: { email: string } }[]).map(({ attributes }) => attributes.email).sort();

/** Every route about one user, with a body that it takes. */
const ROUTES: [method: string, path: string, body?: object][] = [
  ['GET', ''],
  ['PATCH', '', { attributes: { nickname: 'x' } }],
  ['POST', '/enable'],
  ['POST', '/disable'],
  ['POST', '/enable'],
  ['POST', '/sign-out'],
  ['POST', '/confirm'],
  ['POST', '/reset-password'],
  ['POST', '/resend-invite'],
  ['PUT', '/password', { password: 'Correct-Horse-8', permanent: true }],
  ['PUT', '/mfa', { totp: { enabled: false } }],
  ['DELETE', '/mfa/totp'],
  ['GET', '/groups'],
  ['PUT', '/groups/editors'],
  ['DELETE', '/groups/editors'],
  ['DELETE', ''],
];

describe('an administrator of an account', () => {
  it('finds nobody of another account, nor somebody of none, by any route: as if there were nobody', async () => {
    const told: unknown[] = [];
    for (const [method, path, body] of ROUTES) {
      const answers = await Promise.all(
        [stranger.email, loner.sub, `nobody.${stranger.email}`].map((name) =>
          asHead(method, `users/${name}${path}`, body),
        ),
      );
      const [other, alone, nobody] = answers.map(({ status, body: problem, headers }) => ({
        status,
        problem: { ...problem, requestId: null },
        headers: Object.keys(Object.fromEntries(headers)).sort(),
      }));
      expect({ method, path, ...nobody }).toMatchObject({ status: 404, problem: { code: 'user_not_found' } });
      if (JSON.stringify([other, alone]) !== JSON.stringify([nobody, nobody]))
        told.push([method, path, answers]);
    }
    expect(told).toEqual([]);
    const untouched = await tenants.as(tenants.admin, 'GET', `users/${stranger.email}`);
    expect(untouched.body.data).toMatchObject({ enabled: true, status: 'CONFIRMED', groups: ['editors'] });
  });

  it('does everything to colleagues that an administrator may', async () => {
    const someone = await tenants.join('acme');
    const statuses: unknown[] = [];
    for (const [method, path, body] of ROUTES) {
      const { status } = await asHead(method, `users/${someone.email}${path}`, body);
      statuses.push([method, path, status]);
    }
    const conflicts = ['/confirm', '/resend-invite'];
    const done = ROUTES.map(([method, path]) => {
      const gives = method === 'GET' || method === 'PATCH' || path === '/mfa';
      return [method, path, conflicts.includes(path) ? 409 : gives ? 200 : 204];
    });
    expect(statuses).toEqual(done);
  });

  it('lists colleagues only, page by page, and every one of them', async () => {
    const people = [head.email, colleague.email];
    for (let more = 0; more < 3; more++) people.push((await tenants.join('acme')).email);
    await tenants.join('beta');
    expect(emails(await asHead('GET', 'users'))).toEqual(people.toSorted());
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page: Answer = await asHead(
        'GET',
        `users?limit=2${cursor === undefined ? '' : `&cursor=${cursor}`}`,
      );
      expect(page.body.data.length).toBeGreaterThan(0);
      found.push(...emails(page));
      cursor = page.body.meta.nextCursor as string | undefined;
    } while (cursor !== undefined);
    expect(found.toSorted()).toEqual(people.toSorted());
  });

  it('learns by no search whether there is anybody else', async () => {
    const search = (value: string): Promise<Answer> =>
      asHead('GET', `users?${new URLSearchParams({ attribute: 'email', value, limit: '1' }).toString()}`);
    const [other, nobody] = await Promise.all([search(stranger.email), search('nobody@example.com')]);
    expect({ ...other.body, meta: null }).toEqual({ ...nobody.body, meta: null });
    expect(Object.keys(other.body.meta)).toEqual(Object.keys(nobody.body.meta));
    expect(emails(await search(colleague.email))).toEqual([colleague.email]);
    expect((await asHead('GET', `users?attribute=sub&value=${stranger.sub}`)).body.data).toEqual([]);
  });

  it('sees colleagues only among the members of a group', async () => {
    const everybody = emails(await tenants.as(tenants.admin, 'GET', 'groups/editors/users'));
    expect(everybody).toEqual(expect.arrayContaining([stranger.email, loner.email]));
    for (const path of ['groups/editors/users', 'users?group=editors'])
      expect(emails(await asHead('GET', path))).toEqual([colleague.email]);
    const [others, empty] = [
      await asHead('GET', 'groups/admin/users'),
      await asHead('GET', 'groups/empty/users'),
    ];
    expect({ ...others.body, meta: null }).toEqual({ ...empty.body, meta: null });
  });

  it('cannot use the cursor of somebody else’s list', async () => {
    const { nextCursor } = (await tenants.as(tenants.admin, 'GET', 'users?limit=1')).body.meta;
    expectProblem(await asHead('GET', `users?limit=1&cursor=${nextCursor}`), 400, 'invalid_cursor');
  });

  it('invites into the account, named or not, and into no other', async () => {
    for (const named of [{}, { accountId: 'acme' }]) {
      const username = freshEmail();
      const made = await asHead('POST', 'users', {
        username,
        delivery: 'NONE',
        groups: ['editors'],
        ...named,
      });
      expect(made).toMatchObject({ status: 201, body: { data: { accountId: 'acme', groups: ['editors'] } } });
    }
    const username = freshEmail();
    const elsewhere = await asHead('POST', 'users', { username, delivery: 'NONE', accountId: 'beta' });
    expectProblem(elsewhere, 403, 'forbidden', {
      errors: [{ field: 'accountId', message: expect.any(String) }],
    });
    expectProblem(await tenants.as(tenants.admin, 'GET', `users/${username}`), 404, 'user_not_found');
  });

  it('gives and takes no role but their own', async () => {
    const path = `users/${colleague.email}/groups`;
    for (const role of ['admin', 'support']) {
      expectProblem(await asHead('PUT', `${path}/${role}`), 403, 'forbidden');
      expectProblem(await asHead('DELETE', `${path}/${role}`), 403, 'forbidden');
      const body = { username: freshEmail(), delivery: 'NONE', groups: [role] };
      expectProblem(await asHead('POST', 'users', body), 403, 'forbidden');
    }
    expectDone(await asHead('PUT', `${path}/account-admin`));
    expectDone(await asHead('DELETE', `${path}/account-admin`));
    expectProblem(await asHead('PUT', `${path}/nobodies`), 404, 'group_not_found');
  });

  it('puts nobody into a group that opens AWS', async () => {
    const { pool } = tenants.gatehouse;
    const sdk = new CognitoIdentityProviderClient({
      endpoint: pool.url,
      region: 'us-east-1',
      credentials: EMBEDDED_CREDENTIALS,
    });
    const RoleArn = 'arn:aws:iam::123456789012:role/everything';
    await sdk.send(new CreateGroupCommand({ UserPoolId: pool.userPoolId, GroupName: 'cloud', RoleArn }));
    sdk.destroy();
    expectProblem(await asHead('PUT', `users/${colleague.email}/groups/cloud`), 403, 'forbidden');
    expectDone(await tenants.as(tenants.admin, 'PUT', `users/${colleague.email}/groups/cloud`));
    expectProblem(await asHead('DELETE', `users/${colleague.email}/groups/cloud`), 403, 'forbidden');
  });

  it('touches no colleague with a greater role: the password would be the role', async () => {
    for (const role of ['admin', 'support']) {
      const above = await tenants.join('acme', role);
      expect((await asHead('GET', `users/${above.email}`)).status).toBe(200);
      for (const [method, path, body] of ROUTES.filter(([name]) => name !== 'GET'))
        expectProblem(await asHead(method, `users/${above.email}${path}`, body), 403, 'forbidden');
    }
  });

  it.each([
    ['PUT', 'users/x/account', { accountId: 'acme' }],
    ['GET', 'groups', undefined],
    ['POST', 'groups', { name: 'own' }],
    ['GET', 'groups/editors', undefined],
    ['PATCH', 'groups/editors', { description: 'x' }],
    ['DELETE', 'groups/editors', undefined],
    ['GET', 'user-pool', undefined],
    ['POST', 'user-pool/attributes', { attributes: [{ name: 'own' }] }],
  ])('has no business with the pool: %s %s', async (method, path, body: object | undefined) => {
    expectProblem(await asHead(method, path, body), 403, 'forbidden');
  });

  it('does nothing without an account', async () => {
    const orphan = await tenants.join(undefined, 'account-admin');
    for (const path of ['users', `users/${loner.email}`, `users/${orphan.email}`, 'groups/editors/users'])
      expectProblem(await tenants.as(orphan.tokens.accessToken, 'GET', path), 403, 'forbidden');
    const body = { username: freshEmail(), delivery: 'NONE' };
    expectProblem(await tenants.as(orphan.tokens.accessToken, 'POST', 'users', body), 403, 'forbidden');
  });

  it('loses the account at once, and has the new one after a refresh', async () => {
    const mover = await tenants.join('acme', 'account-admin');
    const old = mover.tokens.accessToken;
    expect((await tenants.as(old, 'GET', `users/${colleague.email}`)).status).toBe(200);
    expectDone(await tenants.move(mover, 'beta'));
    expectProblem(await tenants.as(old, 'GET', `users/${colleague.email}`), 401, 'token_revoked');
    const fresh = await tenants.refreshed(mover);
    expectProblem(await tenants.as(fresh, 'GET', `users/${colleague.email}`), 404, 'user_not_found');
    expect((await tenants.as(fresh, 'GET', `users/${stranger.email}`)).status).toBe(200);
    expectDone(await tenants.move(mover, null));
    expectProblem(await tenants.as(fresh, 'GET', `users/${stranger.email}`), 401, 'token_revoked');
    expectProblem(await tenants.as(await tenants.refreshed(mover), 'GET', 'users'), 403, 'forbidden');
  });

  it('loses the role at once', async () => {
    const former = await tenants.join('acme', 'account-admin');
    expectDone(await tenants.as(tenants.admin, 'DELETE', `users/${former.email}/groups/account-admin`));
    expectProblem(await tenants.as(former.tokens.accessToken, 'GET', 'users'), 401, 'token_revoked');
    expectProblem(await tenants.as(await tenants.refreshed(former), 'GET', 'users'), 403, 'forbidden');
  });

  it('loses a user at once who moves to another account', async () => {
    const mover = await tenants.join('acme');
    expect((await asHead('GET', `users/${mover.email}`)).status).toBe(200);
    await tenants.move(mover, 'beta');
    expectProblem(await asHead('GET', `users/${mover.email}`), 404, 'user_not_found');
    expectProblem(await asHead('DELETE', `users/${mover.sub}`), 404, 'user_not_found');
  });
});

describe('the account of a user', () => {
  it.each([
    ['a number', 7],
    ['nothing', undefined],
    ['an empty text', ''],
    ['blanks around it', ' acme'],
    ['a line break', 'ac\nme'],
    ['what is not shown', 'acme\u200b'],
    ['257 characters', 'x'.repeat(257)],
    ['a list', ['acme']],
  ])('cannot be %s', async (_, accountId) => {
    const answer = await tenants.as(tenants.admin, 'PUT', `users/${loner.email}/account`, { accountId });
    expectProblem(answer, 400, 'validation_failed', {
      errors: [{ field: 'accountId', message: expect.any(String) }],
    });
  });

  it('is told to nobody but by Cognito’s answer: an unknown user has none', async () => {
    const answer = await tenants.as(tenants.admin, 'PUT', 'users/nobody@example.com/account', {
      accountId: 'x',
    });
    expectProblem(answer, 404, 'user_not_found');
  });
});

describe('an invitation that fails half-way', () => {
  const groups = ['editors', 'empty'];
  const invite = (username: string): Promise<Answer> =>
    tenants.as(tenants.admin, 'POST', 'users', { username, accountId: 'acme', groups, delivery: 'NONE' });
  const plant = (operation: string, kind: string): Promise<unknown> =>
    tenants.gatehouse.control('faults', { operation, kind, times: 1 });
  const known = async (username: string): Promise<unknown> => {
    const { status, body } = await tenants.as(tenants.admin, 'GET', `users/${username}`);
    return status === 404 ? 'nobody' : { accountId: body.data.accountId, groups: body.data.groups };
  };
  afterEach(() => tenants.gatehouse.control('faults', undefined, 'DELETE'));

  it.each(['GetGroup', 'AdminCreateUser', 'AdminAddUserToGroup'])(
    'at %s leaves nobody',
    async (operation) => {
      const username = freshEmail();
      await plant(operation, 'limit');
      const { status } = await invite(username);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(await known(username)).toBe('nobody');
    },
  );

  it('and cannot be undone says exactly what there is', async () => {
    const username = freshEmail();
    await plant('AdminAddUserToGroup', 'limit');
    await plant('AdminDeleteUser', 'limit');
    const { body } = await invite(username);
    expect(body.detail).toMatch(/^The user has been made, but is not in all of the groups/);
    expect(await known(username)).toEqual({ accountId: 'acme', groups: [] });
  });

  it('whose outcome nobody knows says so', async () => {
    const username = freshEmail();
    await plant('AdminCreateUser', 'empty');
    const answer = await invite(username);
    expect(answer).toMatchObject({ status: 502, body: { code: 'upstream_invalid_response' } });
    expect(answer.body.detail).toMatch(/^The user may have been made, with its account but in no group/);
  });
});

describe('a sign-up of a team that needs an account', () => {
  const accounts = (): Accounts => tenants.gatehouse.app.get(Accounts);
  const join = async (): Promise<Member> => tenants.join(undefined);
  const identity = ({ sub }: Member) => ({ username: sub, sub });
  afterEach(() => tenants.gatehouse.control('faults', undefined, 'DELETE'));

  it('gives the account, and ends the tokens from before', async () => {
    const member = await join();
    await accounts().assignOrUnmake(identity(member), 'acme');
    const { body } = await tenants.as(tenants.admin, 'GET', `users/${member.email}`);
    expect(body.data.accountId).toBe('acme');
    const own = await tenants.gatehouse.get('/v1/users/me', member.tokens.accessToken);
    expectProblem(own, 401, 'token_revoked');
  });

  it('leaves nobody where that fails', async () => {
    const member = await join();
    const fault = { operation: 'AdminUpdateUserAttributes', kind: 'limit', times: 1 };
    await tenants.gatehouse.control('faults', fault);
    await expect(accounts().assignOrUnmake(identity(member), 'acme')).rejects.toMatchObject({
      code: 'too_many_attempts',
    });
    expectProblem(await tenants.as(tenants.admin, 'GET', `users/${member.email}`), 404, 'user_not_found');
  });

  it('tells of both failures where nothing works', async () => {
    const member = await join();
    for (const operation of ['AdminUpdateUserAttributes', 'AdminDeleteUser'])
      await tenants.gatehouse.control('faults', { operation, kind: 'limit', times: 1 });
    await expect(accounts().assignOrUnmake(identity(member), 'acme')).rejects.toThrow(AggregateError);
  });
});
