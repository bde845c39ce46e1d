import {
  AdminCreateUserCommand,
  CreateUserPoolCommand,
  DescribeUserPoolCommand,
  GetLogDeliveryConfigurationCommand,
  ListTagsForResourceCommand,
  SetLogDeliveryConfigurationCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type CreateUserPoolCommandInput,
  type LogConfigurationType,
} from '@aws-sdk/client-cognito-identity-provider';
import { output } from './raw';
import { PoolUnderTest, refusal } from './support';

let pools: PoolUnderTest;
let poolId: string;
let ResourceArn: string;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
  poolId = await pools.createPool({ UserPoolTags: { stage: 'test', team: 'blue' } });
  const { UserPool } = await pools.sdk.send(new DescribeUserPoolCommand({ UserPoolId: poolId }));
  ResourceArn = UserPool?.Arn ?? '';
});
afterAll(() => pools.close());

describe('tags', () => {
  const list = (arn = ResourceArn) =>
    output(pools.sdk.send(new ListTagsForResourceCommand({ ResourceArn: arn })));
  const tag = (Tags: Record<string, string>) =>
    output(pools.sdk.send(new TagResourceCommand({ ResourceArn, Tags })));

  it('are added, changed, removed and told with the pool', async () => {
    expect(await list()).toEqual({ Tags: { stage: 'test', team: 'blue' } });
    expect(await tag({ team: 'red', cost: '' })).toEqual({});
    const untag = new UntagResourceCommand({ ResourceArn, TagKeys: ['stage', 'unknown'] });
    expect(await output(pools.sdk.send(untag))).toEqual({});
    expect(await list()).toEqual({ Tags: { team: 'red', cost: '' } });
    const { UserPool } = await pools.sdk.send(new DescribeUserPoolCommand({ UserPoolId: poolId }));
    expect(UserPool?.UserPoolTags).toEqual({ team: 'red', cost: '' });
  });

  it('are fifty at most', async () => {
    const many = Object.fromEntries(Array.from({ length: 48 }, (_, index) => [`t${index}`, 'x']));
    await tag(many);
    const call = tag({ more: 'x' });
    expect(await refusal(call)).toEqual([
      'InvalidParameterException',
      'A user pool cannot have more than 50 tags.',
    ]);
    await tag({ t0: 'y' });
    expect((await list()).Tags?.['t0']).toBe('y');
  });

  it('are those of a pool that is there', async () => {
    const notThere = ResourceArn.replace(poolId, 'us-east-1_none');
    expect(await refusal(list(notThere))).toEqual([
      'ResourceNotFoundException',
      'User pool us-east-1_none does not exist.',
    ]);
    for (const other of [
      ResourceArn.replace('123456789012', '210987654321'),
      ResourceArn.replace('east', 'west'),
    ]) {
      expect((await refusal(list(other)))[0]).toBe('ResourceNotFoundException');
    }
    for (const other of [
      'arn:aws:iam::123456789012:role/logs',
      `${ResourceArn.slice(0, 30)}:123456789012:domain`,
    ]) {
      expect((await refusal(list(other)))[0]).toBe('InvalidParameterException');
    }
  });
});

describe('log delivery', () => {
  const CloudWatchLogsConfiguration = { LogGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:pool' };
  const messages = {
    LogLevel: 'ERROR',
    EventSource: 'userNotification',
    CloudWatchLogsConfiguration,
  } as const;
  const history = { LogLevel: 'INFO', EventSource: 'userAuthEvents', CloudWatchLogsConfiguration } as const;
  const set = (UserPoolId: string, ...LogConfigurations: LogConfigurationType[]) =>
    output(pools.sdk.send(new SetLogDeliveryConfigurationCommand({ UserPoolId, LogConfigurations })));
  const get = (UserPoolId: string) =>
    output(pools.sdk.send(new GetLogDeliveryConfigurationCommand({ UserPoolId })));

  it('is kept and told', async () => {
    const plus = await pools.createPool({ UserPoolTier: 'PLUS' });
    const of = (...LogConfigurations: LogConfigurationType[]) => ({
      LogDeliveryConfiguration: { UserPoolId: plus, LogConfigurations },
    });
    expect(await get(plus)).toEqual(of());
    expect(await set(plus, messages, history)).toEqual(of(messages, history));
    expect(await get(plus)).toEqual(of(messages, history));
    expect(await set(plus)).toEqual(of());
  });

  it('of the history needs the Plus plan', async () => {
    expect((await refusal(set(poolId, history)))[0]).toBe('FeatureUnavailableInTierException');
    await set(poolId, messages);
  });

  it.each<[string, LogConfigurationType[]]>([
    ['one source twice', [messages, messages]],
    ['messages at INFO', [{ ...messages, LogLevel: 'INFO' }]],
    ['the history at ERROR', [{ ...history, LogLevel: 'ERROR' }]],
  ])('does not take %s', async (_, configurations) => {
    expect((await refusal(set(poolId, ...configurations)))[0]).toBe('InvalidParameterException');
  });
});

describe('the term of temporary passwords', () => {
  const day = 24 * 3600;
  const create = async (given?: number, older?: number) => {
    const input: Partial<CreateUserPoolCommandInput> = {
      ...(given === undefined
        ? {}
        : { Policies: { PasswordPolicy: { MinimumLength: 8, TemporaryPasswordValidityDays: given } } }),
      ...(older === undefined ? {} : { AdminCreateUserConfig: { UnusedAccountValidityDays: older } }),
    };
    const { UserPool } = await pools.sdk.send(new CreateUserPoolCommand({ PoolName: 'terms', ...input }));
    return UserPool;
  };

  it.each([
    [undefined, undefined, 7],
    [undefined, 3, 3],
    [2, undefined, 2],
    [0, 0, 7],
    [5, 5, 5],
    [0, 4, 4],
  ])('is one setting by two names: %p and %p make %p', async (given, older, days) => {
    const pool = await create(given, older);
    expect(pool?.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays).toBe(days);
    expect(pool?.AdminCreateUserConfig?.UnusedAccountValidityDays).toBe(days);
  });

  it('cannot be two', async () => {
    expect(await refusal(create(2, 3))).toEqual([
      'InvalidParameterException',
      'Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays',
    ]);
  });

  it('is kept to under its older name', async () => {
    const id = (await create(undefined, 2))?.Id ?? '';
    const { ClientId } = await pools.createClient(id);
    const TemporaryPassword = 'Temporary-Horse-1';
    await pools.sdk.send(new AdminCreateUserCommand({ UserPoolId: id, Username: 'ada', TemporaryPassword }));
    await pools.advance(2 * day - 60);
    expect(await pools.signIn(ClientId, 'ada', TemporaryPassword)).toBeUndefined();
    await pools.advance(61);
    expect((await refusal(pools.signIn(ClientId, 'ada', TemporaryPassword)))[1]).toBe(
      'Temporary password has expired and must be reset by an administrator.',
    );
  });
});
