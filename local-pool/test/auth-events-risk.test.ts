import {
  AdminInitiateAuthCommand,
  ChangePasswordCommand,
  ConfirmForgotPasswordCommand,
  CreateUserPoolClientCommand,
  DescribeRiskConfigurationCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SetRiskConfigurationCommand,
  SignUpCommand,
  UpdateAuthEventFeedbackCommand,
  type AccountTakeoverEventActionType,
  type NotifyConfigurationType,
} from '@aws-sdk/client-cognito-identity-provider';
import { newUser } from '../users/new-user';
import { output } from './raw';
import { goodPassword, PoolUnderTest, refusal } from './support';
import { ProtectedPool } from './threat-protection';

const weak = 'Password123!';
const refusedSignIn = ['NotAuthorizedException', 'Unable to login because of security reasons.'];
const refusedPassword = [
  'InvalidPasswordException',
  'Provided password cannot be used for security reasons.',
];

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

const poolRecord = () => pools.pool(enforced.poolId);

async function withPassword(
  username: string,
  password: string,
  status: 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD',
) {
  const made = newUser(pools.context, poolRecord(), {
    sub: crypto.randomUUID(),
    username,
    attributes: {},
    status,
    password,
  });
  await pools.createUser(enforced.poolId, username, made);
}

/** Signs ada in from an address. */
function from(IpAddress: string, USERNAME = 'ada') {
  return pools.sdk.send(
    new AdminInitiateAuthCommand({
      UserPoolId: enforced.poolId,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: goodPassword },
      ContextData: { IpAddress, ServerName: 'app', ServerPath: '/', HttpHeaders: [] },
    }),
  );
}

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
    expect(await refusal(from(address))).toEqual(blocked);
    expect(await refusal(from(address, 'nobody'))).toEqual(blocked);
    const [event] = await enforced.events();
    expect(event).toMatchObject({
      EventResponse: 'Fail',
      EventRisk: { RiskDecision: 'Block' },
      EventContextData: { IpAddress: address },
    });
  });

  it.each(['192.0.3.1', '2001:db9::1', 'nowhere'])('is not %s', async (address) => {
    expect((await from(address)).AuthenticationResult).toHaveProperty('AccessToken');
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

describe('a password that has leaked', () => {
  const block = (EventFilter?: ('SIGN_IN' | 'PASSWORD_CHANGE' | 'SIGN_UP')[]) =>
    enforced.setRisk({
      CompromisedCredentialsRiskConfiguration: {
        Actions: { EventAction: 'BLOCK' },
        ...(EventFilter ? { EventFilter } : {}),
      },
    });
  const signUp = () =>
    pools.sdk.send(
      new SignUpCommand({
        ClientId,
        Username: `u${crypto.randomUUID()}`,
        Password: weak,
        UserAttributes: [{ Name: 'email', Value: 'u@example.com' }],
      }),
    );

  it('does not sign in any more, and only its owner is told', async () => {
    await block();
    await withPassword('ada', weak, 'CONFIRMED');
    expect(await refusal(pools.signIn(ClientId, 'ada', weak))).toEqual(refusedSignIn);
    expect((await enforced.events())[0]).toMatchObject({
      EventResponse: 'Fail',
      EventRisk: { RiskDecision: 'Block', CompromisedCredentialsDetected: true },
      ChallengeResponses: [{ ChallengeName: 'Password', ChallengeResponse: 'Success' }],
    });
    await pools.createUser(enforced.poolId, 'bob');
    expect((await refusal(pools.signIn(ClientId, 'bob', weak)))[1]).toBe('Incorrect username or password.');
    const choice = new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME: 'ada', PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: weak },
    });
    expect(await refusal(pools.sdk.send(choice))).toEqual(refusedSignIn);
  });

  it('cannot be chosen', async () => {
    await block();
    expect(await refusal(signUp())).toEqual(refusedPassword);
    await pools.sdk.send(new ForgotPasswordCommand({ ClientId, Username: 'ada' }));
    const ConfirmationCode = pools.lastCode('ada@example.com');
    const reset = (Password: string) =>
      pools.sdk.send(
        new ConfirmForgotPasswordCommand({ ClientId, Username: 'ada', ConfirmationCode, Password }),
      );
    expect(await refusal(reset(weak))).toEqual(refusedPassword);
    await reset('Reset-Horse-2');
    const { AccessToken } = await pools.signIn(ClientId, 'ada', 'Reset-Horse-2');
    const change = new ChangePasswordCommand({
      AccessToken,
      PreviousPassword: 'Reset-Horse-2',
      ProposedPassword: weak,
    });
    expect(await refusal(pools.sdk.send(change))).toEqual(refusedPassword);
  });

  it('cannot take the place of a temporary one, and another still can', async () => {
    await block();
    await withPassword('ada', goodPassword, 'FORCE_CHANGE_PASSWORD');
    const { Session } = await pools.sdk.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ada', PASSWORD: goodPassword },
      }),
    );
    const answer = (NEW_PASSWORD: string) =>
      pools.sdk.send(
        new RespondToAuthChallengeCommand({
          ClientId,
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          Session,
          ChallengeResponses: { USERNAME: 'ada', NEW_PASSWORD },
        }),
      );
    expect(await refusal(answer(weak))).toEqual(refusedPassword);
    expect((await answer('Another-Horse-2')).AuthenticationResult).toHaveProperty('AccessToken');
  });

  it('is looked for in the events of the filter alone', async () => {
    await block(['PASSWORD_CHANGE']);
    await withPassword('ada', weak, 'CONFIRMED');
    expect(await pools.signIn(ClientId, 'ada', weak)).toHaveProperty('AccessToken');
    expect((await enforced.events())[0]?.EventRisk?.CompromisedCredentialsDetected).toBe(false);
    await signUp();
  });

  it('is only written down without BLOCK', async () => {
    await enforced.setRisk({
      CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: 'NO_ACTION' } },
    });
    await withPassword('ada', weak, 'CONFIRMED');
    expect(await pools.signIn(ClientId, 'ada', weak)).toHaveProperty('AccessToken');
    expect((await enforced.events())[0]?.EventRisk?.CompromisedCredentialsDetected).toBe(true);
    await signUp();
  });

  it('is the client’s to block, before the pool', async () => {
    await block();
    await enforced.setRisk({ ClientId });
    await signUp();
    const { clients } = pools.context.store;
    const client = clients.get(ClientId);
    if (client) clients.put({ ...client, risk: undefined });
    expect(await refusal(signUp())).toEqual(refusedPassword);
  });
});

