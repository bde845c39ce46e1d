import { randomUUID } from 'node:crypto';
import { places } from '../places';
import { refuses, type Row, succeeds } from '../row';
import { holding, listing, some } from '../shown';
import type { World } from '../world';

const plain = ({ plain: { UserPoolId } }: World): { UserPoolId: string } => ({ UserPoolId });
const history = { Policies: { PasswordPolicy: { MinimumLength: 8, PasswordHistorySize: 3 } } };

async function lite(world: World): Promise<{ UserPoolId: string }> {
  const { UserPoolId } = await places.lite(world);
  return { UserPoolId };
}

/** A pool with an import at work. */
export async function importing(world: World): Promise<{ UserPoolId: string }> {
  const { UserPoolId } = await world.place('importing', {});
  const job = await world.once('importing', async () => {
    const { UserImportJob } = await world.done('CreateUserImportJob', {
      ...{ UserPoolId, JobName: 'job', CloudWatchLogsRoleArn: 'arn:aws:iam::123456789012:role/logs' },
    });
    return world.store.importJobs.get(UserImportJob.JobId)!;
  });
  world.store.importJobs.put({ ...job, status: 'InProgress' });
  return { UserPoolId };
}

const described = {
  Id: some.poolId,
  Arn: expect.stringMatching(/^arn:aws:cognito-idp:us-east-1:\d{12}:userpool\/us-east-1_/u) as string,
  MfaConfiguration: 'OFF',
  CreationDate: some.time,
  LastModifiedDate: some.time,
};

/** Pools, their schema and their second factors. */
export const poolRows: readonly Row[] = [
  succeeds('CreateUserPool', 'with the new pool', () => ({ PoolName: 'new' }), {
    UserPool: holding({ ...described, Name: 'new', EstimatedNumberOfUsers: 0 }),
  }),
  refuses(
    ...(['CreateUserPool', 'InvalidParameter', 'aliases of user names that are attributes'] as const),
    () => ({ PoolName: 'new', AliasAttributes: ['email'], UsernameAttributes: ['email'] }),
  ),
  refuses('CreateUserPool', 'FeatureUnavailableInTier', 'what the plan does not have', () => ({
    ...{ PoolName: 'new', UserPoolTier: 'LITE', ...history },
  })),
  succeeds('DescribeUserPool', 'with the pool', plain, { UserPool: holding(described) }),
  succeeds('UpdateUserPool', 'with nothing', async (world) => {
    const { UserPoolId } = await places.other(world);
    return { UserPoolId, UserPoolTags: { a: 'b' } };
  }),
  refuses('UpdateUserPool', 'FeatureUnavailableInTier', 'what the plan does not have', async (world) => ({
    ...{ ...(await lite(world)), UserPoolTier: 'LITE', ...history },
  })),
  refuses('UpdateUserPool', 'UserImportInProgress', 'a pool with an import at work', importing),
  succeeds('DeleteUserPool', 'with nothing', async ({ pools }) => ({ UserPoolId: await pools.createPool() })),
  refuses('DeleteUserPool', 'InvalidParameter', 'a protected pool', async (world) => {
    const { UserPoolId } = await world.place('protected', { DeletionProtection: 'ACTIVE' });
    return { UserPoolId };
  }),
  refuses('DeleteUserPool', 'UserImportInProgress', 'a pool with an import at work', importing),
  succeeds('ListUserPools', 'with pools', () => ({ MaxResults: 60 }), {
    UserPools: listing(holding({ Id: some.poolId, Name: 'test', LambdaConfig: {} })),
  }),
  succeeds('ListUserPools', 'with a page and a cursor', () => ({ MaxResults: 1 }), {
    UserPools: [holding({ Id: some.poolId })],
    NextToken: some.text,
  }),
  refuses('ListUserPools', 'InvalidParameter', 'a cursor that it did not give', () => ({
    ...{ MaxResults: 1, NextToken: 'none' },
  })),
  succeeds('AddCustomAttributes', 'with nothing', (world) => ({
    ...plain(world),
    CustomAttributes: [{ Name: `a${randomUUID().slice(0, 8)}`, AttributeDataType: 'String' }],
  })),
  refuses('AddCustomAttributes', 'InvalidParameter', 'an attribute that is there', async (world) => {
    const input = {
      ...plain(world),
      CustomAttributes: [{ Name: `a${randomUUID().slice(0, 8)}`, AttributeDataType: 'String' }],
    };
    await world.done('AddCustomAttributes', input);
    return input;
  }),
  refuses('AddCustomAttributes', 'UserImportInProgress', 'a pool with an import at work', async (world) => ({
    ...(await importing(world)),
    CustomAttributes: [{ Name: 'late', AttributeDataType: 'String' }],
  })),
  succeeds('GetUserPoolMfaConfig', 'with the factors', plain, { MfaConfiguration: 'OFF' }),
  succeeds(
    ...(['SetUserPoolMfaConfig', 'with the factors'] as const),
    async (world) => ({
      UserPoolId: (await places.other(world)).UserPoolId,
      ...{ MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration: { Enabled: true } },
    }),
    { MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration: { Enabled: true } },
  ),
  refuses('SetUserPoolMfaConfig', 'InvalidParameter', 'MFA that nobody could pass', (world) => ({
    ...{ ...plain(world), MfaConfiguration: 'ON' },
  })),
  refuses('SetUserPoolMfaConfig', 'FeatureUnavailableInTier', 'what the plan lacks', async (world) => ({
    ...(await lite(world)),
    ...{ EmailMfaConfiguration: { Message: 'Code {####}' } },
  })),
];
