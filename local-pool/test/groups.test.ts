import {
  AdminAddUserToGroupCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  CreateGroupCommand,
  DeleteGroupCommand,
  GetGroupCommand,
  ListGroupsCommand,
  ListUsersInGroupCommand,
  UpdateGroupCommand,
  type GroupType,
} from '@aws-sdk/client-cognito-identity-provider';
import { output, post } from './raw';
import { PoolUnderTest, refusal } from './support';

let pool: PoolUnderTest;
let first: string;
let UserPoolId: string;
beforeAll(async () => {
  pool = await PoolUnderTest.start();
  first = await pool.createPool();
});
beforeEach(() => {
  UserPoolId = first;
  const { users, groups } = pool.context.store;
  for (const { sub } of users.values()) users.delete(sub);
  for (const { id } of groups.values()) groups.delete(id);
});
afterAll(() => pool.close());

const noGroup = ['ResourceNotFoundException', 'Group not found.'];
const noUser = ['UserNotFoundException', 'User does not exist.'];
const noPool = ['ResourceNotFoundException', 'User pool us-east-1_none does not exist.'];

async function create(GroupName: string, more: Partial<GroupType> = {}): Promise<GroupType> {
  const { Group } = await pool.sdk.send(new CreateGroupCommand({ UserPoolId, GroupName, ...more }));
  return Group ?? {};
}

async function add(Username: string, GroupName: string): Promise<object> {
  return output(pool.sdk.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName })));
}

async function groupsOf(Username: string): Promise<(string | undefined)[]> {
  const { Groups } = await pool.sdk.send(new AdminListGroupsForUserCommand({ UserPoolId, Username }));
  return (Groups ?? []).map(({ GroupName }) => GroupName);
}

describe('a group', () => {
  it('is made, read, changed and deleted', async () => {
    const RoleArn = 'arn:aws:iam::123456789012:role/x';
    const made = await create('staff', { Description: 'All of us', Precedence: 0, RoleArn });
    expect(made).toEqual({
      GroupName: 'staff',
      UserPoolId,
      Description: 'All of us',
      Precedence: 0,
      RoleArn,
      CreationDate: expect.any(Date) as Date,
      LastModifiedDate: made.CreationDate,
    });
    const of = { UserPoolId, GroupName: 'staff' };
    expect(await output(pool.sdk.send(new GetGroupCommand(of)))).toEqual({ Group: made });
    const { Group } = await pool.sdk.send(new UpdateGroupCommand({ ...of, Precedence: 7 }));
    expect(Group).toEqual({ ...made, Precedence: 7, LastModifiedDate: expect.any(Date) as Date });
    expect(await output(pool.sdk.send(new DeleteGroupCommand(of)))).toEqual({});
    expect(await refusal(pool.sdk.send(new GetGroupCommand(of)))).toEqual(noGroup);
  });

  it('has its name alone', async () => {
    await create('staff');
    expect(await refusal(create('staff'))).toEqual([
      'GroupExistsException',
      'A group with the name already exists.',
    ]);
  });

  it('is none of another pool', async () => {
    await create('staff');
    UserPoolId = await pool.createPool();
    expect(await refusal(pool.sdk.send(new GetGroupCommand({ UserPoolId, GroupName: 'staff' })))).toEqual(
      noGroup,
    );
  });

  it('leaves its members when it is deleted', async () => {
    await create('staff');
    await create('night');
    await pool.createUser(UserPoolId, 'ada');
    await add('ada', 'staff');
    await add('ada', 'night');
    await pool.sdk.send(new DeleteGroupCommand({ UserPoolId, GroupName: 'staff' }));
    expect(await groupsOf('ada')).toEqual(['night']);
    await create('staff');
    expect(await groupsOf('ada')).toEqual(['night']);
  });

  it('of a malformed request is refused', async () => {
    const { body } = await post(pool.url, 'CreateGroup', JSON.stringify({ UserPoolId, GroupName: 'a b' }));
    expect(body).toEqual({
      __type: 'InvalidParameterException',
      message:
        "1 validation error detected: Value 'a b' at 'groupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+",
    });
  });

  it.each([
    ['GetGroup', (of: { UserPoolId: string; GroupName: string }) => pool.sdk.send(new GetGroupCommand(of))],
    [
      'UpdateGroup',
      (of: { UserPoolId: string; GroupName: string }) => pool.sdk.send(new UpdateGroupCommand(of)),
    ],
    [
      'DeleteGroup',
      (of: { UserPoolId: string; GroupName: string }) => pool.sdk.send(new DeleteGroupCommand(of)),
    ],
    [
      'ListUsersInGroup',
      (of: { UserPoolId: string; GroupName: string }) => pool.sdk.send(new ListUsersInGroupCommand(of)),
    ],
  ])('that is unknown, or of an unknown pool, is refused by %s', async (_, call) => {
    expect(await refusal(call({ UserPoolId, GroupName: 'none' }))).toEqual(noGroup);
    expect(await refusal(call({ UserPoolId: 'us-east-1_none', GroupName: 'none' }))).toEqual(noPool);
  });
});

