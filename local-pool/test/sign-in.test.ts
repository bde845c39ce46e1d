import {
  AdminInitiateAuthCommand,
  GetUserCommand,
  InitiateAuthCommand,
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
