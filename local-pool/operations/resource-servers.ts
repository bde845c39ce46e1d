import type {
  CreateResourceServerCommandInput,
  CreateResourceServerCommandOutput,
  DeleteResourceServerCommandInput,
  DescribeResourceServerCommandInput,
  DescribeResourceServerCommandOutput,
  ListResourceServersCommandInput,
  ListResourceServersCommandOutput,
  ResourceServerType,
  UpdateResourceServerCommandInput,
  UpdateResourceServerCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import type { ResourceServerRecord } from '../federation/records';
import type { Operation, OperationTable, PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import { requirePool } from '../pools/find-pool';
import type { PoolRecord } from '../store/records';
import { takePage } from './cursor';

/** Quota of the service. */
const maxServers = 25;

const createResourceServer: Operation<CreateResourceServerCommandInput, CreateResourceServerCommandOutput> = (
  input,
  context,
) => {
  const pool = requirePool(context, input.UserPoolId);
  const { resourceServers } = context.store;
  const id = `${pool.id}/${input.Identifier ?? ''}`;
  if (resourceServers.get(id)) {
    throw invalidParameter(`${input.Identifier ?? ''} already exists in user pool ${pool.id}.`);
  }
  if (resourceServers.count('pool', pool.id) >= maxServers) {
    throw new PoolError(
      'LimitExceededException',
      `A user pool can have at most ${maxServers} resource servers.`,
    );
  }
  const server = { id, poolId: pool.id, settings: settingsOf(input) };
  resourceServers.put(server);
  return { ResourceServer: serverOut(server) };
};

const describeResourceServer: Operation<
  DescribeResourceServerCommandInput,
  DescribeResourceServerCommandOutput
> = (input, context) => {
  const pool = requirePool(context, input.UserPoolId);
  return { ResourceServer: serverOut(requireServer(context, pool, input.Identifier)) };
};

/** Replaces name and scopes. A scope that is gone is not granted any more, to clients that list it neither. */
const updateResourceServer: Operation<UpdateResourceServerCommandInput, UpdateResourceServerCommandOutput> = (
  input,
  context,
) => {
  const pool = requirePool(context, input.UserPoolId);
  const { id, poolId } = requireServer(context, pool, input.Identifier);
  const server = { id, poolId, settings: settingsOf(input) };
  context.store.resourceServers.put(server);
  return { ResourceServer: serverOut(server) };
};

function deleteResourceServer(input: DeleteResourceServerCommandInput, context: PoolContext): object {
  const pool = requirePool(context, input.UserPoolId);
  context.store.resourceServers.delete(requireServer(context, pool, input.Identifier).id);
  return {};
}

const listResourceServers: Operation<ListResourceServersCommandInput, ListResourceServersCommandOutput> = (
  input,
  context,
) => {
  const pool = requirePool(context, input.UserPoolId);
  const request = { list: `ListResourceServers ${pool.id}`, token: input.NextToken, limit: input.MaxResults };
  const { items, next } = takePage(
    context,
    request,
    (server: ResourceServerRecord) => server.id,
    (after, count) => context.store.resourceServers.page('pool', pool.id, after, count),
  );
  return { ResourceServers: items.map(serverOut), NextToken: next };
};

/** Resource servers, whose scopes clients can be given. */
export const resourceServerOperations = {
  CreateResourceServer: createResourceServer,
  DescribeResourceServer: describeResourceServer,
  UpdateResourceServer: updateResourceServer,
  DeleteResourceServer: deleteResourceServer,
  ListResourceServers: listResourceServers,
} satisfies OperationTable;

/** @throws PoolError InvalidParameterException for two scopes of one name */
function settingsOf({
  Identifier,
  Name,
  Scopes = [],
}: Pick<
  CreateResourceServerCommandInput,
  'Identifier' | 'Name' | 'Scopes'
>): ResourceServerRecord['settings'] {
  if (new Set(Scopes.map(({ ScopeName }) => ScopeName)).size < Scopes.length) {
    throw invalidParameter('The names of the scopes of a resource server must differ.');
  }
  return { Identifier, Name, Scopes };
}

function requireServer(
  context: PoolContext,
  pool: PoolRecord,
  identifier: string | undefined,
): ResourceServerRecord {
  const server = context.store.resourceServers.get(`${pool.id}/${identifier ?? ''}`);
  if (server) return server;
  throw new PoolError('ResourceNotFoundException', `Resource server ${identifier ?? ''} does not exist.`);
}

function serverOut({ poolId, settings }: ResourceServerRecord): ResourceServerType {
  return { UserPoolId: poolId, ...settings };
}