describe('membership', () => {
  it('begins and ends, and may begin and end twice', async () => {
    await create('staff');
    await pool.createUser(UserPoolId, 'ada');
    const leave = (): Promise<object> =>
      output(
        pool.sdk.send(
          new AdminRemoveUserFromGroupCommand({ UserPoolId, Username: 'ada', GroupName: 'staff' }),
        ),
      );
    expect([await add('ada', 'staff'), await add('ada', 'staff')]).toEqual([{}, {}]);
    expect(await groupsOf('ada')).toEqual(['staff']);
    expect([await leave(), await leave()]).toEqual([{}, {}]);
    expect(await groupsOf('ada')).toEqual([]);
  });

  it.each([
    ['a group', 'ada', 'none', noGroup],
    ['a user', 'nobody', 'staff', noUser],
  ])('needs %s that is there', async (_, Username, GroupName, refused) => {
    await create('staff');
    await pool.createUser(UserPoolId, 'ada');
    const of = { UserPoolId, Username, GroupName };
    expect(await refusal(pool.sdk.send(new AdminAddUserToGroupCommand(of)))).toEqual(refused);
    expect(await refusal(pool.sdk.send(new AdminRemoveUserFromGroupCommand(of)))).toEqual(refused);
  });

  it('ends at 100 groups', async () => {
    const names = Array.from({ length: 101 }, (_, index) => `g${index}`);
    for (const name of names) await create(name);
    await pool.createUser(UserPoolId, 'ada', { groups: names.slice(0, 100) });
    expect(await refusal(add('ada', 'g100'))).toEqual([
      'LimitExceededException',
      'A user can be in at most 100 groups.',
    ]);
  });

  it('of an unknown user cannot be listed', async () => {
    expect(await refusal(groupsOf('nobody'))).toEqual(noUser);
  });
});

describe('lists', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];

  it.each([
    [
      'ListGroups',
      (Limit: number, NextToken: string | undefined) =>
        pool.sdk.send(new ListGroupsCommand({ UserPoolId, Limit, NextToken })),
    ],
    [
      'AdminListGroupsForUser',
      (Limit: number, NextToken: string | undefined) =>
        pool.sdk.send(new AdminListGroupsForUserCommand({ UserPoolId, Username: 'ada', Limit, NextToken })),
    ],
  ])('of %s give every group once, by pages', async (_, list) => {
    for (const name of names) await create(name);
    await pool.createUser(UserPoolId, 'ada', { groups: [...names].reverse() });
    const pages: unknown[] = [];
    let next: string | undefined;
    do {
      const { Groups, NextToken } = await list(2, next);
      pages.push(Groups?.map(({ GroupName }) => GroupName));
      next = NextToken;
    } while (next);
    expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('of ListUsersInGroup give every member once, by pages', async () => {
    await create('staff');
    const made = [];
    for (const name of names) made.push(await pool.createUser(UserPoolId, name, { groups: ['staff'] }));
    await pool.createUser(UserPoolId, 'outsider');
    const members: unknown[] = [];
    let NextToken: string | undefined;
    do {
      const page = await pool.sdk.send(
        new ListUsersInGroupCommand({ UserPoolId, GroupName: 'staff', Limit: 2, NextToken }),
      );
      members.push(...(page.Users ?? []));
      ({ NextToken } = page);
    } while (NextToken);
    const expected = made
      .sort((a, b) => (a.sub < b.sub ? -1 : 1))
      .map(({ sub, username, createdAt }) => ({
        Username: username,
        Attributes: [
          { Name: 'sub', Value: sub },
          { Name: 'email', Value: `${username}@example.com` },
          { Name: 'email_verified', Value: 'true' },
        ],
        UserCreateDate: new Date(createdAt),
        UserLastModifiedDate: new Date(createdAt),
        Enabled: true,
        UserStatus: 'CONFIRMED',
      }));
    expect(members).toEqual(expected);
  });

  it('refuse the cursor of another list', async () => {
    for (const name of names) await create(name);
    const { NextToken } = await pool.sdk.send(new ListGroupsCommand({ UserPoolId, Limit: 1 }));
    await pool.createUser(UserPoolId, 'ada', { groups: names });
    const other = new AdminListGroupsForUserCommand({ UserPoolId, Username: 'ada', NextToken });
    expect(await refusal(pool.sdk.send(other))).toEqual([
      'InvalidParameterException',
      'Invalid pagination token given.',
    ]);
  });
});