describe('a new address', () => {
  const NotifyConfiguration: NotifyConfigurationType = {
    SourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/example.com',
    BlockEmail: { Subject: 'Blocked {ip-address}', TextBody: 'Was it you? {one-click-link-valid} {other}' },
  };
  const react = (EventAction: AccountTakeoverEventActionType, Notify = false) =>
    enforced.setRisk({
      AccountTakeoverRiskConfiguration: {
        Actions: { LowAction: { EventAction, Notify } },
        ...(Notify ? { NotifyConfiguration } : {}),
      },
    });
  const risks = async () => (await enforced.events()).map(({ EventRisk }) => EventRisk);
  const none = { RiskDecision: 'NoRisk', CompromisedCredentialsDetected: false };
  const low = { ...none, RiskLevel: 'Low', RiskDecision: 'AccountTakeover' };

  it('is a low risk, unless it is the first or known', async () => {
    for (const address of ['198.51.100.1', '198.51.100.1', '198.51.100.2', '198.51.100.2']) {
      await from(address);
      await pools.advance(1);
    }
    expect(await risks()).toEqual([none, low, none, none]);
  });

  it('does not become known by a sign-in that failed', async () => {
    await from('198.51.100.1');
    await react('BLOCK');
    for (let index = 0; index < 2; index++) {
      await pools.advance(1);
      expect(await refusal(from('198.51.100.2'))).toEqual(refusedSignIn);
    }
    const blocked = { ...low, RiskDecision: 'Block' };
    expect(await risks()).toEqual([blocked, blocked, none]);
    expect((await from('198.51.100.1')).AuthenticationResult).toHaveProperty('AccessToken');
  });

  it('is not looked at where it is skipped', async () => {
    await from('198.51.100.1');
    await enforced.setRisk({
      AccountTakeoverRiskConfiguration: { Actions: { LowAction: { EventAction: 'BLOCK', Notify: false } } },
      RiskExceptionConfiguration: { SkippedIPRangeList: ['198.51.100.0/28'] },
    });
    expect((await from('198.51.100.2')).AuthenticationResult).toHaveProperty('AccessToken');
    expect(await refusal(from('198.51.100.20'))).toEqual(refusedSignIn);
  });

  it('is told to nobody who does not know the password', async () => {
    await from('198.51.100.1');
    await react('BLOCK');
    const wrong = new AdminInitiateAuthCommand({
      UserPoolId: enforced.poolId,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ada', PASSWORD: 'Wrong-Horse-1' },
      ContextData: { IpAddress: '198.51.100.2', ServerName: 'app', ServerPath: '/', HttpHeaders: [] },
    });
    expect((await refusal(pools.sdk.send(wrong)))[1]).toBe('Incorrect username or password.');
  });

  it.each([
    ['MFA_REQUIRED', refusedSignIn],
    ['MFA_IF_CONFIGURED', undefined],
    ['NO_ACTION', undefined],
  ] as const)('with %s and no second factor ends in %j', async (action, refused) => {
    await from('198.51.100.1');
    await react(action);
    const result = from('198.51.100.2');
    if (refused) expect(await refusal(result)).toEqual(refused);
    else expect((await result).AuthenticationResult).toHaveProperty('AccessToken');
  });

  it('is told to the user, who says whether it was him', async () => {
    await from('198.51.100.1');
    await react('BLOCK', true);
    await pools.advance(1);
    await refusal(from('198.51.100.2'));
    const [event] = await enforced.events();
    const { code: FeedbackToken = '', subject, body, kind } = pools.lastMessage('ada@example.com');
    expect([kind, subject, body]).toEqual([
      'AccountTakeOverNotification',
      'Blocked 198.51.100.2',
      `Was it you? UpdateAuthEventFeedback EventId=${event?.EventId ?? ''} FeedbackToken=${FeedbackToken} FeedbackValue=Valid {other}`,
    ]);
    const say = (FeedbackToken: string) =>
      pools.sdk.send(
        new UpdateAuthEventFeedbackCommand({
          UserPoolId: enforced.poolId,
          Username: 'ada',
          EventId: event?.EventId,
          FeedbackToken,
          FeedbackValue: 'Invalid',
        }),
      );
    expect((await refusal(say(`${FeedbackToken}x`)))[0]).toBe('NotAuthorizedException');
    await say(FeedbackToken);
    expect((await enforced.events())[0]?.EventFeedback).toMatchObject({
      FeedbackValue: 'Invalid',
      Provider: 'EndUser',
    });
  });
});
