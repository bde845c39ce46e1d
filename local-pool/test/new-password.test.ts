import {
  AdminDisableUserCommand,
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { UserRecord } from '../store/records';
import { goodPassword, PoolUnderTest, refusal } from './support';

let pools: PoolUnderTest;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
});
afterAll(() => pools.close());

describe('NEW_PASSWORD_REQUIRED', () => {
  const newPassword = 'Brand-New-Horse-8';
  let formPool: string;
  let formClient: string;
  beforeAll(async () => {
    formPool = await pools.createPool({
      Schema: [{ Name: 'given_name', Required: true }],
      Policies: { PasswordPolicy: { MinimumLength: 8, PasswordHistorySize: 3 } },
    });
    ({ ClientId: formClient } = await pools.createClient(formPool));
  });

  async function invited(username: string, changes: Partial<UserRecord> = {}) {
    return pools.createUser(formPool, username, {
      status: 'FORCE_CHANGE_PASSWORD',
      temporaryPasswordSetAt: pools.context.clock.now(),
      ...changes,
    });
  }
  function begin(username: string) {
    return pools.sdk.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: formClient,
        AuthParameters: { USERNAME: username, PASSWORD: goodPassword },
      }),
    );
  }
  function answer(session: string | undefined, responses: Record<string, string>, client = formClient) {
    return pools.sdk.send(
      new RespondToAuthChallengeCommand({
        ClientId: client,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session: session,
        ChallengeResponses: responses,
      }),
    );
  }
  const right = (USERNAME: string) => ({
    USERNAME,
    NEW_PASSWORD: newPassword,
    'userAttributes.given_name': 'Ann',
  });

  it('keeps the temporary password of somebody who is disabled meanwhile', async () => {
    const user = await invited('disabled');
    const { Session } = await begin('disabled');
    await pools.sdk.send(new AdminDisableUserCommand({ UserPoolId: formPool, Username: 'disabled' }));
    expect(await refusal(answer(Session, right('disabled')))).toEqual([
      'NotAuthorizedException',
      'User is disabled.',
    ]);
    const { status, password } = pools.user(user.sub);
    expect({ status, password }).toEqual({ status: 'FORCE_CHANGE_PASSWORD', password: user.password });
  });

  it('tells what the user has and what is missing', async () => {
    await invited('ann');
    const { $metadata, ...challenge } = await begin('ann');
    expect([$metadata.httpStatusCode, challenge]).toEqual([
      200,
      {
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session: expect.stringMatching(/^AYABe[\w-]{995}$/) as string,
        ChallengeParameters: {
          USER_ID_FOR_SRP: 'ann',
          userAttributes: '{"email":"ann@example.com","email_verified":"true"}',
          requiredAttributes: '["userAttributes.given_name"]',
        },
      },
    ]);
  });

  it('confirms the user, stores the attribute and gives tokens', async () => {
    const { sub } = await invited('bea');
    const { Session } = await begin('bea');
    const { AuthenticationResult } = await answer(Session, right('bea'));
    expect(AuthenticationResult?.TokenType).toBe('Bearer');
    const { status, attributes, temporaryPasswordSetAt } = pools.user(sub);
    expect({ status, attributes, temporaryPasswordSetAt }).toEqual({
      status: 'CONFIRMED',
      attributes: { email: 'bea@example.com', email_verified: 'true', given_name: 'Ann' },
      temporaryPasswordSetAt: undefined,
    });
    expect((await pools.signIn(formClient, 'bea', newPassword)).AccessToken).toBeDefined();
    expect(await refusal(pools.signIn(formClient, 'bea'))).toEqual([
      'NotAuthorizedException',
      'Incorrect username or password.',
    ]);
  });

  it('goes on after refusals that say what to change', async () => {
    await invited('cleo');
    const { Session } = await begin('cleo');
    const refused = async (changes: Record<string, string>, without: string[] = []) => {
      const responses = Object.fromEntries(
        Object.entries({ ...right('cleo'), ...changes }).filter(([name]) => !without.includes(name)),
      );
      return refusal(answer(Session, responses));
    };
    expect(await refused({}, ['userAttributes.given_name'])).toEqual([
      'InvalidParameterException',
      'Invalid attributes given, given_name is missing',
    ]);
    expect(await refused({}, ['NEW_PASSWORD'])).toEqual([
      'InvalidParameterException',
      'Missing required parameter NEW_PASSWORD',
    ]);
    expect(await refused({ NEW_PASSWORD: 'short' })).toEqual([
      'InvalidPasswordException',
      'Password did not conform with policy: Password not long enough',
    ]);
    expect(await refused({ NEW_PASSWORD: goodPassword })).toEqual([
      'PasswordHistoryPolicyViolationException',
      'Password has previously been used',
    ]);
    expect(await refused({ 'userAttributes.birthdate': 'yesterday' })).toEqual([
      'InvalidParameterException',
      expect.stringContaining('birthdate'),
    ]);
    expect((await answer(Session, right('cleo'))).AuthenticationResult?.TokenType).toBe('Bearer');
  });

  it('ends at an attribute that is not the client’s to write', async () => {
    await invited('dora');
    const { Session } = await begin('dora');
    const responses = { ...right('dora'), 'userAttributes.email_verified': 'true' };
    expect(await refusal(answer(Session, responses))).toEqual([
      'NotAuthorizedException',
      'A client attempted to write unauthorized attribute',
    ]);
    expect(await refusal(answer(Session, right('dora')))).toEqual([
      'NotAuthorizedException',
      'Invalid session for the user.',
    ]);
  });

  it('does not let a required attribute be changed', async () => {
    await invited('emmy', { attributes: { given_name: 'Emmy' } });
    const { Session } = await begin('emmy');
    expect(await refusal(answer(Session, right('emmy')))).toEqual([
      'NotAuthorizedException',
      'Cannot modify an already provided given_name',
    ]);
  });

  it('tells garbage, a replayed and an expired Session apart', async () => {
    await invited('fay');
    await invited('gina');
    const { Session } = await begin('fay');
    await answer(Session, right('fay'));
    expect(await refusal(answer(Session, right('fay')))).toEqual([
      'NotAuthorizedException',
      'Invalid session for the user, session can only be used once.',
    ]);
    expect(await refusal(answer('AYABe'.padEnd(1000, 'x'), right('fay')))).toEqual([
      'NotAuthorizedException',
      'Invalid session for the user.',
    ]);
    const late = await begin('gina');
    await pools.advance(181);
    expect(await refusal(answer(late.Session, right('gina')))).toEqual([
      'NotAuthorizedException',
      'Invalid session for the user, session is expired.',
    ]);
  });

  it('binds the Session to user, client and API', async () => {
    const invalid = ['NotAuthorizedException', 'Invalid session for the user.'];
    await invited('hedy');
    await invited('iris');
    const { Session } = await begin('hedy');
    const other = await pools.createClient(formPool);
    expect(await refusal(answer(Session, right('iris')))).toEqual(invalid);
    expect(await refusal(answer(Session, right('nobody')))).toEqual(invalid);
    expect(await refusal(answer(Session, right('hedy'), other.ClientId))).toEqual(invalid);
    const crossed = pools.sdk.send(
      new AdminRespondToAuthChallengeCommand({
        UserPoolId: formPool,
        ClientId: formClient,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session,
        ChallengeResponses: right('hedy'),
      }),
    );
    expect(await refusal(crossed)).toEqual(invalid);
    expect((await answer(Session, right('hedy'))).AuthenticationResult?.TokenType).toBe('Bearer');
  });

  it('is answered on the admin side as well', async () => {
    await invited('joan');
    const { Session } = await pools.sdk.send(
      new AdminInitiateAuthCommand({
        UserPoolId: formPool,
        ClientId: formClient,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'joan', PASSWORD: goodPassword },
      }),
    );
    const { AuthenticationResult } = await pools.sdk.send(
      new AdminRespondToAuthChallengeCommand({
        UserPoolId: formPool,
        ClientId: formClient,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session,
        ChallengeResponses: right('joan'),
      }),
    );
    expect(AuthenticationResult?.TokenType).toBe('Bearer');
  });

  it('has one winner among twenty answers', async () => {
    await invited('kay');
    const { Session } = await begin('kay');
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => answer(Session, right('kay'))));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('ends with a temporary password that was replaced meanwhile', async () => {
    const user = await invited('lise');
    const { Session } = await begin('lise');
    const { password } = await invited('other');
    if (password) pools.context.store.users.put({ ...user, password });
    expect(await refusal(answer(Session, right('lise')))).toEqual([
      'NotAuthorizedException',
      'Invalid session for the user.',
    ]);
  });

  it('is over when the temporary password has expired', async () => {
    await invited('mary');
    await pools.advance(7 * 86_400);
    expect(await refusal(begin('mary'))).toEqual([
      'NotAuthorizedException',
      'Temporary password has expired and must be reset by an administrator.',
    ]);
  });
});
