import {
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RevokeTokenCommand,
  type GetTokensFromRefreshTokenCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { payloadOf, PoolUnderTest, refusal, secretHash, type Tokens } from './support';

let pools: PoolUnderTest;
let poolId: string;
let clientId: string;

beforeAll(async () => {
  pools = await PoolUnderTest.start();
  poolId = await pools.createPool();
  ({ ClientId: clientId } = await pools.createClient(poolId));
  await pools.createUser(poolId, 'ada');
});
afterAll(() => pools.close());

const invalid = ['NotAuthorizedException', 'Invalid Refresh Token'];
const revoked = ['NotAuthorizedException', 'Refresh Token has been revoked'];

function refresh(token: string, client = clientId, more: Record<string, string> = {}) {
  return pools.sdk.send(
    new InitiateAuthCommand({
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      ClientId: client,
      AuthParameters: { REFRESH_TOKEN: token, ...more },
    }),
  );
}
function getTokens(
  RefreshToken: string,
  ClientId = clientId,
  more: Partial<GetTokensFromRefreshTokenCommandInput> = {},
) {
  return pools.sdk.send(new GetTokensFromRefreshTokenCommand({ RefreshToken, ClientId, ...more }));
}
function getUser(AccessToken: string) {
  return pools.sdk.send(new GetUserCommand({ AccessToken }));
}

describe.each(['REFRESH_TOKEN_AUTH', 'GetTokensFromRefreshToken'])('%s', (way) => {
  const renew = (token: string, client?: string) =>
    way === 'REFRESH_TOKEN_AUTH' ? refresh(token, client) : getTokens(token, client);

  it('gives new ID and access tokens of the same sign-in', async () => {
    const first = await pools.signIn(clientId, 'ada');
    await pools.advance(60);
    const { AuthenticationResult } = await renew(first.RefreshToken);
    expect(AuthenticationResult).toEqual({
      AccessToken: expect.any(String) as string,
      IdToken: expect.any(String) as string,
      ExpiresIn: 3600,
      TokenType: 'Bearer',
    });
    for (const name of ['AccessToken', 'IdToken'] as const) {
      const before = payloadOf(first[name]);
      const after = payloadOf(AuthenticationResult?.[name] ?? '');
      const same = ['auth_time', 'origin_jti', 'event_id'].map((claim) => before[claim] === after[claim]);
      expect(same).toEqual([true, true, true]);
      expect(after['jti']).not.toBe(before['jti']);
      expect(Number(after['iat']) - Number(before['iat'])).toBeGreaterThanOrEqual(60);
    }
  });

  it('shows attributes and groups as they are now', async () => {
    const user = await pools.createUser(poolId, 'changing');
    const { RefreshToken } = await pools.signIn(clientId, 'changing');
    pools.context.store.users.put({ ...user, groups: ['late'], attributes: { name: 'New' } });
    const { AuthenticationResult } = await renew(RefreshToken);
    const claims = payloadOf(AuthenticationResult?.IdToken ?? '');
    expect([claims['cognito:groups'], claims['name']]).toEqual([['late'], 'New']);
  });

  it('refuses garbage and the token of another client', async () => {
    const other = await pools.createClient(poolId);
    const { RefreshToken, AccessToken } = await pools.signIn(clientId, 'ada');
    expect(await refusal(renew('garbage'))).toEqual(invalid);
    expect(await refusal(renew(AccessToken))).toEqual(invalid);
    expect(await refusal(renew(RefreshToken, other.ClientId))).toEqual(invalid);
  });

  it('refuses a revoked, a disabled user’s and an expired token', async () => {
    const user = await pools.createUser(poolId, 'leaving');
    const { RefreshToken, AccessToken } = await pools.signIn(clientId, 'leaving');
    const early = await pools.signIn(clientId, 'leaving');
    await pools.sdk.send(new RevokeTokenCommand({ Token: RefreshToken, ClientId: clientId }));
    expect(await refusal(renew(RefreshToken))).toEqual(revoked);
    expect(await refusal(getUser(AccessToken))).toEqual([
      'NotAuthorizedException',
      'Access Token has been revoked',
    ]);
    expect((await renew(early.RefreshToken)).AuthenticationResult?.TokenType).toBe('Bearer');
    pools.context.store.users.put({ ...user, enabled: false });
    expect(await refusal(renew(early.RefreshToken))).toEqual(revoked);
    pools.context.store.users.put(user);
    await pools.advance(30 * 86_400);
    expect(await refusal(renew(early.RefreshToken))).toEqual([
      'NotAuthorizedException',
      'Refresh Token has expired',
    ]);
  });
});

describe('refreshing as a client with a secret', () => {
  it('takes the hash over the user name that the tokens carry', async () => {
    const client = await pools.createClient(poolId, { GenerateSecret: true });
    const { AuthenticationResult } = await pools.sdk.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: client.ClientId,
        AuthParameters: {
          USERNAME: 'ada',
          PASSWORD: 'Correct-Horse-7',
          SECRET_HASH: secretHash('ada', client),
        },
      }),
    );
    const token = AuthenticationResult?.RefreshToken ?? '';
    const hashed = (name: string) =>
      refresh(token, client.ClientId, { SECRET_HASH: secretHash(name, client) });
    expect((await hashed('ada')).AuthenticationResult?.TokenType).toBe('Bearer');
    expect(await refusal(hashed('ADA'))).toEqual([
      'NotAuthorizedException',
      `SecretHash does not match for the client: ${client.ClientId}`,
    ]);
    expect(await refusal(refresh(token, client.ClientId))).toEqual([
      'NotAuthorizedException',
      `Client ${client.ClientId} is configured with secret but SECRET_HASH was not received`,
    ]);
    const withSecret = (ClientSecret?: string) =>
      getTokens(token, client.ClientId, ClientSecret === undefined ? {} : { ClientSecret });
    expect((await withSecret(client.ClientSecret)).AuthenticationResult?.TokenType).toBe('Bearer');
    expect(await refusal(withSecret('another-secret-of-24-chars'.replaceAll('-', '_')))).toEqual([
      'NotAuthorizedException',
      `Unable to verify secret hash for client ${client.ClientId}`,
    ]);
    expect((await refusal(withSecret()))[0]).toBe('NotAuthorizedException');
    const revoke = (ClientSecret?: string) =>
      pools.sdk.send(new RevokeTokenCommand({ Token: token, ClientId: client.ClientId, ClientSecret }));
    expect((await refusal(revoke()))[0]).toBe('UnauthorizedException');
    expect((await revoke(client.ClientSecret)).$metadata.httpStatusCode).toBe(200);
  });

  it('needs no flow flag in GetTokensFromRefreshToken', async () => {
    const { ClientId } = await pools.createClient(poolId, {
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
    });
    const { RefreshToken } = await pools.signIn(ClientId, 'ada');
    expect(await refusal(refresh(RefreshToken, ClientId))).toEqual([
      'InvalidParameterException',
      'REFRESH_TOKEN_AUTH flow not enabled for this client',
    ]);
    expect((await getTokens(RefreshToken, ClientId)).AuthenticationResult?.TokenType).toBe('Bearer');
  });
});

