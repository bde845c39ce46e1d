import {
  AdminDisableUserCommand,
  GlobalSignOutCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Hosted, webClient, type TokenResponse } from './hosted';

let hosted: Hosted;

beforeAll(async () => {
  hosted = await Hosted.start();
  await hosted.pools.createUser(hosted.poolId, 'ada');
});
afterAll(() => hosted.pools.close());

describe('/oauth2/userInfo', () => {
  it('tells the claims as strings, whatever the method', async () => {
    const user = await hosted.pools.createUser(hosted.poolId, 'bob', {
      attributes: { email: 'bob@example.com', email_verified: 'true', updated_at: '7', address: 'Here' },
    });
    const { access_token } = await hosted.tokens('bob', { scope: 'openid' });
    const headers = { authorization: `Bearer ${access_token}` };
    for (const method of ['GET', 'POST']) {
      const response = await fetch(`${hosted.pools.url}/oauth2/userInfo`, { method, headers });
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(await response.json()).toEqual({
        sub: user.sub,
        email: 'bob@example.com',
        email_verified: 'true',
        updated_at: '7',
        address: 'Here',
        username: 'bob',
      });
    }
  });

  it('shows what the client may read only', async () => {
    const client = await hosted.pools.createClient(hosted.poolId, { ...webClient, ReadAttributes: ['name'] });
    const client_id = client.ClientId;
    const code = await hosted.code('ada', { client_id, scope: 'openid email' });
    const { access_token } = (await hosted.redeem(code, { client_id })).body as TokenResponse;
    expect(Object.keys((await hosted.userInfo(access_token)).body as object)).toEqual(['sub', 'username']);
  });

  it('wants a token', async () => {
    const { status, headers } = await fetch(`${hosted.pools.url}/oauth2/userInfo`);
    expect([status, headers.get('www-authenticate')]).toEqual([
      400,
      'Bearer error="invalid_request", error_description="Bad OAuth2 request at UserInfo Endpoint"',
    ]);
  });

  const dead = 'Access token is expired, disabled, or deleted, or the user has globally signed out.';

  it('refuses ID tokens and garbage', async () => {
    const { id_token, refresh_token } = await hosted.tokens('ada');
    for (const token of [id_token, refresh_token, 'a.b.c']) {
      const { status, headers, body } = await hosted.userInfo(token);
      expect([status, body]).toEqual([401, { error: 'invalid_token', error_description: dead }]);
      expect(headers.get('www-authenticate')).toBe(
        `Bearer error="invalid_token", error_description="${dead}"`,
      );
    }
  });

  it('refuses a token without openid, such as one of the API', async () => {
    const client = await hosted.pools.createClient(hosted.poolId);
    const { AccessToken } = await hosted.pools.signIn(client.ClientId, 'ada');
    const { access_token } = await hosted.tokens('ada', { scope: 'email' });
    for (const token of [AccessToken, access_token]) {
      expect(await hosted.userInfo(token)).toMatchObject({
        status: 401,
        body: { error: 'invalid_token', error_description: 'Access token does not contain openid scope' },
      });
    }
  });

  it('refuses an expired token, and one of somebody who was disabled or signed out everywhere', async () => {
    const expired = await hosted.tokens('ada');
    await hosted.pools.advance(3601);
    const signedOut = await hosted.tokens('ada');
    await hosted.pools.sdk.send(new GlobalSignOutCommand({ AccessToken: signedOut.access_token }));
    await hosted.pools.createUser(hosted.poolId, 'eve');
    const disabled = await hosted.tokens('eve');
    const of = { UserPoolId: hosted.poolId, Username: 'eve' };
    await hosted.pools.sdk.send(new AdminDisableUserCommand(of));
    for (const { access_token } of [expired, signedOut, disabled]) {
      expect(await hosted.userInfo(access_token)).toMatchObject({
        status: 401,
        body: { error: 'invalid_token', error_description: dead },
      });
    }
  });
});

