import {
  CreateUserPoolClientCommand,
  DescribeRiskConfigurationCommand,
  SetRiskConfigurationCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { output } from './raw';
import { type PoolUnderTest, refusal } from './support';
import { ProtectedPool } from './threat-protection';

let enforced: ProtectedPool;
let pools: PoolUnderTest;
let ClientId: string;
beforeAll(async () => {
  enforced = await ProtectedPool.start('ENFORCED');
  ({ pools } = enforced);
  ({ ClientId } = enforced.client);
});
beforeEach(async () => {
  enforced.clear();
  await enforced.setRisk({});
  await pools.createUser(enforced.poolId, 'ada');
});
afterAll(() => pools.close());

describe('the risk configuration', () => {
  const describeRisk = (more: object = {}) =>
    output(pools.sdk.send(new DescribeRiskConfigurationCommand({ UserPoolId: enforced.poolId, ...more })));
  const settings = {
    CompromisedCredentialsRiskConfiguration: {
      EventFilter: ['SIGN_UP' as const],
      Actions: { EventAction: 'BLOCK' as const },
    },
    RiskExceptionConfiguration: { BlockedIPRangeList: ['192.0.2.0/24'] },
  };

  it('is kept for the pool and for each client', async () => {
    const other = { RiskExceptionConfiguration: { SkippedIPRangeList: ['2001:db8::/32'] } };
    const set = new SetRiskConfigurationCommand({ UserPoolId: enforced.poolId, ...settings });
    const LastModifiedDate = expect.any(Date) as Date;
    const expected = { RiskConfiguration: { UserPoolId: enforced.poolId, ...settings, LastModifiedDate } };
    expect(await output(pools.sdk.send(set))).toEqual(expected);
    const client = await enforced.createClient({});
    await enforced.setRisk({ ClientId: client.ClientId, ...other });
    expect(await describeRisk()).toEqual(expected);
    expect(await describeRisk({ ClientId: client.ClientId })).toEqual({
      RiskConfiguration: {
        UserPoolId: enforced.poolId,
        ClientId: client.ClientId,
        ...other,
        LastModifiedDate,
      },
    });
    expect(await describeRisk({ ClientId })).toEqual({
      RiskConfiguration: { UserPoolId: enforced.poolId, ClientId },
    });
    await enforced.setRisk({});
    expect(await describeRisk()).toEqual({
      RiskConfiguration: { UserPoolId: enforced.poolId, LastModifiedDate },
    });
  });

  it.each(['192.0.2.1', '192.0.2.0/33', '2001:db8::/129', 'here/8', '/8'])(
    'takes no range %s',
    async (range) => {
      const lists = [{ BlockedIPRangeList: [range] }, { SkippedIPRangeList: [range] }];
      for (const RiskExceptionConfiguration of lists) {
        expect(await refusal(enforced.setRisk({ RiskExceptionConfiguration }))).toEqual([
          'InvalidParameterException',
          `${range} is not an IP range in CIDR notation.`,
        ]);
      }
    },
  );

  it('says how to tell people', async () => {
    const Actions = { LowAction: { Notify: true, EventAction: 'NO_ACTION' as const } };
    const call = enforced.setRisk({ AccountTakeoverRiskConfiguration: { Actions } });
    expect(await refusal(call)).toEqual([
      'InvalidParameterException',
      'NotifyConfiguration is required when an action notifies.',
    ]);
  });

  it('needs threat protection, the pool and the client', async () => {
    const plain = await pools.createPool();
    for (const Command of [SetRiskConfigurationCommand, DescribeRiskConfigurationCommand]) {
      const send = (UserPoolId: string, more: object = {}) =>
        refusal(pools.sdk.send(new Command({ UserPoolId, ...more })));
      expect((await send(plain))[0]).toBe('UserPoolAddOnNotEnabledException');
      expect((await send('us-east-1_none'))[0]).toBe('ResourceNotFoundException');
      expect((await send(plain, { ClientId }))[0]).toBe('ResourceNotFoundException');
    }
  });

  it('outlives a change of the client', async () => {
    const { UserPoolClient } = await pools.sdk.send(
      new CreateUserPoolClientCommand({ UserPoolId: enforced.poolId, ClientName: 'one' }),
    );
    await enforced.setRisk({ ClientId: UserPoolClient?.ClientId, ...settings });
    expect(await describeRisk({ ClientId: UserPoolClient?.ClientId })).toMatchObject({
      RiskConfiguration: settings,
    });
  });
});

describe('a blocked address', () => {
  const blocked = ['NotAuthorizedException', 'Request not allowed due to security reasons.'];
  beforeEach(() =>
    enforced.setRisk({
      RiskExceptionConfiguration: { BlockedIPRangeList: ['192.0.2.0/24', '2001:db8::/32'] },
    }),
  );

  it.each(['192.0.2.77', '2001:db8::7'])('does not get in: %s', async (address) => {
    expect(await refusal(enforced.signInFrom(address))).toEqual(blocked);
    expect(await refusal(enforced.signInFrom(address, 'nobody'))).toEqual(blocked);
    const [event] = await enforced.events();
    expect(event).toMatchObject({
      EventResponse: 'Fail',
      EventRisk: { RiskDecision: 'Block' },
      EventContextData: { IpAddress: address },
    });
  });

  it.each(['192.0.3.1', '2001:db9::1', 'nowhere'])('is not %s', async (address) => {
    expect((await enforced.signInFrom(address)).AuthenticationResult).toHaveProperty('AccessToken');
  });

  it('is only written down where nothing is enforced', async () => {
    const audit = await ProtectedPool.start('AUDIT');
    try {
      await audit.setRisk({ RiskExceptionConfiguration: { BlockedIPRangeList: ['0.0.0.0/0', '::/0'] } });
      expect(await audit.pools.signIn(audit.client.ClientId, 'ada')).toHaveProperty('AccessToken');
    } finally {
      await audit.pools.close();
    }
  });
});