describe('rotation', () => {
  const reused = ['RefreshTokenReuseException', 'Refresh token reuse detected'];

  async function rotatingClient(RetryGracePeriodSeconds: number): Promise<string> {
    const { ClientId } = await pools.createClient(poolId, {
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds },
    });
    return ClientId;
  }
  async function rotate(token: string, client: string): Promise<Tokens> {
    return (await getTokens(token, client)).AuthenticationResult as Tokens;
  }

  it('gives another refresh token each time and ends the family when an old one comes back', async () => {
    const client = await rotatingClient(0);
    const first = await pools.signIn(client, 'ada');
    const second = await rotate(first.RefreshToken, client);
    const third = await rotate(second.RefreshToken, client);
    expect(new Set([first, second, third].map(({ RefreshToken }) => RefreshToken)).size).toBe(3);
    expect((await getUser(first.AccessToken)).Username).toBe('ada');
    expect(await refusal(getTokens(first.RefreshToken, client))).toEqual(reused);
    expect(await refusal(getTokens(third.RefreshToken, client))).toEqual(revoked);
    expect((await refusal(getUser(third.AccessToken)))[1]).toBe('Access Token has been revoked');
  });

  it('accepts the old token for the grace period, and both replacements after it', async () => {
    const client = await rotatingClient(10);
    const { RefreshToken } = await pools.signIn(client, 'ada');
    const one = await rotate(RefreshToken, client);
    await pools.advance(5);
    const other = await rotate(RefreshToken, client);
    expect(other.RefreshToken).not.toBe(one.RefreshToken);
    await pools.advance(30);
    expect((await rotate(one.RefreshToken, client)).AccessToken).toBeDefined();
    expect((await rotate(other.RefreshToken, client)).AccessToken).toBeDefined();
    expect(await refusal(getTokens(RefreshToken, client))).toEqual(reused);
  });

  it('does not prolong the grace period by retries', async () => {
    const client = await rotatingClient(10);
    const { RefreshToken } = await pools.signIn(client, 'ada');
    await rotate(RefreshToken, client);
    await pools.advance(6);
    await rotate(RefreshToken, client);
    await pools.advance(6);
    expect(await refusal(getTokens(RefreshToken, client))).toEqual(reused);
  });

  it('keeps the end of the first token’s life', async () => {
    const client = await rotatingClient(0);
    const first = await pools.signIn(client, 'ada');
    await pools.advance(29 * 86_400);
    const second = await rotate(first.RefreshToken, client);
    await pools.advance(86_400);
    expect(await refusal(getTokens(second.RefreshToken, client))).toEqual([
      'NotAuthorizedException',
      'Refresh Token has expired',
    ]);
  });

  it('has one winner among twenty calls without grace, and all of them within it', async () => {
    const wins = async (grace: number) => {
      const client = await rotatingClient(grace);
      const { RefreshToken } = await pools.signIn(client, 'ada');
      const calls = Array.from({ length: 20 }, () => getTokens(RefreshToken, client));
      const answers = await Promise.allSettled(calls);
      return answers.filter(({ status }) => status === 'fulfilled').length;
    };
    expect([await wins(0), await wins(60)]).toEqual([1, 20]);
  });

  it('closes the older flow', async () => {
    const client = await rotatingClient(0);
    const record = pools.context.store.clients.get(client);
    if (!record) throw new Error('There is no such client');
    const { RefreshToken } = await pools.signIn(client, 'ada');
    const ExplicitAuthFlows = ['ALLOW_REFRESH_TOKEN_AUTH' as const];
    pools.context.store.clients.put({ ...record, settings: { ...record.settings, ExplicitAuthFlows } });
    expect(await refusal(refresh(RefreshToken, client))).toEqual(invalid);
  });

  it('is undone as a whole by revoking any of its tokens', async () => {
    const client = await rotatingClient(60);
    const first = await pools.signIn(client, 'ada');
    const second = await rotate(first.RefreshToken, client);
    await pools.sdk.send(new RevokeTokenCommand({ Token: first.RefreshToken, ClientId: client }));
    expect(await refusal(getTokens(second.RefreshToken, client))).toEqual(revoked);
  });
});

