import { AdminCreateUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Hosted, webClient } from './hosted';
import { goodPassword, otherThan, payloadOf } from './support';

let hosted: Hosted;

beforeAll(async () => {
  hosted = await Hosted.start();
  await hosted.pools.createUser(hosted.poolId, 'ada');
});
afterAll(() => hosted.pools.close());

async function loginPage(changes: Record<string, string> = {}) {
  const browser = hosted.browser();
  await browser.open(hosted.authorizePath(changes));
  return browser;
}

describe('every page', () => {
  it('forbids scripts, frames, foreign content and keeping it', async () => {
    const { page } = await loginPage();
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
    });
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; frame-ancestors 'none'$/u,
    );
    expect(page.text).not.toMatch(/<script|javascript:|src=|style="/u);
  });

  it('escapes everything that comes from outside', async () => {
    const evil = `"><script>alert('x')</script>&`;
    const browser = await loginPage({ login_hint: evil, state: evil, nonce: evil });
    expect(browser.page.text).not.toContain('<script');
    expect(browser.page.text).toContain('value="&#34;&#62;&#60;script&#62;alert(&#39;x&#39;)');
    const wrong = await browser.submit({ username: evil, password: evil });
    expect(wrong.text).not.toContain('<script');
    // What the browser brings back is trusted no more.
    const carried = { challenge: 'SMS_MFA', session: evil, username: evil, parameters: evil, code: evil };
    const again = await browser.send(hosted.authorizePath({}, '/login'), {
      ...carried,
      _csrf: browser.cookies.get('XSRF-TOKEN'),
    });
    expect([again.status, again.text.includes('<script')]).toEqual([400, false]);
    const error = await browser.open(`/error?error=${encodeURIComponent(evil)}`);
    expect([error.status, error.text.includes('alert(')]).toEqual([400, false]);
  });

  it('has one heading, a language, and a label for every field', async () => {
    const { page } = await loginPage();
    expect(page.text.match(/<h1>/gu)).toHaveLength(1);
    expect(page.text).toContain('<html lang="en">');
    const fields = [...page.text.matchAll(/<input\s+id="([^"]*)"/gu)].map(([, id]) => id);
    expect(fields).toEqual(['username', 'password']);
    for (const id of fields) expect(page.text).toContain(`<label for="${id}">`);
  });
});

describe('forms', () => {
  const fields = { username: 'ada', password: goodPassword };

  it('are refused without their token', async () => {
    const action = hosted.authorizePath({}, '/login');
    for (const change of [{}, { _csrf: '' }, { _csrf: 'guess' }]) {
      const browser = await loginPage();
      const answer = await browser.send(action, { ...fields, ...change });
      expect([answer.status, answer.location]).toEqual([400, '']);
      expect(answer.text).toContain('This form was not sent from its own page');
    }
    const browser = await loginPage();
    const _csrf = browser.cookies.get('XSRF-TOKEN') ?? '';
    browser.cookies.delete('XSRF-TOKEN');
    expect((await browser.send(action, { ...fields, _csrf })).text).toContain('own page');
  });

  it('are refused from another origin', async () => {
    const browser = await loginPage();
    const _csrf = browser.cookies.get('XSRF-TOKEN');
    const action = hosted.authorizePath({}, '/login');
    for (const origin of ['https://evil.example', 'null']) {
      expect((await browser.send(action, { ...fields, _csrf }, { origin })).text).toContain('own page');
    }
    const own = await browser.send(action, { ...fields, _csrf }, { origin: hosted.pools.url });
    expect(own.location).toContain('code=');
  });

  it('do not take a token that another application has set', async () => {
    const browser = hosted.browser();
    browser.cookies.set('XSRF-TOKEN', 'theirs');
    await browser.open(hosted.authorizePath());
    expect(browser.cookies.get('XSRF-TOKEN')).toMatch(/^[\w-]{43}$/u);
  });

  it('check their request like the page before', async () => {
    const browser = await loginPage();
    const _csrf = browser.cookies.get('XSRF-TOKEN');
    const evil = hosted.authorizePath({ redirect_uri: 'https://evil.example/' }, '/login');
    const answer = await browser.send(evil, { ...fields, _csrf });
    expect([answer.status, answer.location]).toEqual([400, '']);
    const scope = await browser.send(hosted.authorizePath({ scope: 'all' }, '/login'), { ...fields, _csrf });
    expect(scope.location).toContain('error=invalid_scope');
  });
});

