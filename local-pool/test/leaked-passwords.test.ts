import {
  ChangePasswordCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { newUser } from '../users/new-user';
import { goodPassword, type PoolUnderTest, refusal } from './support';
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
