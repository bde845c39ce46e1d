import type {
  AttributeType,
  ListUsersCommandInput,
  ListUsersCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { OperationTable, PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import { requirePool } from '../pools/find-pool';
import type { UserRecord } from '../store/records';
import { attributesOut } from '../users/attributes';
import { matchingUsers, parseFilter, type Found } from '../users/filter';
import { userOut } from '../users/user-out';
import { takePage } from './cursor';

function listUsers(
  input: ListUsersCommandInput,
  context: PoolContext,
): Omit<ListUsersCommandOutput, '$metadata'> {
  const pool = requirePool(context, input.UserPoolId);
  const filter = parseFilter(input.Filter);
  const request = {
    list: `ListUsers ${pool.id} ${input.Filter ?? ''}`,
    token: input.PaginationToken,
    limit: input.Limit,
  };
  const { items, next } = takePage(
    context,
    request,
    ({ position }: Found) => position,
    (after, count) => matchingUsers(context, pool, filter, after, count),
  );
  return {
    Users: items.map(({ user }) => userOut(user, chosenAttributes(user, input.AttributesToGet ?? []))),
    PaginationToken: next,
  };
}

/**
 * @param names the attributes to give; none = all
 * @throws PoolError InvalidParameterException when the user lacks one of them, as AWS does
 */
function chosenAttributes(user: UserRecord, names: readonly string[]): AttributeType[] {
  const all = attributesOut(user);
  if (names.length === 0) return all;
  if (names.some((name) => !all.some(({ Name }) => Name === name))) {
    throw new PoolError('InvalidParameterException', 'One or more requested attributes do not exist.');
  }
  return all.filter(({ Name }) => names.includes(Name ?? ''));
}

/** Searching users. */
export const listUsersOperations = { ListUsers: listUsers } satisfies OperationTable;
