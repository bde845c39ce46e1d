import type {
  AdminAddUserToGroupCommandInput,
  AdminListGroupsForUserCommandInput,
  AdminListGroupsForUserCommandOutput,
  AdminRemoveUserFromGroupCommandInput,
  CreateGroupCommandInput,
  CreateGroupCommandOutput,
  DeleteGroupCommandInput,
  GetGroupCommandInput,
  GetGroupCommandOutput,
  GroupType,
  ListGroupsCommandInput,
  ListGroupsCommandOutput,
  ListUsersInGroupCommandInput,
  ListUsersInGroupCommandOutput,
  UpdateGroupCommandInput,
  UpdateGroupCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { OperationTable, PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import { requirePool } from '../pools/find-pool';
import type { GroupRecord, PoolRecord, UserRecord } from '../store/records';
import { requirePoolUser, requireUser } from '../users/find-user';
import { userOut } from '../users/user-out';
import { fromArray, takePage } from './cursor';

/** Quotas of the service. */
const maxGroups = 10_000;
const maxGroupsPerUser = 100;

function createGroup(
  input: CreateGroupCommandInput,
  context: PoolContext,
): Omit<CreateGroupCommandOutput, '$metadata'> {
  const pool = requirePool(context, input.UserPoolId);
  const { groups } = context.store;
  const id = groupId(pool, input.GroupName);
  if (groups.get(id)) throw new PoolError('GroupExistsException', 'A group with the name already exists.');
  if (groups.count('pool', pool.id) >= maxGroups) {
    throw new PoolError('LimitExceededException', `A user pool can have at most ${maxGroups} groups.`);
  }
  const now = context.clock.now();
  const group = withFields(
    { id, poolId: pool.id, name: input.GroupName ?? '', createdAt: now, updatedAt: now },
    input,
  );
  groups.put(group);
  return { Group: groupOut(group) };
}

function getGroup(
  input: GetGroupCommandInput,
  context: PoolContext,
): Omit<GetGroupCommandOutput, '$metadata'> {
  return { Group: groupOut(requireGroup(context, requirePool(context, input.UserPoolId), input.GroupName)) };
}

/** What is left out stays as it is (unconfirmed for AWS). */
function updateGroup(
  input: UpdateGroupCommandInput,
  context: PoolContext,
): Omit<UpdateGroupCommandOutput, '$metadata'> {
  const before = requireGroup(context, requirePool(context, input.UserPoolId), input.GroupName);
  const group = withFields({ ...before, updatedAt: context.clock.now() }, input);
  context.store.groups.put(group);
  return { Group: groupOut(group) };
}

function deleteGroup(input: DeleteGroupCommandInput, context: PoolContext): object {
  const group = requireGroup(context, requirePool(context, input.UserPoolId), input.GroupName);
  const { users, groups } = context.store;
  for (const user of users.by('group', group.id)) {
    users.put({ ...user, groups: user.groups.filter((name) => name !== group.name) });
  }
  groups.delete(group.id);
  return {};
}

function listGroups(
  input: ListGroupsCommandInput,
  context: PoolContext,
): Omit<ListGroupsCommandOutput, '$metadata'> {
  const pool = requirePool(context, input.UserPoolId);
  const request = { list: `ListGroups ${pool.id}`, token: input.NextToken, limit: input.Limit };
  const { items, next } = takePage<GroupRecord>(context, request, groupKey, (after, count) =>
    context.store.groups.page('pool', pool.id, after, count),
  );
  return { Groups: items.map(groupOut), NextToken: next };
}

/** Repeating it for a member succeeds silently (unconfirmed for AWS). */
function adminAddUserToGroup(input: AdminAddUserToGroupCommandInput, context: PoolContext): object {
  const pool = requirePool(context, input.UserPoolId);
  const group = requireGroup(context, pool, input.GroupName);
  const user = requireUser(context, pool, input.Username ?? '');
  if (user.groups.includes(group.name)) return {};
  if (user.groups.length >= maxGroupsPerUser) {
    throw new PoolError('LimitExceededException', `A user can be in at most ${maxGroupsPerUser} groups.`);
  }
  context.store.users.put({
    ...user,
    groups: [...user.groups, group.name],
    updatedAt: context.clock.now(),
  });
  return {};
}

function adminRemoveUserFromGroup(input: AdminRemoveUserFromGroupCommandInput, context: PoolContext): object {
  const pool = requirePool(context, input.UserPoolId);
  const group = requireGroup(context, pool, input.GroupName);
  const user = requireUser(context, pool, input.Username ?? '');
  if (!user.groups.includes(group.name)) return {};
  context.store.users.put({
    ...user,
    groups: user.groups.filter((name) => name !== group.name),
    updatedAt: context.clock.now(),
  });
  return {};
}

function adminListGroupsForUser(
  input: AdminListGroupsForUserCommandInput,
  context: PoolContext,
): Omit<AdminListGroupsForUserCommandOutput, '$metadata'> {
  const { pool, user } = requirePoolUser(context, input);
  const groups = user.groups
    .map((name) => context.store.groups.get(groupId(pool, name)))
    .filter((group) => group !== undefined);
  const request = { list: `AdminListGroupsForUser ${user.sub}`, token: input.NextToken, limit: input.Limit };
  const { items, next } = takePage(context, request, groupKey, fromArray(groups, groupKey));
  return { Groups: items.map(groupOut), NextToken: next };
}

function listUsersInGroup(
  input: ListUsersInGroupCommandInput,
  context: PoolContext,
): Omit<ListUsersInGroupCommandOutput, '$metadata'> {
  const pool = requirePool(context, input.UserPoolId);
  const group = requireGroup(context, pool, input.GroupName);
  const request = { list: `ListUsersInGroup ${group.id}`, token: input.NextToken, limit: input.Limit };
  const { items, next } = takePage(
    context,
    request,
    (user: UserRecord) => user.sub,
    (after, count) => context.store.users.page('group', group.id, after, count),
  );
  return { Users: items.map((user) => userOut(user)), NextToken: next };
}

function withFields(
  group: GroupRecord,
  {
    Description,
    Precedence,
    RoleArn,
  }: Pick<CreateGroupCommandInput, 'Description' | 'Precedence' | 'RoleArn'>,
): GroupRecord {
  return {
    ...group,
    ...(Description === undefined ? {} : { description: Description }),
    ...(Precedence === undefined ? {} : { precedence: Precedence }),
    ...(RoleArn === undefined ? {} : { roleArn: RoleArn }),
  };
}

function requireGroup(context: PoolContext, pool: PoolRecord, name: string | undefined): GroupRecord {
  const group = context.store.groups.get(groupId(pool, name));
  if (!group) throw new PoolError('ResourceNotFoundException', 'Group not found.');
  return group;
}

function groupId(pool: PoolRecord, name: string | undefined): string {
  return `${pool.id}/${name ?? ''}`;
}

function groupKey(group: GroupRecord): string {
  return group.id;
}

function groupOut(group: GroupRecord): GroupType {
  return {
    GroupName: group.name,
    UserPoolId: group.poolId,
    Description: group.description,
    RoleArn: group.roleArn,
    Precedence: group.precedence,
    CreationDate: new Date(group.createdAt),
    LastModifiedDate: new Date(group.updatedAt),
  };
}

/** Groups and who is in them. */
export const groupOperations = {
  CreateGroup: createGroup,
  GetGroup: getGroup,
  UpdateGroup: updateGroup,
  DeleteGroup: deleteGroup,
  ListGroups: listGroups,
  AdminAddUserToGroup: adminAddUserToGroup,
  AdminRemoveUserFromGroup: adminRemoveUserFromGroup,
  AdminListGroupsForUser: adminListGroupsForUser,
  ListUsersInGroup: listUsersInGroup,
} satisfies OperationTable;
