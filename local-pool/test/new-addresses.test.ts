import {
  AdminInitiateAuthCommand,
  UpdateAuthEventFeedbackCommand,
  type AccountTakeoverEventActionType,
  type NotifyConfigurationType,
} from '@aws-sdk/client-cognito-identity-provider';
import { type PoolUnderTest, refusal } from './support';
import { ProtectedPool } from './threat-protection';

const refusedSignIn = ['NotAuthorizedException', 'Unable to login because of security reasons.'];

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
      await enforced.signInFrom(address);
      await pools.advance(1);
    }
    expect(await risks()).toEqual([none, low, none, none]);
  });

  it('does not become known by a sign-in that failed', async () => {
    await enforced.signInFrom('198.51.100.1');
    await react('BLOCK');
    for (let index = 0; index < 2; index++) {
      await pools.advance(1);
      expect(await refusal(enforced.signInFrom('198.51.100.2'))).toEqual(refusedSignIn);
    }
    const blocked = { ...low, RiskDecision: 'Block' };
    expect(await risks()).toEqual([blocked, blocked, none]);
    expect((await enforced.signInFrom('198.51.100.1')).AuthenticationResult).toHaveProperty('AccessToken');
  });

  it('is not looked at where it is skipped', async () => {
    await enforced.signInFrom('198.51.100.1');
    await enforced.setRisk({
      AccountTakeoverRiskConfiguration: { Actions: { LowAction: { EventAction: 'BLOCK', Notify: false } } },
      RiskExceptionConfiguration: { SkippedIPRangeList: ['198.51.100.0/28'] },
    });
    expect((await enforced.signInFrom('198.51.100.2')).AuthenticationResult).toHaveProperty('AccessToken');
    expect(await refusal(enforced.signInFrom('198.51.100.20'))).toEqual(refusedSignIn);
  });

  it('is told to nobody who does not know the password', async () => {
    await enforced.signInFrom('198.51.100.1');
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
    await enforced.signInFrom('198.51.100.1');
    await react(action);
    const result = enforced.signInFrom('198.51.100.2');
    if (refused) expect(await refusal(result)).toEqual(refused);
    else expect((await result).AuthenticationResult).toHaveProperty('AccessToken');
  });

  it('is told to the user, who says whether it was him', async () => {
    await enforced.signInFrom('198.51.100.1');
    await react('BLOCK', true);
    await pools.advance(1);
    await refusal(enforced.signInFrom('198.51.100.2'));
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
