import { createServer, type AddressInfo } from 'node:net';
import {
  CreateResourceServerCommand,
  type CreateUserPoolClientCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { JwtVerifier } from 'aws-jwt-verify';
import * as openid from 'openid-client';
import { callback, Hosted, webClient } from './hosted';
import { goodPassword } from './support';

// eslint-disable-next-line @typescript-eslint/no-deprecated -- only marked so as to stand out: the pool is on loopback, without TLS
const withoutTls: (config: openid.Configuration) => void = openid.allowInsecureRequests;

let hosted: Hosted;
let issuer: string;

beforeAll(async () => {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  hosted = await Hosted.start({}, { port, issuer: `${origin}/{poolId}` });
  issuer = `${origin}/${hosted.poolId}`;
  await hosted.pools.createUser(hosted.poolId, 'ada');
});
afterAll(() => hosted.pools.close());

/** The issuer has to be known before the server starts. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

const ways = {
  none: () => openid.None(),
  basic: (secret: string) => openid.ClientSecretBasic(secret),
  post: (secret: string) => openid.ClientSecretPost(secret),
};

/** A relying party that has read the pool's own configuration. */
async function relyingParty(
  changes: Partial<CreateUserPoolClientCommandInput> = {},
  way: keyof typeof ways = 'none',
): Promise<openid.Configuration> {
  const settings = { ...webClient, GenerateSecret: way !== 'none', ...changes };
  const { ClientId, ClientSecret = '' } = await hosted.pools.createClient(hosted.poolId, settings);
  return openid.discovery(new URL(issuer), ClientId, undefined, ways[way](ClientSecret), {
    execute: [withoutTls],
  });
}

/** Signs in by the pages, with everything a careful relying party sends. */
async function signIn(config: openid.Configuration, scope = 'openid email') {
  const verifier = openid.randomPKCECodeVerifier();
  const checks = {
    pkceCodeVerifier: verifier,
    expectedState: openid.randomState(),
    expectedNonce: openid.randomNonce(),
  };
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
  });
  const browser = hosted.browser();
  await browser.open(url.pathname + url.search);
  const { location } = await browser.submit({ username: 'ada', password: goodPassword });
  const tokens = await openid.authorizationCodeGrant(config, new URL(location), checks);
  return { browser, tokens };
}

describe('openid-client', () => {
  it.each(['none', 'basic', 'post'] as const)(
    'signs in, reads userInfo, refreshes and revokes as a client that authenticates by %s',
    async (way) => {
      const config = await relyingParty({}, way);
      const { tokens } = await signIn(config);
      const claims = tokens.claims();
      expect(claims).toMatchObject({ iss: issuer, email: 'ada@example.com', email_verified: true });
      const sub = claims?.sub ?? '';
      const info = await openid.fetchUserInfo(config, tokens.access_token, sub);
      expect(info).toEqual({ sub, username: 'ada', email: 'ada@example.com', email_verified: 'true' });

      const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
      expect(refreshed.claims()?.sub).toBe(sub);
      expect(refreshed.refresh_token).toBeUndefined();
      expect(refreshed.expires_in).toBe(3600);

      await openid.tokenRevocation(config, tokens.refresh_token ?? '');
      await expect(openid.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({
        error: 'invalid_grant',
      });
      await expect(openid.fetchUserInfo(config, refreshed.access_token, sub)).rejects.toMatchObject({
        cause: [{ scheme: 'bearer', parameters: { error: 'invalid_token' } }],
      });
    },
  );

  it('gets another refresh token where they rotate', async () => {
    const config = await relyingParty({ RefreshTokenRotation: { Feature: 'ENABLED' } });
    const { tokens } = await signIn(config);
    const next = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(next.refresh_token).toEqual(expect.any(String));
    expect(next.refresh_token).not.toBe(tokens.refresh_token);
  });

  it('is refused a code twice, a wrong secret and a wrong verifier', async () => {
    const config = await relyingParty({}, 'basic');
    const url = openid.buildAuthorizationUrl(config, { redirect_uri: callback, scope: 'openid' });
    const browser = hosted.browser();
    await browser.open(url.pathname + url.search);
    const { location } = await browser.submit({ username: 'ada', password: goodPassword });
    const grant = () => openid.authorizationCodeGrant(config, new URL(location));
    await grant();
    await expect(grant()).rejects.toMatchObject({ error: 'invalid_grant' });
    const { client_id } = config.clientMetadata();
    const wrong = new openid.Configuration(
      config.serverMetadata(),
      client_id,
      undefined,
      openid.ClientSecretBasic('wrong'),
    );
    withoutTls(wrong);
    await expect(openid.authorizationCodeGrant(wrong, new URL(location))).rejects.toMatchObject({
      error: 'invalid_client',
    });
  });

  it('understands what the authorization endpoint refuses', async () => {
    const config = await relyingParty();
    const state = openid.randomState();
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: callback,
      scope: 'openid unknown',
      state,
    });
    const { location } = await hosted.browser().open(url.pathname + url.search);
    const grant = openid.authorizationCodeGrant(config, new URL(location), { expectedState: state });
    await expect(grant).rejects.toMatchObject({ error: 'invalid_scope' });
  });

  it('acts for itself', async () => {
    await hosted.pools.sdk.send(
      new CreateResourceServerCommand({
        UserPoolId: hosted.poolId,
        Identifier: 'jobs',
        Name: 'Jobs',
        Scopes: [{ ScopeName: 'run', ScopeDescription: 'Runs' }],
      }),
    );
    const settings = { AllowedOAuthFlows: ['client_credentials' as const], AllowedOAuthScopes: ['jobs/run'] };
    const config = await relyingParty(settings, 'basic');
    const tokens = await openid.clientCredentialsGrant(config, { scope: 'jobs/run' });
    expect([tokens.token_type, tokens.expires_in, tokens.refresh_token]).toEqual(['bearer', 3600, undefined]);
    const refused = openid.clientCredentialsGrant(config, { scope: 'openid' });
    await expect(refused).rejects.toMatchObject({ error: 'invalid_scope' });
  });

  it('signs out', async () => {
    const config = await relyingParty();
    const { browser } = await signIn(config);
    const logout_uri = 'https://app.example/bye';
    const url = openid.buildEndSessionUrl(config, { logout_uri });
    expect((await browser.open(url.pathname + url.search)).location).toBe(logout_uri);
    const again = openid.buildAuthorizationUrl(config, { redirect_uri: callback, scope: 'openid' });
    await browser.open(again.pathname + again.search);
    expect(browser.heading()).toBe('Sign in');
  });
});

it('aws-jwt-verify takes the tokens of managed login, each for its use', async () => {
  const config = await relyingParty();
  const { client_id } = config.clientMetadata();
  const { tokens } = await signIn(config, 'openid phone');
  const jwksUri = `${issuer}/.well-known/jwks.json`;
  const jwks = (await (await fetch(jwksUri)).json()) as { keys: [] };
  const verifier = JwtVerifier.create({ issuer, audience: null, jwksUri });
  verifier.cacheJwks(jwks);
  const access = await verifier.verify(tokens.access_token, {
    customJwtCheck: ({ payload }) => {
      if (payload['token_use'] !== 'access' || payload['client_id'] !== client_id)
        throw new Error('wrong use');
    },
  });
  expect(access.scope).toBe('openid phone');
  const id = await verifier.verify(tokens.id_token ?? '');
  expect(id).toMatchObject({ token_use: 'id', aud: client_id });
});
