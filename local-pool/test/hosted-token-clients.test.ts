import {
  CreateResourceServerCommand,
  DeleteResourceServerCommand,
  GetUserCommand,
  UpdateUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { callback, Hosted, webClient, type Parameters, type TokenResponse } from './hosted';
import { payloadOf, refusal } from './support';

let hosted: Hosted;

beforeAll(async () => {
  hosted = await Hosted.start();
  await hosted.pools.createUser(hosted.poolId, 'ada');
});
afterAll(() => hosted.pools.close());

const basic = (id: string, secret: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

describe('client_credentials', () => {
  let id: string;
  let secret: string;
  beforeAll(async () => {
    await hosted.pools.sdk.send(
      new CreateResourceServerCommand({
        UserPoolId: hosted.poolId,
        Identifier: 'https://api.example',
        Name: 'API',
        Scopes: ['read', 'write', 'drop'].map((ScopeName) => ({ ScopeName, ScopeDescription: ScopeName })),
      }),
    );
    const client = await hosted.pools.createClient(hosted.poolId, {
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: ['https://api.example/read', 'https://api.example/write'],
      AccessTokenValidity: 10,
      TokenValidityUnits: { AccessToken: 'minutes' },
    });
    id = client.ClientId;
    secret = client.ClientSecret ?? '';
  });
  const ask = (form: Parameters = {}) =>
    hosted.post('/oauth2/token', { grant_type: 'client_credentials', ...form }, basic(id, secret));

  it('gives an access token of the client itself', async () => {
    const { status, body } = await ask({ scope: 'https://api.example/write' });
    expect([status, body]).toEqual([
      200,
      { access_token: expect.any(String), expires_in: 600, token_type: 'Bearer' },
    ]);
    expect(payloadOf((body as TokenResponse).access_token)).toEqual({
      sub: id,
      client_id: id,
      token_use: 'access',
      scope: 'https://api.example/write',
      auth_time: expect.any(Number),
      iss: `https://cognito-idp.us-east-1.amazonaws.com/${hosted.poolId}`,
      iat: expect.any(Number),
      exp: expect.any(Number),
      version: 2,
      jti: expect.any(String),
    });
  });

  it('gives every scope of the client without one', async () => {
    const { body } = await ask();
    const { scope } = payloadOf((body as TokenResponse).access_token);
    expect(scope).toBe('https://api.example/read https://api.example/write');
  });

  it('opens neither userInfo nor the self-service operations', async () => {
    const { access_token } = (await ask()).body as TokenResponse;
    expect((await hosted.userInfo(access_token)).status).toBe(401);
    const call = hosted.pools.sdk.send(new GetUserCommand({ AccessToken: access_token }));
    expect(await refusal(call)).toEqual([
      'NotAuthorizedException',
      'Access Token does not have required scopes',
    ]);
  });

  it.each([
    'https://api.example/drop',
    'https://api.example/none',
    'openid',
    'https://api.example/read openid',
  ])('refuses the scope %s', async (scope) => {
    const { status, body } = await ask({ scope });
    expect([status, body]).toEqual([400, { error: 'invalid_scope' }]);
  });

  it('is unauthorized_client for others, which cannot do anything else either', async () => {
    const web = await hosted.token({ grant_type: 'client_credentials' });
    expect([web.status, web.body]).toEqual([400, { error: 'unauthorized_client' }]);
    const code = await ask({ grant_type: 'authorization_code', code: 'x', redirect_uri: callback });
    expect(code.body).toEqual({ error: 'unauthorized_client' });
  });

  it('grants no scope whose resource server is gone', async () => {
    const of = { UserPoolId: hosted.poolId, Identifier: 'https://api.example' };
    await hosted.pools.sdk.send(new DeleteResourceServerCommand(of));
    expect((await ask()).body).toEqual({ error: 'invalid_scope' });
  });
});

describe('client authentication', () => {
  let id: string;
  let secret: string;
  beforeAll(async () => {
    const client = await hosted.pools.createClient(hosted.poolId, { ...webClient, GenerateSecret: true });
    id = client.ClientId;
    secret = client.ClientSecret ?? '';
  });
  const code = () => hosted.code('ada', { client_id: id });
  const grant = { grant_type: 'authorization_code', redirect_uri: callback };

  it('takes the secret by Basic and in the form', async () => {
    const byBasic = await hosted.post('/oauth2/token', { ...grant, code: await code() }, basic(id, secret));
    expect(byBasic.status).toBe(200);
    const withId = { ...grant, code: await code(), client_id: id };
    expect((await hosted.post('/oauth2/token', withId, basic(id, secret))).status).toBe(200);
    const byForm = { ...grant, code: await code(), client_id: id, client_secret: secret };
    expect((await hosted.post('/oauth2/token', byForm)).status).toBe(200);
    const escaped = basic(
      id,
      secret.replace(/./u, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
    );
    expect((await hosted.post('/oauth2/token', { ...grant, code: await code() }, escaped)).status).toBe(200);
  });

  it('refuses a wrong secret and none, and leaves the code for the right one', async () => {
    const form = { ...grant, code: await code() };
    for (const headers of [basic(id, 'wrong'), basic(id, '')]) {
      const answer = await hosted.post('/oauth2/token', form, headers);
      expect([answer.status, answer.body]).toEqual([
        400,
        { error: 'invalid_client', error_description: 'invalid_client_secret' },
      ]);
    }
    const bare = await hosted.post('/oauth2/token', { ...form, client_id: id });
    expect(bare.body).toMatchObject({ error: 'invalid_client' });
    const wrong = await hosted.post('/oauth2/token', { ...form, client_id: id, client_secret: 'wrong' });
    expect(wrong.body).toMatchObject({ error: 'invalid_client' });
    expect((await hosted.post('/oauth2/token', form, basic(id, secret))).status).toBe(200);
  });

  it('refuses a secret of a public client', async () => {
    const form = { grant_type: 'refresh_token', refresh_token: 'x', client_secret: 'made-up' };
    expect((await hosted.token(form)).body).toMatchObject({ error: 'invalid_client' });
  });

  it.each([
    ['an unknown client', { client_id: 'nobody' }, {}, { error: 'invalid_client' }],
    ['no client', { client_id: undefined }, {}, { error: 'invalid_client' }],
    ['a header that is no Basic', {}, { authorization: 'Bearer x' }, { error: 'invalid_request' }],
    ['a header of another client', {}, basic('other', 'x'), { error: 'invalid_request' }],
    [
      'two ways at once',
      { client_id: undefined, client_secret: 'x' },
      basic('a', 'x'),
      { error: 'invalid_request' },
    ],
    ['no grant_type', { grant_type: undefined }, {}, { error: 'invalid_request' }],
    ['an unknown grant_type', { grant_type: 'password' }, {}, { error: 'unsupported_grant_type' }],
    ['an inherited grant_type', { grant_type: 'constructor' }, {}, { error: 'unsupported_grant_type' }],
    ['no code', {}, {}, { error: 'invalid_request' }],
    ['an unknown code', { code: 'nonsense' }, {}, { error: 'invalid_grant' }],
  ])('refuses %s', async (_, form: Parameters, headers: Record<string, string>, body) => {
    const answer = await hosted.token({ ...grant, ...form }, headers);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject(body);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('takes no parameter twice, and nothing but a form', async () => {
    const twice = 'grant_type=refresh_token&grant_type=refresh_token';
    for (const [body, type] of [
      [`${twice}&client_id=${hosted.client.ClientId}`, 'application/x-www-form-urlencoded'],
      ['{"grant_type":"refresh_token"}', 'application/json'],
    ] as const) {
      const headers = { 'content-type': type };
      const { status } = await fetch(`${hosted.pools.url}/oauth2/token`, { method: 'POST', body, headers });
      expect(status).toBe(400);
    }
    expect((await fetch(`${hosted.pools.url}/oauth2/token`)).status).toBe(405);
  });

  it('is unauthorized_client once managed login was switched off', async () => {
    const { refresh_token } = await hosted.tokens('ada');
    const code = await hosted.code('ada');
    const of = { UserPoolId: hosted.poolId, ClientId: hosted.client.ClientId };
    await hosted.pools.sdk.send(new UpdateUserPoolClientCommand({ ...of, CallbackURLs: [callback] }));
    const refreshed = await hosted.token({ grant_type: 'refresh_token', refresh_token });
    expect(refreshed.body).toEqual({ error: 'unauthorized_client' });
    expect((await hosted.redeem(code)).body).toEqual({ error: 'unauthorized_client' });
    await hosted.pools.sdk.send(new UpdateUserPoolClientCommand({ ...of, ...webClient }));
    expect((await hosted.redeem(code)).status).toBe(200);
  });
});
