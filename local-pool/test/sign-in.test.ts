import {
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  GetUserCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  type AuthFlowType,
  type ExplicitAuthFlowsType,
  type InitiateAuthCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { UserRecord } from '../store/records';
import { goodPassword, PoolUnderTest, refusal, secretHash } from './support';

let pools: PoolUnderTest;
let poolId: string;
let clientId: string;

beforeAll(async () => {
  pools = await PoolUnderTest.start();
  poolId = await pools.createPool();
  ({ ClientId: clientId } = await pools.createClient(poolId));
});
afterAll(() => pools.close());

function initiate(parameters: Record<string, string>, changes: Partial<InitiateAuthCommandInput> = {}) {
  return pools.sdk.send(
    new InitiateAuthCommand({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: clientId,
      AuthParameters: parameters,
      ...changes,
    }),
  );
}

describe('password sign-in', () => {
  const tokens = {
    ChallengeParameters: {},
    AuthenticationResult: {
      AccessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as string,
      IdToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as string,
      RefreshToken: expect.stringMatching(/^eyJjdHkiOiJKV1Qi[\w-]+(\.[\w-]+){4}$/) as string,
      ExpiresIn: 3600,
      TokenType: 'Bearer',
    },
  };

  it('gives tokens for name and password', async () => {
    await pools.createUser(poolId, 'ada');
    const { $metadata, ...answer } = await initiate({ USERNAME: 'ada', PASSWORD: goodPassword });
    expect([$metadata.httpStatusCode, answer]).toEqual([200, tokens]);
  });

  it.each<AuthFlowType>(['ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'])(
    'gives tokens to a server by %s',
    async (AuthFlow) => {
      await pools.createUser(poolId, 'ada');
      const { $metadata, ...answer } = await pools.sdk.send(
        new AdminInitiateAuthCommand({
          UserPoolId: poolId,
          ClientId: clientId,
          AuthFlow,
          AuthParameters: { USERNAME: 'ada', PASSWORD: goodPassword },
        }),
      );
      expect([$metadata.httpStatusCode, answer]).toEqual([200, tokens]);
    },
  );

  it.each([
    ['no user name', { PASSWORD: goodPassword }, 'Missing required parameter USERNAME'],
    ['no password', { USERNAME: 'ada' }, 'Missing required parameter PASSWORD'],
  ])('refuses %s', async (_, parameters, text) => {
    expect(await refusal(initiate(parameters as Record<string, string>))).toEqual([
      'InvalidParameterException',
      text,
    ]);
  });

  it('refuses an unknown client', async () => {
    expect(await refusal(initiate({ USERNAME: 'ada', PASSWORD: 'x' }, { ClientId: 'nobody' }))).toEqual([
      'ResourceNotFoundException',
      'User pool client nobody does not exist.',
    ]);
  });

  it('refuses the client of another pool', async () => {
    const otherPool = await pools.createPool();
    const call = pools.sdk.send(
      new AdminInitiateAuthCommand({
        UserPoolId: otherPool,
        ClientId: clientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ada', PASSWORD: goodPassword },
      }),
    );
    expect(await refusal(call)).toEqual([
      'ResourceNotFoundException',
      `User pool client ${clientId} does not exist.`,
    ]);
  });

  it('signs in a verified alias and no unverified one', async () => {
    const aliasPool = await pools.createPool({ AliasAttributes: ['email'] });
    const client = await pools.createClient(aliasPool);
    await pools.createUser(aliasPool, 'verified');
    await pools.createUser(aliasPool, 'unverified', {
      attributes: { email: 'unverified@example.com', email_verified: 'false' },
    });
    const { AccessToken } = await pools.signIn(client.ClientId, 'verified@example.com');
    expect((await pools.sdk.send(new GetUserCommand({ AccessToken }))).Username).toBe('verified');
    expect(await refusal(pools.signIn(client.ClientId, 'unverified@example.com'))).toEqual([
      'UserNotFoundException',
      'User does not exist.',
    ]);
  });
});

describe('flow flags', () => {
  const flow = (AuthFlow: AuthFlowType) =>
    initiate({ USERNAME: 'ada', PASSWORD: goodPassword }, { AuthFlow });

  it.each<AuthFlowType>(['USER_SRP_AUTH', 'CUSTOM_AUTH', 'USER_AUTH'])(
    'keeps %s switched off',
    async (name) => {
      expect(await refusal(flow(name))).toEqual([
        'InvalidParameterException',
        `${name} flow not enabled for this client`,
      ]);
    },
  );

  it.each<AuthFlowType>(['ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'])(
    'refuses %s without credentials of a server',
    async (name) => {
      expect(await refusal(flow(name))).toEqual([
        'InvalidParameterException',
        'Initiate Auth method not supported.',
      ]);
    },
  );

  it.each<[string, ExplicitAuthFlowsType[] | undefined]>([
    ['by default', undefined],
    ['when only others are listed', ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH']],
  ])('refuses password sign-in %s', async (_, ExplicitAuthFlows) => {
    const client = await pools.createClient(poolId, { ExplicitAuthFlows });
    expect(await refusal(pools.signIn(client.ClientId, 'ada'))).toEqual([
      'InvalidParameterException',
      'USER_PASSWORD_AUTH flow not enabled for this client',
    ]);
  });

  it('names no flow to a server', async () => {
    const client = await pools.createClient(poolId, { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] });
    const call = pools.sdk.send(
      new AdminInitiateAuthCommand({
        UserPoolId: poolId,
        ClientId: client.ClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ada', PASSWORD: goodPassword },
      }),
    );
    expect(await refusal(call)).toEqual([
      'InvalidParameterException',
      'Auth flow not enabled for this client',
    ]);
  });
});

describe('the secret hash', () => {
  it('lets a client with a secret in', async () => {
    const client = await pools.createClient(poolId, { GenerateSecret: true });
    await pools.createUser(poolId, 'grace');
    const parameters = {
      USERNAME: 'grace',
      PASSWORD: goodPassword,
      SECRET_HASH: secretHash('grace', client),
    };
    const { AuthenticationResult } = await initiate(parameters, { ClientId: client.ClientId });
    expect(AuthenticationResult?.TokenType).toBe('Bearer');
  });

  it.each([
    ['missing', undefined, 'Client {id} is configured with secret but SECRET_HASH was not received'],
    ['of another name', 'Grace', 'Unable to verify secret hash for client {id}'],
  ])('refuses one that is %s, before the flow is looked at', async (_, hashed, text) => {
    const client = await pools.createClient(poolId, { GenerateSecret: true, ExplicitAuthFlows: [] });
    const parameters = {
      USERNAME: 'grace',
      PASSWORD: goodPassword,
      ...(hashed === undefined ? {} : { SECRET_HASH: secretHash(hashed, client) }),
    };
    expect(await refusal(initiate(parameters, { ClientId: client.ClientId }))).toEqual([
      'NotAuthorizedException',
      text.replace('{id}', client.ClientId),
    ]);
  });

  it('refuses one from a client that has no secret', async () => {
    const parameters = { USERNAME: 'ada', PASSWORD: goodPassword, SECRET_HASH: 'AAAA' };
    expect(await refusal(initiate(parameters))).toEqual([
      'NotAuthorizedException',
      `Unable to verify secret hash for client ${clientId}`,
    ]);
  });

  it('accepts either of two secrets', async () => {
    const client = await pools.createClient(poolId, { GenerateSecret: true });
    const record = pools.context.store.clients.get(client.ClientId);
    if (!record) throw new Error('There is no such client');
    const second = { id: 'second', value: 'a-second-secret-of-this-client', createdAt: 0 };
    pools.context.store.clients.put({ ...record, secrets: [...record.secrets, second] });
    for (const ClientSecret of [client.ClientSecret, second.value]) {
      const SECRET_HASH = secretHash('ada', { ClientId: client.ClientId, ClientSecret });
      const answer = await initiate(
        { USERNAME: 'ada', PASSWORD: goodPassword, SECRET_HASH },
        { ClientId: client.ClientId },
      );
      expect(answer.AuthenticationResult?.TokenType).toBe('Bearer');
    }
  });
});

describe.each(['LEGACY', 'ENABLED'] as const)('with PreventUserExistenceErrors %s', (setting) => {
  const wrong = ['NotAuthorizedException', 'Incorrect username or password.'];
  const states: [string, Partial<UserRecord>, string[]][] = [
    ['unconfirmed', { status: 'UNCONFIRMED' }, ['UserNotConfirmedException', 'User is not confirmed.']],
    ['disabled', { enabled: false }, ['NotAuthorizedException', 'User is disabled.']],
    [
      'reset-required',
      { status: 'RESET_REQUIRED' },
      ['PasswordResetRequiredException', 'Password reset required for the user'],
    ],
  ];
  let client: string;
  beforeAll(async () => {
    ({ ClientId: client } = await pools.createClient(poolId, { PreventUserExistenceErrors: setting }));
  });

  it('answers an unknown user', async () => {
    const unknown = ['UserNotFoundException', 'User does not exist.'];
    expect(await refusal(pools.signIn(client, 'nobody'))).toEqual(setting === 'LEGACY' ? unknown : wrong);
  });

  it.each(states)(
    'tells a(n) %s user of it, but only with the right password',
    async (state, changes, told) => {
      await pools.createUser(poolId, `${setting}-${state}`, changes);
      expect(await refusal(pools.signIn(client, `${setting}-${state}`, 'Wrong-Horse-7'))).toEqual(wrong);
      expect(await refusal(pools.signIn(client, `${setting}-${state}`))).toEqual(told);
    },
  );

  it('answers an imported user, who has no password yet', async () => {
    const { password, ...imported } = await pools.createUser(poolId, `${setting}-imported`);
    expect(password).toBeDefined();
    pools.context.store.users.put({ ...imported, status: 'RESET_REQUIRED' });
    const told = ['PasswordResetRequiredException', 'Password reset required for the user'];
    expect(await refusal(pools.signIn(client, `${setting}-imported`))).toEqual(
      setting === 'LEGACY' ? told : wrong,
    );
  });
});

describe('lockout', () => {
  const wrong = ['NotAuthorizedException', 'Incorrect username or password.'];
  const locked = ['NotAuthorizedException', 'Password attempts exceeded'];
  let hiding: string;
  beforeAll(async () => {
    ({ ClientId: hiding } = await pools.createClient(poolId, { PreventUserExistenceErrors: 'ENABLED' }));
    await pools.createUser(poolId, 'known');
  });
  const guess = (username: string) => refusal(pools.signIn(hiding, username, 'Wrong-Horse-7'));

  it.each(['known', 'unknown'])(
    'locks a(n) %s user from the 5th wrong password on, doubling',
    async (username) => {
      for (let failure = 1; failure <= 5; failure += 1) expect(await guess(username)).toEqual(wrong);
      for (const seconds of [1, 2, 4, 8]) {
        await pools.advance(seconds - 0.5);
        expect(await guess(username)).toEqual(locked);
        await pools.advance(0.6);
        expect(await guess(username)).toEqual(wrong);
      }
    },
  );

  it('refuses the right password during a lock and forgets failures after it', async () => {
    await pools.createUser(poolId, 'edsger');
    for (let failure = 1; failure <= 5; failure += 1) expect(await guess('edsger')).toEqual(wrong);
    expect(await refusal(pools.signIn(hiding, 'edsger'))).toEqual(locked);
    await pools.advance(1.1);
    expect((await pools.signIn(hiding, 'edsger')).AccessToken).toBeDefined();
    for (let failure = 1; failure <= 4; failure += 1) expect(await guess('edsger')).toEqual(wrong);
    expect((await pools.signIn(hiding, 'edsger')).AccessToken).toBeDefined();
  });

  it('forgets failures after a quarter of an hour', async () => {
    await pools.createUser(poolId, 'barbara');
    for (let failure = 1; failure <= 4; failure += 1) await guess('barbara');
    await pools.advance(900);
    for (let failure = 1; failure <= 4; failure += 1) expect(await guess('barbara')).toEqual(wrong);
    expect((await pools.signIn(hiding, 'barbara')).AccessToken).toBeDefined();
  });

  it('counts parallel guesses one by one', async () => {
    await pools.createUser(poolId, 'donald');
    const answers = await Promise.all(Array.from({ length: 20 }, () => guess('donald')));
    expect(answers.filter(([, text]) => text === wrong[1])).toHaveLength(5);
    expect(answers.filter(([, text]) => text === locked[1])).toHaveLength(15);
  });

  it('never locks for longer than a quarter of an hour', async () => {
    const { sub } = await pools.createUser(poolId, 'frances', {
      failedPasswords: { count: 30, lastAt: pools.context.clock.now(), lockedUntil: 0 },
    });
    await guess('frances');
    const { lastAt, lockedUntil, count } = pools.user(sub).failedPasswords;
    expect([count, lockedUntil - lastAt]).toEqual([31, 900_000]);
  });
});

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
    return initiate({ USERNAME: username, PASSWORD: goodPassword }, { ClientId: formClient });
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
