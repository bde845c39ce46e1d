import {
  AdminInitiateAuthCommand,
  AdminListUserAuthEventsCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateAuthEventFeedbackCommand,
  ChangePasswordCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
  UpdateAuthEventFeedbackCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createSrpSession, signSrpSession } from 'cognito-srp-helper';
import { goodPassword, otherThan, payloadOf, refusal, secretHash, PoolUnderTest } from './support';
import { ProtectedPool } from './threat-protection';

let pool: ProtectedPool;
let pools: PoolUnderTest;
let ClientId: string;
beforeAll(async () => {
  pool = await ProtectedPool.start('AUDIT');
  ({ pools } = pool);
  ({ ClientId } = pool.client);
});
beforeEach(async () => {
  pool.clear();
  await pools.createUser(pool.poolId, 'ada');
});
afterAll(() => pools.close());

const signIn = (password = goodPassword) => pools.signIn(ClientId, 'ada', password);

describe('a sign-in', () => {
  it('is written down with where it came from and the event_id of its tokens', async () => {
    const { IdToken } = await signIn();
    const [event] = await pool.events();
    expect(event).toEqual({
      EventId: payloadOf(IdToken)['event_id'],
      EventType: 'SignIn',
      CreationDate: expect.any(Date) as Date,
      EventResponse: 'Pass',
      EventRisk: { RiskDecision: 'NoRisk', CompromisedCredentialsDetected: false },
      ChallengeResponses: [{ ChallengeName: 'Password', ChallengeResponse: 'Success' }],
      EventContextData: {
        IpAddress: expect.stringMatching(/127\.0\.0\.1$/) as string,
        DeviceName: expect.stringContaining('aws-sdk-js') as string,
      },
    });
  });

  it('is written down when it fails', async () => {
    await refusal(signIn('Wrong-Horse-1'));
    await pools.createUser(pool.poolId, 'ada', { status: 'UNCONFIRMED' });
    await refusal(signIn());
    await pools.createUser(pool.poolId, 'bob', { enabled: false });
    await refusal(pools.signIn(ClientId, 'bob'));
    expect(await pool.history()).toEqual(['SignIn Fail Password:Success']);
    expect(await pool.history('bob')).toEqual(['SignIn Fail Password:Success']);
    await refusal(signIn('Wrong-Horse-1'));
    expect((await pool.history()).at(-1)).toBe('SignIn Fail Password:Failure');
  });

  it('by SRP is one entry from its first request to its last', async () => {
    const begin = async () => {
      const srp = createSrpSession('ada', goodPassword, pool.poolId, false);
      const AuthParameters = { USERNAME: 'ada', SRP_A: srp.largeA };
      const { ChallengeParameters } = await pools.sdk.send(
        new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters }),
      );
      const signed = signSrpSession(srp, { ChallengeParameters });
      return (signature = signed.passwordSignature) =>
        pools.sdk.send(
          new RespondToAuthChallengeCommand({
            ClientId,
            ChallengeName: 'PASSWORD_VERIFIER',
            ChallengeResponses: {
              USERNAME: 'ada',
              PASSWORD_CLAIM_SECRET_BLOCK: ChallengeParameters?.['SECRET_BLOCK'] ?? '',
              PASSWORD_CLAIM_SIGNATURE: signature,
              TIMESTAMP: signed.timestamp,
            },
          }),
        );
    };
    const right = await begin();
    expect(await pool.history()).toEqual(['SignIn InProgress']);
    const { AuthenticationResult } = await right();
    expect(await pool.history()).toEqual(['SignIn Pass Password:Success']);
    const [event] = await pool.events();
    expect(event?.EventId).toBe(payloadOf(AuthenticationResult?.IdToken ?? '')['event_id']);
    await pools.advance(1);
    await refusal((await begin())('AAAA'));
    expect(await pool.history()).toEqual(['SignIn Pass Password:Success', 'SignIn Fail Password:Failure']);
  });

  it('that asks for a new password goes on until it is set', async () => {
    const input = { UserPoolId: pool.poolId, Username: 'ada', Password: 'Temporary-Horse-1' };
    await pools.sdk.send(new AdminSetUserPasswordCommand(input));
    const { Session } = await pools.sdk.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ada', PASSWORD: 'Temporary-Horse-1' },
      }),
    );
    expect(await pool.history()).toEqual(['SignIn InProgress Password:Success']);
    const [begun] = await pool.events();
    await pools.advance(60);
    const answer = (NEW_PASSWORD: string) =>
      pools.sdk.send(
        new RespondToAuthChallengeCommand({
          ClientId,
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          Session,
          ChallengeResponses: { USERNAME: 'ada', NEW_PASSWORD },
        }),
      );
    await refusal(answer('short'));
    expect(await pool.history()).toEqual(['SignIn InProgress Password:Success']);
    await answer('Another-Horse-2');
    expect(await pool.history()).toEqual(['SignIn Pass Password:Success']);
    expect((await pool.events())[0]?.CreationDate).toEqual(begun?.CreationDate);
  });

  it('by refresh token, of nobody, or refused before anybody is looked at, is no entry', async () => {
    const { RefreshToken } = await signIn();
    await pools.sdk.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: RefreshToken },
      }),
    );
    await refusal(pools.signIn(ClientId, 'nobody'));
    const secret = await pool.createClient({ GenerateSecret: true });
    await refusal(pools.signIn(secret.ClientId, 'ada'));
    expect(pools.context.store.events.size).toBe(1);
  });
});

