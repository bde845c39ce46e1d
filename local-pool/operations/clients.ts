import type {
  CreateUserPoolClientCommandInput,
  CreateUserPoolClientCommandOutput,
  DeleteUserPoolClientCommandInput,
  DescribeUserPoolClientCommandInput,
  DescribeUserPoolClientCommandOutput,
  ListUserPoolClientsCommandInput,
  ListUserPoolClientsCommandOutput,
  UpdateUserPoolClientCommandInput,
  UpdateUserPoolClientCommandOutput,
  UserPoolClientType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { OperationTable, PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import { clientSettings } from '../pools/client-settings';
import { requireClient, requirePool } from '../pools/find-pool';
import { newClientId, newClientSecret } from '../pools/new-id';
import type { ClientRecord } from '../store/records';
import { newSecret } from './client-secrets';
import { takePage } from './cursor';

function createUserPoolClient(
  input: CreateUserPoolClientCommandInput,
  context: PoolContext,
): Omit<CreateUserPoolClientCommandOutput, '$metadata'> {
  const pool = requirePool(context, input.UserPoolId);
  const secret = secretFor(input);
  const now = context.clock.now();
  const id = newClientId();
  const client: ClientRecord = {
    id,
    poolId: pool.id,
    secrets: secret === undefined ? [] : [newSecret(id, secret, now, [])],
    settings: clientSettings(context, pool, input, input.ClientName, secret !== undefined),
    createdAt: now,
    updatedAt: now,
  };
  context.store.clients.put(client);
  return { UserPoolClient: clientOut(client) };
}

function secretFor({ GenerateSecret, ClientSecret }: CreateUserPoolClientCommandInput): string | undefined {
  if (GenerateSecret && ClientSecret !== undefined) {
    throw new PoolError('InvalidParameterException', 'GenerateSecret and ClientSecret exclude each other.');
  }
  return GenerateSecret ? newClientSecret() : ClientSecret;
}

function describeUserPoolClient(
  input: DescribeUserPoolClientCommandInput,
  context: PoolContext,
): Omit<DescribeUserPoolClientCommandOutput, '$metadata'> {
  const pool = requirePool(context, input.UserPoolId);
  return { UserPoolClient: clientOut(requireClient(context, input.ClientId, pool.id)) };
}

/** Resets what is left out to its default, as AWS does. */
function updateUserPoolClient(
  input: UpdateUserPoolClientCommandInput,
  context: PoolContext,
): Omit<UpdateUserPoolClientCommandOutput, '$metadata'> {
  const pool = requirePool(context, input.UserPoolId);
  const before = requireClient(context, input.ClientId, pool.id);
  const client: ClientRecord = {
    ...before,
    settings: clientSettings(context, pool, input, before.settings.ClientName, before.secrets.length > 0),
    updatedAt: context.clock.now(),
  };
  context.store.clients.put(client);
  return { UserPoolClient: clientOut(client) };
}

/** The tokens of its users end with it. */
function deleteUserPoolClient(input: DeleteUserPoolClientCommandInput, context: PoolContext): object {
  const pool = requirePool(context, input.UserPoolId);
  const client = requireClient(context, input.ClientId, pool.id);
  const { grants, sessions, clients } = context.store;
  for (const collection of [grants, sessions]) {
    for (const { id, clientId } of collection.by('pool', pool.id)) {
      if (clientId === client.id) collection.delete(id);
    }
  }
  clients.delete(client.id);
  return {};
}

function listUserPoolClients(
  input: ListUserPoolClientsCommandInput,
  context: PoolContext,
): Omit<ListUserPoolClientsCommandOutput, '$metadata'> {
  const pool = requirePool(context, input.UserPoolId);
  const request = { list: `ListUserPoolClients ${pool.id}`, token: input.NextToken, limit: input.MaxResults };
  const { items, next } = takePage(
    context,
    request,
    (client: ClientRecord) => client.id,
    (after, count) => context.store.clients.page('pool', pool.id, after, count),
  );
  return {
    UserPoolClients: items.map(({ id, poolId, settings }) => ({
      ClientId: id,
      UserPoolId: poolId,
      ClientName: settings.ClientName,
    })),
    NextToken: next,
  };
}

function clientOut({
  id,
  poolId,
  secrets,
  settings,
  createdAt,
  updatedAt,
}: ClientRecord): UserPoolClientType {
  return {
    UserPoolId: poolId,
    ClientId: id,
    ...settings,
    ClientSecret: secrets[0]?.value,
    CreationDate: new Date(createdAt),
    LastModifiedDate: new Date(updatedAt),
  };
}

/** App clients. */
export const clientOperations = {
  CreateUserPoolClient: createUserPoolClient,
  DescribeUserPoolClient: describeUserPoolClient,
  UpdateUserPoolClient: updateUserPoolClient,
  DeleteUserPoolClient: deleteUserPoolClient,
  ListUserPoolClients: listUserPoolClients,
} satisfies OperationTable;
