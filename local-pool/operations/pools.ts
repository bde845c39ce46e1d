import type {
  AddCustomAttributesCommandInput,
  CreateUserPoolCommandInput,
  CreateUserPoolCommandOutput,
  DeleteUserPoolCommandInput,
  DescribeUserPoolCommandInput,
  DescribeUserPoolCommandOutput,
  ListUserPoolsCommandInput,
  ListUserPoolsCommandOutput,
  UpdateUserPoolCommandInput,
  UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import { refuseDuringImport } from '../imports/jobs';
import type { OperationTable, PoolContext } from '../operation';
import { poolArn } from '../pools/arn';
import { requirePool } from '../pools/find-pool';
import { checkMfaSettings } from '../pools/mfa-settings';
import { newPoolId } from '../pools/new-id';
import { poolMfa, poolSettings } from '../pools/settings';
import type { Collection } from '../store/store';
import type { PoolRecord } from '../store/records';
import { createPoolKeys } from '../tokens/keys';
import { newSchema, withCustomAttributes } from '../users/schema';
import { fromArray, takePage } from './cursor';
import { domainsOut } from './domains';

async function createUserPool(
  input: CreateUserPoolCommandInput,
  context: PoolContext,
): Promise<Omit<CreateUserPoolCommandOutput, '$metadata'>> {
  const { AliasAttributes, UsernameAttributes, UsernameConfiguration, PoolName } = input;
  const now = context.clock.now();
  const pool: PoolRecord = {
    id: newPoolId(context.settings.region),
    region: context.settings.region,
    settings: poolSettings(input, {
      Name: PoolName,
      ...(AliasAttributes?.length ? { AliasAttributes } : {}),
      ...(UsernameAttributes?.length ? { UsernameAttributes } : {}),
      ...(UsernameConfiguration ? { UsernameConfiguration } : {}),
    }),
    schema: newSchema(input.Schema),
    mfa: poolMfa(input),
    createdAt: now,
    updatedAt: now,
  };
  checkMfaSettings(pool);
  // The keys first: whoever sees the pool can sign in to it.
  await createPoolKeys(context, pool.id);
  context.store.pools.put(pool);
  return { UserPool: poolOut(context, pool) };
}

function describeUserPool(
  input: DescribeUserPoolCommandInput,
  context: PoolContext,
): Omit<DescribeUserPoolCommandOutput, '$metadata'> {
  return { UserPool: poolOut(context, requirePool(context, input.UserPoolId)) };
}

/** Resets what is left out to its default, as AWS does. What is fixed at creation, the schema and TOTP, e-mail and passkeys stay. */
function updateUserPool(input: UpdateUserPoolCommandInput, context: PoolContext): object {
  const pool = requirePool(context, input.UserPoolId);
  refuseDuringImport(context, pool);
  const { Name, AliasAttributes, UsernameAttributes, UsernameConfiguration } = pool.settings;
  const changed: PoolRecord = {
    ...pool,
    settings: poolSettings(input, {
      Name: input.PoolName ?? Name,
      ...(AliasAttributes ? { AliasAttributes } : {}),
      ...(UsernameAttributes ? { UsernameAttributes } : {}),
      ...(UsernameConfiguration ? { UsernameConfiguration } : {}),
    }),
    mfa: poolMfa(input, pool.mfa),
    updatedAt: context.clock.now(),
  };
  checkMfaSettings(changed);
  context.store.pools.put(changed);
  return {};
}

function deleteUserPool(input: DeleteUserPoolCommandInput, context: PoolContext): object {
  const pool = requirePool(context, input.UserPoolId);
  if (pool.settings.DeletionProtection === 'ACTIVE') {
    throw invalidParameter(
      'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.',
    );
  }
  refuseDuringImport(context, pool);
  const { users, pools, ...store } = context.store;
  for (const collection of [
    ...[store.clients, store.groups, store.keys, store.codes, store.sessions, store.grants, store.messages],
    ...[store.devices, store.passkeys, store.importJobs, store.importLogs, store.events, store.hosted],
    ...[store.identityProviders, store.resourceServers, store.domains],
  ]) {
    deleteAll(collection, pool.id);
  }
  for (const user of users.by('pool', pool.id)) users.delete(user.sub);
  // Last: the users' names are indexed by the pool's rules.
  pools.delete(pool.id);
  return {};
}

function deleteAll(collection: Collection<{ readonly id: string }>, poolId: string): void {
  for (const { id } of collection.by('pool', poolId)) collection.delete(id);
}

function listUserPools(
  input: ListUserPoolsCommandInput,
  context: PoolContext,
): Omit<ListUserPoolsCommandOutput, '$metadata'> {
  const all = [...context.store.pools.values()];
  const idOf = (pool: PoolRecord): string => pool.id;
  const request = { list: 'ListUserPools', token: input.NextToken, limit: input.MaxResults };
  const { items, next } = takePage(context, request, idOf, fromArray(all, idOf));
  return {
    UserPools: items.map((pool) => ({
      Id: pool.id,
      Name: pool.settings.Name,
      LambdaConfig: pool.settings.LambdaConfig,
      CreationDate: new Date(pool.createdAt),
      LastModifiedDate: new Date(pool.updatedAt),
    })),
    NextToken: next,
  };
}

function addCustomAttributes(input: AddCustomAttributesCommandInput, context: PoolContext): object {
  const pool = requirePool(context, input.UserPoolId);
  refuseDuringImport(context, pool);
  const schema = withCustomAttributes(pool.schema, input.CustomAttributes ?? []);
  context.store.pools.put({ ...pool, schema, updatedAt: context.clock.now() });
  return {};
}

function poolOut(context: PoolContext, pool: PoolRecord): UserPoolType {
  return {
    Id: pool.id,
    ...pool.settings,
    SchemaAttributes: [...pool.schema],
    MfaConfiguration: pool.mfa.mode,
    ...domainsOut(context, pool),
    EstimatedNumberOfUsers: context.store.users.count('pool', pool.id),
    Arn: poolArn(pool),
    CreationDate: new Date(pool.createdAt),
    LastModifiedDate: new Date(pool.updatedAt),
  };
}

/** Pools and their schema. */
export const poolOperations = {
  CreateUserPool: createUserPool,
  DescribeUserPool: describeUserPool,
  UpdateUserPool: updateUserPool,
  DeleteUserPool: deleteUserPool,
  ListUserPools: listUserPools,
  AddCustomAttributes: addCustomAttributes,
} satisfies OperationTable;
