import {
  AdminDisableUserCommand,
  AdminUserGlobalSignOutCommand,
  GetUserCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { callback, Hosted, proofKey, webClient, type Parameters, type TokenResponse } from './hosted';
import { payloadOf, refusal } from './support';

let hosted: Hosted;

beforeAll(async () => {
  hosted = await Hosted.start();
  await hosted.pools.createUser(hosted.poolId, 'ada', {
    attributes: {
      email: 'ada@example.com',
      email_verified: 'true',
      phone_number: '+15550001',
      phone_number_verified: 'false',
      name: 'Ada',
    },
    groups: ['staff'],
  });
});
afterAll(() => hosted.pools.close());

describe('authorization_code', () => {
  it('gives the tokens of managed login', async () => {
    const { verifier, challenge } = proofKey();
    const code = await hosted.code('ada', {
      scope: 'openid email',
      nonce: 'n-1',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    const answer = await hosted.redeem(code, { code_verifier: verifier });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    const tokens = answer.body as TokenResponse;
    expect(tokens).toEqual({
      id_token: expect.any(String),
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      expires_in: 3600,
      token_type: 'Bearer',
    });
    const { sub } = hosted.pools.context.store.users.by('name', `${hosted.poolId}/ada`)[0] ?? {};
    const common = {
      sub,
      iss: `https://cognito-idp.us-east-1.amazonaws.com/${hosted.poolId}`,
      'cognito:groups': ['staff'],
      origin_jti: expect.any(String),
      event_id: expect.any(String),
      jti: expect.any(String),
      auth_time: expect.any(Number),
      iat: expect.any(Number),
      exp: expect.any(Number),
    };
    expect(payloadOf(tokens.access_token)).toEqual({
      ...common,
      token_use: 'access',
      client_id: hosted.client.ClientId,
      username: 'ada',
      version: 2,
      scope: 'openid email',
    });
    expect(payloadOf(tokens.id_token)).toEqual({
      ...common,
      token_use: 'id',
      aud: hosted.client.ClientId,
      'cognito:username': 'ada',
      email: 'ada@example.com',
      email_verified: true,
      nonce: 'n-1',
      at_hash: expect.stringMatching(/^[\w-]{22}$/u),
    });
  });

  it.each([
    ['openid', ['email', 'email_verified', 'name', 'phone_number', 'phone_number_verified']],
    ['openid profile', ['email', 'email_verified', 'name', 'phone_number', 'phone_number_verified']],
    ['openid phone', ['phone_number', 'phone_number_verified']],
    ['openid email phone', ['email', 'email_verified', 'phone_number', 'phone_number_verified']],
    [
      'openid aws.cognito.signin.user.admin',
      ['email', 'email_verified', 'name', 'phone_number', 'phone_number_verified'],
    ],
  ])('shows by the scopes %s the right attributes', async (scope, names) => {
    const { id_token, access_token } = await hosted.tokens('ada', { scope });
    const attributes = ['email', 'email_verified', 'name', 'phone_number', 'phone_number_verified'];
    expect(attributes.filter((name) => name in payloadOf(id_token))).toEqual(names);
    const { body } = await hosted.userInfo(access_token);
    expect(Object.keys(body as object).sort()).toEqual([...names, 'sub', 'username'].sort());
  });

  it('gives no ID token without openid, and everything the client is allowed without a scope', async () => {
    const { id_token, access_token } = await hosted.tokens('ada', { scope: 'email' });
    expect(id_token).toBeUndefined();
    expect(payloadOf(access_token)['scope']).toBe('email');
    const all = await hosted.tokens('ada');
    expect(payloadOf(all.access_token)['scope']).toBe(webClient.AllowedOAuthScopes?.join(' '));
  });

  it('opens the self-service operations by aws.cognito.signin.user.admin alone', async () => {
    const getUser = (AccessToken: string) => hosted.pools.sdk.send(new GetUserCommand({ AccessToken }));
    const admin = await hosted.tokens('ada', { scope: 'openid aws.cognito.signin.user.admin' });
    expect((await getUser(admin.access_token)).Username).toBe('ada');
    const plain = await hosted.tokens('ada', { scope: 'openid' });
    expect(await refusal(getUser(plain.access_token))).toEqual([
      'NotAuthorizedException',
      'Access Token does not have required scopes',
    ]);
  });

  it('works once: a second use revokes what the first one got', async () => {
    const code = await hosted.code('ada');
    const { body } = await hosted.redeem(code);
    const { access_token, refresh_token } = body as TokenResponse;
    expect((await hosted.userInfo(access_token)).status).toBe(200);
    const again = await hosted.redeem(code);
    expect([again.status, again.body]).toEqual([400, { error: 'invalid_grant' }]);
    expect((await hosted.userInfo(access_token)).status).toBe(401);
    const refreshed = await hosted.token({ grant_type: 'refresh_token', refresh_token });
    expect(refreshed.body).toEqual({
      error: 'invalid_grant',
      error_description: 'Refresh Token has been revoked',
    });
  });

  it('works once in a race as well', async () => {
    const code = await hosted.code('ada');
    const answers = await Promise.all(Array.from({ length: 5 }, () => hosted.redeem(code)));
    const good = answers.filter(({ status }) => status === 200);
    expect(good).toHaveLength(1);
    const { access_token } = good[0]?.body as TokenResponse;
    expect((await hosted.userInfo(access_token)).status).toBe(401);
  });

  it('ends after five minutes', async () => {
    const [early, late] = [await hosted.code('ada'), await hosted.code('ada')];
    await hosted.pools.advance(299);
    expect((await hosted.redeem(early)).status).toBe(200);
    await hosted.pools.advance(2);
    expect((await hosted.redeem(late)).body).toEqual({ error: 'invalid_grant' });
  });

  it('is bound to the client', async () => {
    const other = await hosted.pools.createClient(hosted.poolId, webClient);
    const code = await hosted.code('ada');
    const stolen = await hosted.redeem(code, { client_id: other.ClientId });
    expect([stolen.status, stolen.body]).toEqual([400, { error: 'invalid_grant' }]);
    expect((await hosted.redeem(code)).status).toBe(200);
  });

  it.each([
    ['another registered address', { redirect_uri: 'myapp://signed-in' }, 'invalid_grant'],
    ['one that is not registered', { redirect_uri: `${callback}/` }, 'unauthorized_client'],
    ['none', { redirect_uri: undefined }, 'invalid_request'],
  ])('is bound to the redirect_uri: %s', async (_, changes: Parameters, error) => {
    const answer = await hosted.redeem(await hosted.code('ada'), changes);
    expect([answer.status, (answer.body as { error: string }).error]).toEqual([400, error]);
  });

  it('is bound to the proof key, and a wrong one uses it up', async () => {
    const { verifier, challenge } = proofKey();
    const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
    for (const code_verifier of [undefined, proofKey().verifier, challenge]) {
      const code = await hosted.code('ada', pkce);
      expect((await hosted.redeem(code, { code_verifier })).body).toEqual({ error: 'invalid_grant' });
      const second = await hosted.redeem(code, { code_verifier: verifier });
      expect(second.body).toEqual({ error: 'invalid_grant' });
    }
    // A proof for a code that was asked for without one: somebody has stripped the challenge.
    const bare = await hosted.redeem(await hosted.code('ada'), { code_verifier: verifier });
    expect(bare.body).toEqual({ error: 'invalid_grant' });
  });

  it('is worth nothing after a global sign-out, or for a disabled or deleted user', async () => {
    const user = await hosted.pools.createUser(hosted.poolId, 'eve');
    const of = { UserPoolId: hosted.poolId, Username: 'eve' };
    for (const act of [
      () => hosted.pools.sdk.send(new AdminUserGlobalSignOutCommand(of)),
      () => hosted.pools.sdk.send(new AdminDisableUserCommand(of)),
      () => {
        hosted.pools.context.store.users.delete(user.sub);
        return Promise.resolve();
      },
    ]) {
      const code = await hosted.code('eve');
      await act();
      expect((await hosted.redeem(code)).body).toEqual({ error: 'invalid_grant' });
      await hosted.pools.createUser(hosted.poolId, 'eve', { sub: user.sub });
    }
  });

  it('is not refused right after a global sign-out', async () => {
    await hosted.pools.createUser(hosted.poolId, 'eve');
    const of = { UserPoolId: hosted.poolId, Username: 'eve' };
    await hosted.pools.sdk.send(new AdminUserGlobalSignOutCommand(of));
    expect((await hosted.redeem(await hosted.code('eve'))).status).toBe(200);
  });
});

describe('refresh_token', () => {
  it('gives new tokens of the same scopes, without nonce and refresh token', async () => {
    const first = await hosted.tokens('ada', { scope: 'openid phone', nonce: 'n' });
    await hosted.pools.advance(10);
    const answer = await hosted.token({ grant_type: 'refresh_token', refresh_token: first.refresh_token });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body as object)).toEqual([
      'id_token',
      'access_token',
      'expires_in',
      'token_type',
    ]);
    const { access_token, id_token } = answer.body as TokenResponse;
    const [before, after] = [payloadOf(first.access_token), payloadOf(access_token)];
    for (const name of ['scope', 'auth_time', 'origin_jti', 'sub']) expect(after[name]).toEqual(before[name]);
    expect(Number(after['iat'])).toBeGreaterThanOrEqual(Number(before['iat']) + 10);
    expect(after['jti']).not.toBe(before['jti']);
    expect(payloadOf(id_token)).toMatchObject({ phone_number: '+15550001', at_hash: expect.any(String) });
    expect(payloadOf(id_token)).not.toHaveProperty('nonce');
    expect(payloadOf(id_token)).not.toHaveProperty('email');
  });

  it('rotates where the client is set to', async () => {
    const client = await hosted.pools.createClient(hosted.poolId, {
      ...webClient,
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
    });
    const client_id = client.ClientId;
    const code = await hosted.code('ada', { client_id });
    const { refresh_token } = (await hosted.redeem(code, { client_id })).body as TokenResponse;
    const refresh = (token: string) =>
      hosted.token({ client_id, grant_type: 'refresh_token', refresh_token: token });
    const next = (await refresh(refresh_token)).body as TokenResponse;
    expect(next.refresh_token).not.toBe(refresh_token);
    expect((await refresh(next.refresh_token)).status).toBe(200);
    expect((await refresh(refresh_token)).body).toEqual({
      error: 'invalid_grant',
      error_description: 'Refresh token reuse detected',
    });
  });

  it('takes a token of API sign-in, and the API takes one of managed login', async () => {
    const client = await hosted.pools.createClient(hosted.poolId, {
      ...webClient,
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    });
    const { RefreshToken } = await hosted.pools.signIn(client.ClientId, 'ada');
    const byEndpoint = await hosted.token({
      client_id: client.ClientId,
      grant_type: 'refresh_token',
      refresh_token: RefreshToken,
    });
    expect(byEndpoint.body).toMatchObject({ id_token: expect.any(String), access_token: expect.any(String) });
    const code = await hosted.code('ada', { client_id: client.ClientId, scope: 'email' });
    const tokens = (await hosted.redeem(code, { client_id: client.ClientId })).body as TokenResponse;
    const { AuthenticationResult } = await hosted.pools.sdk.send(
      new InitiateAuthCommand({
        ClientId: client.ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: tokens.refresh_token },
      }),
    );
    expect(payloadOf(AuthenticationResult?.AccessToken ?? '')['scope']).toBe('email');
    expect(AuthenticationResult?.IdToken).toBeUndefined();
  });

  it.each([
    ['garbage', 'nonsense', 'invalid_grant', 'Invalid Refresh Token'],
    ['none', undefined, 'invalid_request', 'refresh_token is missing'],
  ])('refuses %s', async (_, refresh_token, error, error_description) => {
    const answer = await hosted.token({ grant_type: 'refresh_token', refresh_token });
    expect([answer.status, answer.body]).toEqual([400, { error, error_description }]);
  });

  it("refuses another client's", async () => {
    const { refresh_token } = await hosted.tokens('ada');
    const other = await hosted.pools.createClient(hosted.poolId, webClient);
    const form = { client_id: other.ClientId, grant_type: 'refresh_token', refresh_token };
    expect((await hosted.token(form)).body).toMatchObject({ error: 'invalid_grant' });
  });
});