describe('POST /login', () => {
  it('tells a wrong password, counts it, and locks as the API does', async () => {
    await hosted.pools.createUser(hosted.poolId, 'bob');
    const browser = await loginPage();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const answer = await browser.submit({ username: 'bob', password: 'wrong' });
      expect([answer.status, browser.message()]).toEqual([400, 'Incorrect username or password.']);
    }
    await browser.submit({ username: 'bob', password: goodPassword });
    expect(browser.message()).toBe('Password attempts exceeded');
    expect(browser.page.text).toContain('value="bob"');
    await hosted.pools.advance(2);
    expect((await browser.submit({ username: 'bob', password: goodPassword })).location).toContain('code=');
  });

  it.each([
    ['unknown', { username: 'nobody' }, 'User does not exist.'],
    ['disabled', { enabled: false }, 'User is disabled.'],
    ['not confirmed', { status: 'UNCONFIRMED' }, 'User is not confirmed.'],
    ['to reset the password', { status: 'RESET_REQUIRED' }, 'Password reset required for the user'],
  ] as const)('refuses somebody who is %s', async (_, changes, message) => {
    if (!('username' in changes)) await hosted.pools.createUser(hosted.poolId, 'cy', changes);
    const browser = await loginPage();
    await browser.submit({ username: 'username' in changes ? 'nobody' : 'cy', password: goodPassword });
    expect([browser.page.status, browser.message()]).toEqual([400, message]);
  });

  it('hides who exists where the client wants that', async () => {
    const client = await hosted.pools.createClient(hosted.poolId, {
      ...webClient,
      PreventUserExistenceErrors: 'ENABLED',
    });
    const browser = await loginPage({ client_id: client.ClientId });
    await browser.submit({ username: 'nobody', password: goodPassword });
    expect(browser.message()).toBe('Incorrect username or password.');
  });

  it('does not need the secret of a confidential client', async () => {
    const client = await hosted.pools.createClient(hosted.poolId, { ...webClient, GenerateSecret: true });
    expect(await hosted.code('ada', { client_id: client.ClientId })).toMatch(/^[0-9a-f-]{36}$/u);
  });

  it('offers nothing where the client has no provider left', async () => {
    const { clients } = hosted.pools.context.store;
    const client = await hosted.pools.createClient(hosted.poolId, webClient);
    const record = clients.get(client.ClientId);
    if (!record) throw new Error('no client');
    clients.put({ ...record, settings: { ...record.settings, SupportedIdentityProviders: ['Gone'] } });
    const browser = hosted.browser();
    const answer = await browser.open(hosted.authorizePath({ client_id: client.ClientId }));
    expect(answer.text).toContain('Login pages unavailable. Please contact an administrator.');
    const pages = ['/login', '/signup', '/forgotPassword', '/confirmUser'];
    for (const path of pages) {
      const _csrf = browser.cookies.get('XSRF-TOKEN');
      await browser.open(hosted.authorizePath({}));
      const action = hosted.authorizePath({ client_id: client.ClientId }, path);
      const posted = await browser.send(action, { username: 'ada', password: goodPassword, _csrf });
      expect(posted.location + posted.text).toMatch(/error=unauthorized_client|own page/u);
      expect(posted.location).not.toContain('code=');
    }
  });
});

describe('challenges', () => {
  it('asks for a new password and missing attributes', async () => {
    const own = await Hosted.start({ Schema: [{ Name: 'given_name', Required: true, Mutable: true }] });
    await own.pools.sdk.send(
      new AdminCreateUserCommand({
        UserPoolId: own.poolId,
        Username: 'newcomer',
        TemporaryPassword: goodPassword,
        UserAttributes: [{ Name: 'email', Value: 'new@example.com' }],
      }),
    );
    const browser = own.browser();
    await browser.open(own.authorizePath({ state: 'kept' }));
    await browser.submit({ username: 'newcomer', password: goodPassword });
    expect(browser.heading()).toBe('Choose a new password');
    expect(browser.page.text).toContain('Given name');
    const attribute = 'userAttributes.given_name';
    const weak = await browser.submit({ new_password: 'weak', [attribute]: 'Nia' });
    expect([weak.status, browser.message()]).toEqual([
      400,
      'Password did not conform with policy: Password not long enough',
    ]);
    expect(browser.heading()).toBe('Choose a new password');
    const answer = await browser.submit({ new_password: 'Better-Horse-8', [attribute]: 'Nia' });
    expect(answer.location).toMatch(/code=.*&state=kept$/u);
    const code = new URL(answer.location).searchParams.get('code') ?? '';
    const { body } = await own.redeem(code);
    expect(payloadOf((body as { id_token: string }).id_token)).toMatchObject({ given_name: 'Nia' });
    await own.pools.close();
  });

  it('goes back to the sign-in page when the session of a challenge has expired', async () => {
    await hosted.pools.createUser(hosted.poolId, 'dee', { status: 'FORCE_CHANGE_PASSWORD' });
    const browser = await loginPage();
    await browser.submit({ username: 'dee', password: goodPassword });
    await hosted.pools.advance(181);
    const answer = await browser.submit({ new_password: 'Better-Horse-8' });
    expect([answer.status, browser.heading(), browser.message()]).toEqual([
      400,
      'Sign in',
      'Invalid session for the user, session is expired.',
    ]);
  });

  it('cannot be answered over the API, nor the other way round', async () => {
    await hosted.pools.createUser(hosted.poolId, 'fay', { status: 'FORCE_CHANGE_PASSWORD' });
    const browser = await loginPage();
    await browser.submit({ username: 'fay', password: goodPassword });
    const session = /name="session" value="([^"]*)"/u.exec(browser.page.text)?.[1] ?? '';
    expect(hosted.pools.context.store.sessions.size).toBeGreaterThan(0);
    const call = await fetch(hosted.pools.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.RespondToAuthChallenge',
      },
      body: JSON.stringify({
        ClientId: hosted.client.ClientId,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session: session,
        ChallengeResponses: { USERNAME: 'fay', NEW_PASSWORD: 'Better-Horse-8' },
      }),
    });
    expect(await call.json()).toMatchObject({ message: 'Invalid session for the user.' });
  });

  it('has no form for what a person cannot be asked', async () => {
    const browser = await loginPage();
    const answer = await browser.send(hosted.authorizePath({}, '/login'), {
      _csrf: browser.cookies.get('XSRF-TOKEN'),
      challenge: 'DEVICE_SRP_AUTH',
      username: 'ada',
    });
    expect([answer.status, browser.heading()]).toEqual([400, 'Sign in']);
  });
});