describe('the address', () => {
  const addresses = async () =>
    (await pool.events()).map(({ EventContextData }) => EventContextData?.IpAddress);

  it('is what an administrator says', async () => {
    await pools.sdk.send(
      new AdminInitiateAuthCommand({
        UserPoolId: pool.poolId,
        ClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ada', PASSWORD: goodPassword },
        ContextData: {
          IpAddress: '198.51.100.7',
          ServerName: 'app',
          ServerPath: '/login',
          HttpHeaders: [{ headerName: 'User-Agent', headerValue: 'Firefox' }],
        },
      }),
    );
    expect((await pool.events())[0]?.EventContextData).toEqual({
      IpAddress: '198.51.100.7',
      DeviceName: 'Firefox',
    });
  });

  it.each([
    ['a client with a secret that may pass it on', true, true, '203.0.113.9'],
    ['a client with a secret that may not', true, false, expect.stringContaining('127.0.0.1') as string],
    ['a client without a secret', false, true, expect.stringContaining('127.0.0.1') as string],
  ])('is what %s says, or the caller’s', async (_, GenerateSecret, propagate, expected) => {
    const client = await pool.createClient({
      GenerateSecret,
    });
    const { clients } = pools.context.store;
    const record = clients.get(client.ClientId);
    if (!record) throw new Error('The client is not kept');
    const settings = { ...record.settings, EnablePropagateAdditionalUserContextData: propagate };
    clients.put({ ...record, settings });
    const proof = GenerateSecret ? { SECRET_HASH: secretHash('ada', client) } : {};
    await pools.sdk.send(
      new InitiateAuthCommand({
        ClientId: client.ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ada', PASSWORD: goodPassword, ...proof },
        UserContextData: { IpAddress: '203.0.113.9' },
      }),
    );
    expect(await addresses()).toEqual([expected]);
  });
});

it('writes down what else users do', async () => {
  const Username = 'dan';
  const UserAttributes = [{ Name: 'email', Value: 'dan@example.com' }];
  await pools.sdk.send(new SignUpCommand({ ClientId, Username, Password: goodPassword, UserAttributes }));
  await pools.advance(1);
  await refusal(
    pools.sdk.send(new SignUpCommand({ ClientId, Username, Password: goodPassword, UserAttributes })),
  );
  await pools.sdk.send(new ResendConfirmationCodeCommand({ ClientId, Username }));
  expect(await pool.history('dan')).toEqual(['SignUp Pass', 'ResendCode Pass']);

  await pools.sdk.send(new ForgotPasswordCommand({ ClientId, Username: 'ada' }));
  const code = pools.lastCode('ada@example.com');
  const reset = (ConfirmationCode: string) =>
    pools.sdk.send(
      new ConfirmForgotPasswordCommand({
        ClientId,
        Username: 'ada',
        ConfirmationCode,
        Password: 'Reset-Horse-2',
      }),
    );
  await pools.advance(1);
  await refusal(reset(otherThan(code)));
  await pools.advance(1);
  await reset(code);
  await pools.advance(1);
  const { AccessToken } = await signIn('Reset-Horse-2');
  const change = (PreviousPassword: string) =>
    pools.sdk.send(
      new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword: 'Changed-Horse-3' }),
    );
  await pools.advance(1);
  await refusal(change('Wrong-Horse-1'));
  await pools.advance(1);
  await change('Reset-Horse-2');
  expect(await pool.history()).toEqual([
    'ForgotPassword Pass',
    'PasswordChange Fail',
    'PasswordChange Pass',
    'SignIn Pass Password:Success',
    'PasswordChange Fail',
    'PasswordChange Pass',
  ]);
  const foreign = new ChangePasswordCommand({ AccessToken: 'a.b.c', ProposedPassword: 'Changed-Horse-3' });
  expect((await refusal(pools.sdk.send(foreign)))[0]).toBe('NotAuthorizedException');
});

