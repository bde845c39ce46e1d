import { callback, Hosted, proofKey, webClient, type Parameters } from './hosted';
import { goodPassword, payloadOf } from './support';

let hosted: Hosted;

beforeAll(async () => {
  hosted = await Hosted.start();
  await hosted.pools.createUser(hosted.poolId, 'ada');
});
afterAll(() => hosted.pools.close());

/** Where an authorization request sends a browser that is not signed in. */
async function sentTo(changes: Parameters): Promise<string> {
  const url = `${hosted.pools.url}${hosted.authorizePath(changes)}`;
  const response = await fetch(url, { redirect: 'manual' });
  expect(response.status).toBe(302);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return response.headers.get('location') ?? '';
}

async function otherClient(changes: object): Promise<string> {
  return (await hosted.pools.createClient(hosted.poolId, { ...webClient, ...changes })).ClientId;
}

describe('GET /oauth2/authorize', () => {
  it('sends the browser to the sign-in page with the parameters it came with', async () => {
    const path = hosted.authorizePath({ state: 'a b&c', scope: 'openid' });
    expect(await sentTo({ state: 'a b&c', scope: 'openid' })).toBe(
      path.replace('/oauth2/authorize', '/login'),
    );
  });

  it.each([
    ['an unknown client', { client_id: 'nobody' }, '/error?error=invalid_client&client_id=nobody'],
    ['no client', { client_id: undefined }, '/error?error=invalid_request'],
  ])('shows an error page for %s', async (_, changes, location) => {
    expect(await sentTo(changes)).toBe(location);
  });

  it.each([
    ['another address', 'https://evil.example/callback'],
    ['a longer one', `${callback}/more`],
    ['one with a query', `${callback}?next=/`],
    ['another case', 'https://APP.example/callback'],
    ['another scheme', 'http://app.example/callback'],
    ['a shorter one', 'https://app.example/'],
  ])('never redirects to %s than was registered', async (_, redirect_uri) => {
    const location = await sentTo({ redirect_uri });
    expect(location).toBe(`/error?error=redirect_mismatch&client_id=${hosted.client.ClientId}`);
    const page = await fetch(`${hosted.pools.url}${location}`);
    expect(page.status).toBe(400);
    expect(await page.text()).toContain('The address to return to is not registered for this client.');
  });

  it('wants a redirect_uri, unless the client has a default', async () => {
    expect(await sentTo({ redirect_uri: undefined })).toMatch(/^\/error\?error=invalid_request/u);
    const client_id = await otherClient({ DefaultRedirectURI: callback });
    const changes = { client_id, redirect_uri: undefined };
    expect(await sentTo(changes)).toMatch(/^\/login\?/u);
    const location = await hosted.signIn('ada', changes);
    expect(location.origin + location.pathname).toBe(callback);
  });

  it('takes no parameter twice', async () => {
    for (const [twice, expected] of [
      ['client_id', '/error?error=invalid_request'],
      ['redirect_uri', '/error?error=invalid_request'],
      ['scope', `${callback}?error=invalid_request&error_description=scope+is+given+more+than+once`],
    ] as const) {
      const url = new URL(`${hosted.pools.url}${hosted.authorizePath({ scope: 'openid' })}`);
      url.searchParams.append(twice, url.searchParams.get(twice) ?? '');
      const { headers } = await fetch(url, { redirect: 'manual' });
      expect(headers.get('location')).toContain(expected);
    }
  });

  it.each([
    ['no response_type', { response_type: undefined }, 'invalid_request'],
    ['an unknown response_type', { response_type: 'id_token' }, 'unsupported_response_type'],
    ['an unknown scope', { scope: 'openid everything' }, 'invalid_scope'],
    ['another response_mode', { response_mode: 'form_post' }, 'invalid_request'],
    ['PKCE by plain', { code_challenge: 'a'.repeat(43), code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge without method', { code_challenge: 'a'.repeat(43) }, 'invalid_request'],
    ['a method without challenge', { code_challenge_method: 'S256' }, 'invalid_request'],
    ['a short challenge', { code_challenge: 'abc', code_challenge_method: 'S256' }, 'invalid_request'],
    ['an unknown prompt', { prompt: 'dance' }, 'invalid_request'],
    ['prompt none with another', { prompt: 'none login' }, 'invalid_request'],
    ['prompt none without a session', { prompt: 'none' }, 'login_required'],
    ['an unknown provider', { identity_provider: 'Google' }, 'invalid_request'],
    ['an unknown identifier', { idp_identifier: 'corp' }, 'invalid_request'],
  ])('tells the application about %s, with its state', async (_, changes, error) => {
    const url = new URL(await sentTo({ ...changes, state: 's 1' }));
    expect(url.origin + url.pathname).toBe(callback);
    expect(url.searchParams.get('error')).toBe(error);
    expect(url.searchParams.get('state')).toBe('s 1');
  });

  it.each([
    ['managed login', { AllowedOAuthFlowsUserPoolClient: false }, { response_type: 'code' }],
    ['the code flow', { AllowedOAuthFlows: ['implicit'] }, { response_type: 'code' }],
    ['the implicit flow', { AllowedOAuthFlows: ['code'] }, { response_type: 'token' }],
  ])('is unauthorized_client for a client without %s', async (_, settings, changes) => {
    const client_id = await otherClient(settings);
    const separator = changes.response_type === 'token' ? '#' : '?';
    expect(await sentTo({ ...changes, client_id })).toBe(`${callback}${separator}error=unauthorized_client`);
  });

  it('takes GET only', async () => {
    const response = await fetch(`${hosted.pools.url}/oauth2/authorize`, { method: 'POST' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
  });

  it('returns code and state to an address of an app, and one with a query', async () => {
    const client_id = await otherClient({ CallbackURLs: ['myapp://in', 'https://app.example/cb?v=1'] });
    const app = await hosted.signIn('ada', { client_id, redirect_uri: 'myapp://in', state: 'x' });
    expect(app.href).toMatch(/^myapp:\/\/in\?code=[0-9a-f-]{36}&state=x$/u);
    const query = await hosted.signIn('ada', { client_id, redirect_uri: 'https://app.example/cb?v=1' });
    expect(query.href).toMatch(/^https:\/\/app\.example\/cb\?v=1&code=[0-9a-f-]{36}$/u);
  });

  it('gives tokens at once in the implicit flow, and none to refresh them', async () => {
    const changes = { response_type: 'token', state: 's', nonce: 'n', scope: 'openid email' };
    const location = await hosted.signIn('ada', changes);
    expect(location.search).toBe('');
    const tokens = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    expect(tokens).toEqual({
      id_token: expect.any(String),
      access_token: expect.any(String),
      expires_in: '3600',
      token_type: 'Bearer',
      state: 's',
    });
    expect(payloadOf(tokens['id_token'] ?? '')['nonce']).toBe('n');
    expect((await hosted.userInfo(tokens['access_token'] ?? '')).status).toBe(200);
    const plain = await hosted.signIn('ada', { response_type: 'token', scope: 'email' });
    expect([...new URLSearchParams(plain.hash.slice(1)).keys()]).toEqual([
      'access_token',
      'expires_in',
      'token_type',
    ]);
  });
});

describe('a browser that is signed in', () => {
  it('needs no password for an hour, and keeps the time of its sign-in', async () => {
    const browser = hosted.browser();
    const { verifier, challenge } = proofKey();
    await browser.open(hosted.authorizePath());
    await browser.submit({ username: 'ada', password: goodPassword });
    const signedInAt = hosted.pools.context.clock.seconds();
    await hosted.pools.advance(3500);
    const pkce = { code_challenge: challenge, code_challenge_method: 'S256', prompt: 'none' };
    const again = await browser.open(hosted.authorizePath(pkce));
    const code = new URL(again.location).searchParams.get('code') ?? '';
    const { body } = await hosted.redeem(code, { code_verifier: verifier });
    const claims = payloadOf((body as { id_token: string }).id_token);
    expect(Math.abs(Number(claims['auth_time']) - signedInAt)).toBeLessThanOrEqual(2);
    expect(Number(claims['iat']) - signedInAt).toBeGreaterThanOrEqual(3500);
    await hosted.pools.advance(101);
    await browser.open(hosted.authorizePath());
    expect(browser.heading()).toBe('Sign in');
  });

  it('is asked again by prompt=login, and offered the session by prompt=select_account', async () => {
    const browser = hosted.browser();
    await browser.open(hosted.authorizePath());
    await browser.submit({ username: 'ada', password: goodPassword });
    await browser.open(hosted.authorizePath({ prompt: 'login' }));
    expect(browser.page.text).not.toContain('Continue as');
    await browser.open(hosted.authorizePath({ prompt: 'select_account', state: 'q' }));
    expect(browser.page.text).toContain('Continue as ada@example.com');
    const { location } = await browser.submit({ continue: 'yes' });
    expect(location).toMatch(/^https:\/\/app\.example\/callback\?code=[0-9a-f-]{36}&state=q$/u);
  });

  it('is shown the form when its session has ended meanwhile', async () => {
    const browser = hosted.browser();
    await browser.open(hosted.authorizePath());
    await browser.submit({ username: 'ada', password: goodPassword });
    await browser.open(hosted.authorizePath({ prompt: 'select_account' }));
    await hosted.pools.advance(3601);
    const answer = await browser.submit({ continue: 'yes' });
    expect([answer.status, answer.location, browser.heading()]).toEqual([200, '', 'Sign in']);
  });

  it('is not for a disabled or deleted user', async () => {
    for (const change of [{ enabled: false }, { status: 'RESET_REQUIRED' }, undefined] as const) {
      const user = await hosted.pools.createUser(hosted.poolId, 'gone');
      const browser = hosted.browser();
      await browser.open(hosted.authorizePath());
      await browser.submit({ username: 'gone', password: goodPassword });
      const { users } = hosted.pools.context.store;
      if (change) users.put({ ...user, ...change });
      else users.delete(user.sub);
      const { location } = await browser.open(hosted.authorizePath({ prompt: 'none' }));
      expect(location).toBe(`${callback}?error=login_required`);
    }
  });

  it('is signed in at its own pool only', async () => {
    const browser = hosted.browser();
    await browser.open(hosted.authorizePath());
    await browser.submit({ username: 'ada', password: goodPassword });
    const poolId = await hosted.pools.createPool();
    const other = await hosted.pools.createClient(poolId, webClient);
    const cookie = browser.cookies.get(`cognito-${hosted.poolId}`) ?? '';
    browser.cookies.set(`cognito-${poolId}`, cookie);
    const elsewhere = { client_id: other.ClientId, prompt: 'none' };
    expect((await browser.open(hosted.authorizePath(elsewhere))).location).toContain('login_required');
    expect((await browser.open(hosted.authorizePath({ prompt: 'none' }))).location).toContain('code=');
  });

  it('holds a secret of its own, which the pool keeps as a digest', async () => {
    const browser = hosted.browser();
    browser.cookies.set(`cognito-${hosted.poolId}`, 'planted');
    await browser.open(hosted.authorizePath());
    const { headers } = await browser.submit({ username: 'ada', password: goodPassword });
    const cookie = headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^cognito-\S+=[\w-]{43}; Path=\/; Max-Age=3600; HttpOnly; SameSite=Lax$/u);
    const secret = browser.cookies.get(`cognito-${hosted.poolId}`) ?? '';
    expect(secret).not.toBe('planted');
    const records = JSON.stringify([...hosted.pools.context.store.hosted.values()]);
    expect(records).not.toContain(secret);
  });
});

describe('GET /logout', () => {
  async function signedIn() {
    const browser = hosted.browser();
    await browser.open(hosted.authorizePath());
    await browser.submit({ username: 'ada', password: goodPassword });
    return browser;
  }
  const logout = (parameters: Record<string, string>): string =>
    `/logout?${new URLSearchParams({ client_id: hosted.client.ClientId, ...parameters }).toString()}`;

  it('signs the browser out and goes to a registered logout_uri', async () => {
    const browser = await signedIn();
    const kept = browser.cookies.get(`cognito-${hosted.poolId}`) ?? '';
    const { status, location } = await browser.open(logout({ logout_uri: 'https://app.example/bye' }));
    expect([status, location]).toEqual([302, 'https://app.example/bye']);
    expect(browser.cookies.has(`cognito-${hosted.poolId}`)).toBe(false);
    // The session has ended, not only the cookie.
    browser.cookies.set(`cognito-${hosted.poolId}`, kept);
    expect((await browser.open(hosted.authorizePath({ prompt: 'none' }))).location).toContain(
      'login_required',
    );
  });

  it('goes to the sign-in page with the parameters of an authorization request', async () => {
    const browser = await signedIn();
    await browser.open(hosted.authorizePath({ state: 'after' }, '/logout'));
    expect(browser.heading()).toBe('Sign in');
    const { location } = await browser.submit({ username: 'ada', password: goodPassword });
    expect(location).toMatch(/code=.*&state=after$/u);
  });

  it.each([
    ['an address that is not registered', { logout_uri: 'https://app.example/bye/' }, 'not registered'],
    ['a callback', { logout_uri: callback }, 'not registered'],
    ['an unknown client', { client_id: 'nobody', logout_uri: 'https://app.example/bye' }, 'does not exist'],
    ['no address', {}, 'not complete'],
    ['no client', { client_id: '', logout_uri: 'https://app.example/bye' }, 'not complete'],
    ['a strange redirect_uri', { redirect_uri: 'https://evil.example/' }, 'not registered'],
  ])('shows an error page for %s, and leaves the browser signed in', async (_, parameters, text) => {
    const browser = await signedIn();
    const answer = await browser.open(logout(parameters));
    expect([answer.status, answer.location]).toEqual([400, '']);
    expect(answer.text).toContain(text);
    expect((await browser.open(hosted.authorizePath({ prompt: 'none' }))).location).toContain('code=');
  });
});
