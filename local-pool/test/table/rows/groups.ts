import { refuses, type Row, succeeds } from '../row';
import { holding, some } from '../shown';
import type { World } from '../world';

const group = (world: World): Promise<{ UserPoolId: string; GroupName: string }> => world.group();
const noGroup = ({ plain: { UserPoolId } }: World): object => ({ UserPoolId, GroupName: 'none' });
const groupOut = {
  ...{ GroupName: expect.stringMatching(/^group-/u) as string, UserPoolId: some.poolId },
  ...{ CreationDate: some.time, LastModifiedDate: some.time },
};

/** A user and a group that he is in, or not. */
async function pair(world: World, member: boolean): Promise<Record<string, string>> {
  const input = { ...(await world.group()), ...(await world.named()) };
  if (member) await world.done('AdminAddUserToGroup', input);
  return input;
}

const without = (name: string, input: Record<string, string>): object =>
  Object.fromEntries(Object.entries(input).filter(([member]) => member !== name));

/** Groups and who is in them. */
export const groupRows: readonly Row[] = [
  succeeds(
    ...(['CreateGroup', 'with the new group'] as const),
    ({ plain: { UserPoolId }, name }) => ({ UserPoolId, GroupName: `group-${name()}`, Precedence: 1 }),
    { Group: { ...groupOut, Precedence: 1 } },
  ),
  refuses('CreateGroup', 'GroupExists', 'a name that is taken', group),
  refuses('CreateGroup', 'LimitExceeded', 'the 10,001st group', async (world) => {
    const { UserPoolId } = await world.place('full', {});
    const of = (name: string): object => ({
      ...{ id: `${UserPoolId}/${name}`, poolId: UserPoolId, name, createdAt: 0, updatedAt: 0 },
    });
    for (let n = 0; n < 10_000; n += 1) world.store.groups.put(of(`g${n}`) as never);
    return { UserPoolId, GroupName: 'one-too-many' };
  }),
  succeeds('GetGroup', 'with the group', group, { Group: groupOut }),
  refuses('GetGroup', 'ResourceNotFound', 'an unknown group', noGroup),
  succeeds(
    ...(['UpdateGroup', 'with the changed group'] as const),
    async (world) => ({ ...(await world.group()), Description: 'changed' }),
    { Group: { ...groupOut, Description: 'changed' } },
  ),
  refuses('UpdateGroup', 'ResourceNotFound', 'an unknown group', noGroup),
  succeeds('DeleteGroup', 'with nothing', group),
  refuses('DeleteGroup', 'ResourceNotFound', 'a group that was deleted', async (world) => {
    const input = await world.group();
    await world.done('DeleteGroup', input);
    return input;
  }),
  succeeds(
    ...(['ListGroups', 'with a page and a cursor'] as const),
    async (world) => {
      await world.group();
      const { UserPoolId } = await world.group();
      return { UserPoolId, Limit: 1 };
    },
    { Groups: [holding({ UserPoolId: some.poolId })], NextToken: some.text },
  ),
  refuses('ListGroups', 'InvalidParameter', 'a cursor of another list', async (world) => {
    await world.group();
    await world.group();
    const { UserPoolId } = world.plain;
    const { PaginationToken } = await listed(world);
    return { UserPoolId, NextToken: PaginationToken };
  }),
  succeeds('AdminAddUserToGroup', 'with nothing', (world) => pair(world, false)),
  succeeds('AdminAddUserToGroup', 'with nothing for a member', (world) => pair(world, true)),
  refuses('AdminAddUserToGroup', 'ResourceNotFound', 'an unknown group', async (world) => ({
    ...{ ...(await world.named()), GroupName: 'none' },
  })),
  refuses('AdminAddUserToGroup', 'UserNotFound', 'an unknown user', async (world) => ({
    ...{ ...(await world.group()), Username: 'none' },
  })),
  succeeds('AdminRemoveUserFromGroup', 'with nothing', (world) => pair(world, true)),
  refuses('AdminRemoveUserFromGroup', 'ResourceNotFound', 'an unknown group', async (world) => ({
    ...{ ...(await world.named()), GroupName: 'none' },
  })),
  refuses('AdminRemoveUserFromGroup', 'UserNotFound', 'an unknown user', async (world) => ({
    ...{ ...(await world.group()), Username: 'none' },
  })),
  succeeds(
    ...(['AdminListGroupsForUser', 'with the groups'] as const),
    async (world) => without('GroupName', await pair(world, true)),
    { Groups: [groupOut] },
  ),
  succeeds(
    ...(['ListUsersInGroup', 'with the members'] as const),
    async (world) => without('Username', await pair(world, true)),
    { Users: [holding({ Username: some.text, UserStatus: 'CONFIRMED', Enabled: true })] },
  ),
  refuses('ListUsersInGroup', 'ResourceNotFound', 'an unknown group', noGroup),
];

async function listed(world: World): Promise<Record<string, any>> {
  await world.user();
  await world.user();
  return world.done('ListUsers', { UserPoolId: world.plain.UserPoolId, Limit: 1 });
}