describe('the history', () => {
  const page = (input: { MaxResults?: number; NextToken?: string | undefined }, Username = 'ada') =>
    pools.sdk.send(new AdminListUserAuthEventsCommand({ UserPoolId: pool.poolId, Username, ...input }));

  it('is told in pages, the newest first', async () => {
    const ids: unknown[] = [];
    for (let index = 0; index < 5; index++) {
      ids.unshift(payloadOf((await signIn()).IdToken)['event_id']);
      await pools.advance(1);
    }
    const first = await page({ MaxResults: 3 });
    const rest = await page({ MaxResults: 3, NextToken: first.NextToken });
    expect([...(first.AuthEvents ?? []), ...(rest.AuthEvents ?? [])].map(({ EventId }) => EventId)).toEqual(
      ids,
    );
    expect(rest.NextToken).toBeUndefined();
    expect((await page({ MaxResults: 0 })).AuthEvents).toHaveLength(5);
    await pools.createUser(pool.poolId, 'eve');
    expect(await refusal(page({ NextToken: first.NextToken }, 'eve'))).toEqual([
      'InvalidParameterException',
      'Invalid pagination token given.',
    ]);
  });

  it('goes two years back', async () => {
    await signIn();
    const { events } = pools.context.store;
    const [event] = events.values();
    if (!event) throw new Error('There is no event');
    const old = event.at - 2 * 365 * 24 * 3600 * 1000;
    events.put({ ...event, id: 'younger', at: old + 60_000 });
    events.put({ ...event, id: 'older', at: old - 60_000 });
    const ids = (await pool.events()).map(({ EventId }) => EventId);
    expect(ids).toEqual([event.id, 'younger']);
    pools.context.store.sweep(pools.context.clock.now());
    expect(events.get('older')).toBeUndefined();
    expect(events.get('younger')).toBeDefined();
  });

  it('is kept only with threat protection', async () => {
    const plain = await pools.createPool();
    const client = await pools.createClient(plain);
    await pools.createUser(plain, 'ada');
    await pools.signIn(client.ClientId, 'ada');
    expect(pools.context.store.events.size).toBe(0);
    const of = { UserPoolId: plain, Username: 'ada' };
    const off = ['UserPoolAddOnNotEnabledException', 'Threat protection is not enabled for this user pool.'];
    expect(await refusal(pools.sdk.send(new AdminListUserAuthEventsCommand(of)))).toEqual(off);
    const feedback = { ...of, EventId: 'one', FeedbackValue: 'Valid' as const };
    expect(await refusal(pools.sdk.send(new AdminUpdateAuthEventFeedbackCommand(feedback)))).toEqual(off);
    const byUser = new UpdateAuthEventFeedbackCommand({ ...feedback, FeedbackToken: 'token' });
    expect(await refusal(pools.sdk.send(byUser))).toEqual(off);
  });

  it('is of users there are', async () => {
    expect(await refusal(page({}, 'nobody'))).toEqual(['UserNotFoundException', 'User does not exist.']);
  });
});

describe('feedback', () => {
  const give = (EventId: string, FeedbackValue: 'Valid' | 'Invalid', Username = 'ada') =>
    pools.sdk.send(
      new AdminUpdateAuthEventFeedbackCommand({ UserPoolId: pool.poolId, Username, EventId, FeedbackValue }),
    );

  it('of an administrator stands beside the event', async () => {
    const id = String(payloadOf((await signIn()).IdToken)['event_id']);
    await give(id, 'Invalid');
    await give(id, 'Valid');
    expect((await pool.events())[0]?.EventFeedback).toEqual({
      FeedbackValue: 'Valid',
      Provider: 'Admin',
      FeedbackDate: expect.any(Date) as Date,
    });
    await pools.createUser(pool.poolId, 'eve');
    for (const call of [give(id, 'Valid', 'eve'), give('unknown', 'Valid')]) {
      expect((await refusal(call))[0]).toBe('ResourceNotFoundException');
    }
  });

  it('of a user needs the token of the message', async () => {
    const id = String(payloadOf((await signIn()).IdToken)['event_id']);
    const say = new UpdateAuthEventFeedbackCommand({
      UserPoolId: pool.poolId,
      Username: 'ada',
      EventId: id,
      FeedbackToken: 'guessed',
      FeedbackValue: 'Valid',
    });
    expect(await refusal(pools.sdk.send(say))).toEqual(['NotAuthorizedException', 'Invalid feedback token.']);
  });
});