describe('RevokeToken', () => {
  const revoke = (Token: string, ClientId = clientId) =>
    pools.sdk.send(new RevokeTokenCommand({ Token, ClientId }));

  it('leaves other sign-ins alone and may be repeated', async () => {
    const one = await pools.signIn(clientId, 'ada');
    const other = await pools.signIn(clientId, 'ada');
    for (let time = 0; time < 2; time += 1) {
      expect((await revoke(one.RefreshToken)).$metadata.httpStatusCode).toBe(200);
    }
    expect((await getUser(other.AccessToken)).Username).toBe('ada');
  });

  it.each(['AccessToken', 'IdToken'] as const)('refuses an %s', async (name) => {
    const tokens = await pools.signIn(clientId, 'ada');
    expect(await refusal(revoke(tokens[name]))).toEqual([
      'UnsupportedTokenTypeException',
      'Wrong token type given',
    ]);
  });

  it('refuses unknown clients and clients it was not issued to', async () => {
    const other = await pools.createClient(poolId);
    const { RefreshToken } = await pools.signIn(clientId, 'ada');
    const unauthorized = ['UnauthorizedException', 'The client is not authorized to revoke this token.'];
    expect(await refusal(revoke(RefreshToken, 'nobody'))).toEqual(unauthorized);
    expect(await refusal(revoke(RefreshToken, other.ClientId))).toEqual(unauthorized);
  });

  it('refuses where revocation is off', async () => {
    const { ClientId } = await pools.createClient(poolId, { EnableTokenRevocation: false });
    const { RefreshToken } = await pools.signIn(ClientId, 'ada');
    expect(await refusal(revoke(RefreshToken, ClientId))).toEqual([
      'UnsupportedOperationException',
      'Token revocation is not enabled for this client.',
    ]);
  });
});

describe('GlobalSignOut', () => {
  it('revokes every token of the user, those without an origin as well, and no later one', async () => {
    const unnamed = await pools.createClient(poolId, { EnableTokenRevocation: false });
    const tokens = await pools.signIn(clientId, 'ada');
    const others = await pools.signIn(unnamed.ClientId, 'ada');
    const AccessToken = tokens.AccessToken;
    const { $metadata, ...answer } = await pools.sdk.send(new GlobalSignOutCommand({ AccessToken }));
    expect([$metadata.httpStatusCode, answer]).toEqual([200, {}]);
    const told = ['NotAuthorizedException', 'Access Token has been revoked'];
    expect(await refusal(getUser(tokens.AccessToken))).toEqual(told);
    expect(await refusal(getUser(others.AccessToken))).toEqual(told);
    expect(await refusal(pools.sdk.send(new GlobalSignOutCommand({ AccessToken })))).toEqual(told);
    expect(await refusal(refresh(tokens.RefreshToken))).toEqual(revoked);
    expect((await getUser((await pools.signIn(clientId, 'ada')).AccessToken)).Username).toBe('ada');
  });
});