describe('the pages around accounts', () => {
  it('sign up, confirm and sign in', async () => {
    const browser = await loginPage({ state: 'kept' });
    await browser.open(browser.link('Create an account'));
    expect(browser.heading()).toBe('Create an account');
    const email = { 'requiredAttributes.email': 'gil@example.com' };
    await browser.submit({ username: 'gil', password: 'weak', ...email });
    expect(browser.message()).toBe('Password did not conform with policy: Password not long enough');
    await browser.submit({ username: 'gil', password: goodPassword, ...email });
    expect(browser.heading()).toBe('Confirm your account');
    expect(browser.message()).toBe('Your account was made. A code was sent to g***@e***.');
    const code = hosted.pools.lastCode('gil@example.com');
    await browser.submit({ code: otherThan(code) });
    expect(browser.message()).toBe('Invalid verification code provided, please try again.');
    await browser.submit({ code: '', resend: 'yes' });
    expect(browser.message()).toBe('A code was sent to g***@e***.');
    await browser.submit({ code: hosted.pools.lastCode('gil@example.com') });
    expect([browser.heading(), browser.message()]).toEqual([
      'Sign in',
      'Your account is confirmed. You can sign in now.',
    ]);
    const { location } = await browser.submit({ username: 'gil', password: goodPassword });
    expect(location).toMatch(/code=.*&state=kept$/u);
  });

  it('lead somebody who never confirmed to the code', async () => {
    await hosted.pools.createUser(hosted.poolId, 'hal', { status: 'UNCONFIRMED' });
    const browser = await loginPage();
    await browser.submit({ username: 'hal', password: goodPassword });
    await browser.open(browser.link('Confirm your account'));
    await browser.submit({ username: 'hal', code: '', resend: 'yes' });
    await browser.submit({ code: hosted.pools.lastCode('hal@example.com') });
    expect(browser.message()).toBe('Your account is confirmed. You can sign in now.');
  });

  it('do not offer signing up where only administrators make users', async () => {
    const own = await Hosted.start({ AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
    const browser = own.browser();
    await browser.open(own.authorizePath());
    expect(browser.page.text).not.toContain('Create an account');
    await browser.open(own.authorizePath({}, '/signup'));
    await browser.submit({
      username: 'x',
      password: goodPassword,
      'requiredAttributes.email': 'x@example.com',
    });
    expect(browser.message()).toBe('SignUp is not permitted for this user pool');
    await own.pools.close();
  });

  it('reset a forgotten password, for a confidential client as well', async () => {
    await hosted.pools.createUser(hosted.poolId, 'ida');
    const client = await hosted.pools.createClient(hosted.poolId, { ...webClient, GenerateSecret: true });
    const browser = await loginPage({ client_id: client.ClientId });
    await browser.open(browser.link('Forgot your password?'));
    await browser.submit({ username: 'nobody' });
    expect(browser.message()).toBe('Username/client id combination not found.');
    await browser.submit({ username: 'ida' });
    expect(browser.message()).toBe('A code was sent to i***@e***.');
    await browser.submit({ code: '000', new_password: 'Better-Horse-8' });
    expect(browser.page.status).toBe(400);
    const code = hosted.pools.lastCode('ida@example.com');
    await browser.submit({ code, new_password: 'Better-Horse-8' });
    expect(browser.message()).toBe('Your password was changed. You can sign in now.');
    const { location } = await browser.submit({ username: 'ida', password: 'Better-Horse-8' });
    expect(location).toContain('code=');
  });

  it('ask for the name that the pool goes by', async () => {
    const own = await Hosted.start({ UsernameAttributes: ['email'] });
    const browser = own.browser();
    await browser.open(own.authorizePath());
    expect(browser.page.text).toContain('>E-mail address</label>');
    await browser.open(browser.link('Create an account'));
    // The address is the name: it is asked for once.
    expect(browser.page.text).not.toContain('requiredAttributes.email');
    await browser.submit({ username: 'jo@example.com', password: goodPassword });
    expect(browser.message()).toContain('A code was sent to j***@e***');
    await own.pools.close();
  });
});