describe('POST /oauth2/revoke', () => {
  const revoke = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    hosted.post('/oauth2/revoke', form, headers);

  it('ends a refresh token and the access tokens that came of it', async () => {
    const { access_token, refresh_token } = await hosted.tokens('ada');
    const other = await hosted.tokens('ada');
    const client_id = hosted.client.ClientId;
    const { status, body } = await revoke({ client_id, token: refresh_token });
    expect([status, body]).toEqual([200, '']);
    expect((await hosted.userInfo(access_token)).status).toBe(401);
    expect((await hosted.token({ grant_type: 'refresh_token', refresh_token })).body).toMatchObject({
      error: 'invalid_grant',
    });
    expect((await hosted.userInfo(other.access_token)).status).toBe(200);
    // Again, and one nobody knows: as good as revoked (RFC 7009).
    expect((await revoke({ client_id, token: refresh_token })).status).toBe(200);
    expect((await revoke({ client_id, token: 'unknown' })).status).toBe(200);
  });

  it('does the same as RevokeToken', async () => {
    const { access_token, refresh_token } = await hosted.tokens('ada');
    const input = { ClientId: hosted.client.ClientId, Token: refresh_token };
    await hosted.pools.sdk.send(new RevokeTokenCommand(input));
    expect((await hosted.userInfo(access_token)).status).toBe(401);
  });

  it('refuses what is no refresh token', async () => {
    const { access_token, id_token } = await hosted.tokens('ada');
    for (const token of [access_token, id_token]) {
      const { status, body } = await revoke({ client_id: hosted.client.ClientId, token });
      expect([status, body]).toEqual([400, { error: 'unsupported_token_type' }]);
    }
    expect((await hosted.userInfo(access_token)).status).toBe(200);
    const none = await revoke({ client_id: hosted.client.ClientId });
    expect([none.status, none.body]).toMatchObject([400, { error: 'invalid_request' }]);
  });

  it("refuses wrong credentials and other clients' tokens", async () => {
    const { access_token, refresh_token: token } = await hosted.tokens('ada');
    const other = await hosted.pools.createClient(hosted.poolId, { ...webClient, GenerateSecret: true });
    const id = other.ClientId;
    for (const form of [
      { client_id: 'nobody', token },
      { client_id: id, token },
      { client_id: id, client_secret: 'wrong', token },
      { client_id: id, client_secret: other.ClientSecret ?? '', token },
    ]) {
      const { status, body } = await revoke(form);
      expect([status, (body as { error: string }).error]).toEqual([401, 'invalid_client']);
    }
    expect((await hosted.userInfo(access_token)).status).toBe(200);
  });

  it('is refused to a client without revocation', async () => {
    const client = await hosted.pools.createClient(hosted.poolId, {
      ...webClient,
      EnableTokenRevocation: false,
    });
    const client_id = client.ClientId;
    const { body } = await hosted.redeem(await hosted.code('ada', { client_id }), { client_id });
    const { refresh_token, access_token } = body as TokenResponse;
    const answer = await revoke({ client_id, token: refresh_token });
    expect([answer.status, answer.body]).toMatchObject([400, { error: 'invalid_request' }]);
    expect((await hosted.userInfo(access_token)).status).toBe(200);
  });
});

describe('openid-configuration', () => {
  it('names the endpoints where they are', async () => {
    const { url } = hosted.pools;
    const response = await fetch(`${url}/${hosted.poolId}/.well-known/openid-configuration`);
    const document = (await response.json()) as Record<string, string>;
    expect(document).toMatchObject({
      authorization_endpoint: `${url}/oauth2/authorize`,
      token_endpoint: `${url}/oauth2/token`,
      userinfo_endpoint: `${url}/oauth2/userInfo`,
      revocation_endpoint: `${url}/oauth2/revoke`,
      end_session_endpoint: `${url}/logout`,
    });
    const statuses = await Promise.all(
      ['authorization_endpoint', 'userinfo_endpoint', 'end_session_endpoint'].map(
        async (name) => (await fetch(document[name] ?? '', { redirect: 'manual' })).status,
      ),
    );
    expect(statuses).toEqual([302, 400, 302]);
  });
});
