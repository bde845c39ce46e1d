import {
  SetUserPoolMfaConfigCommand,
  type SetUserPoolMfaConfigCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { generateSync } from 'otplib';
import type { UserRecord } from '../store/records';
import { Hosted } from './hosted';
import { email, sms, totp } from './mfa';
import { goodPassword, otherThan, payloadOf } from './support';

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
let hosted: Hosted;

/** Before the tests of a group: a pool with these second factors. */
function withMfa(settings: Partial<SetUserPoolMfaConfigCommandInput>): void {
  beforeAll(async () => {
    hosted = await Hosted.start({ EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' } });
    const of = { UserPoolId: hosted.poolId, ...settings };
    await hosted.pools.sdk.send(new SetUserPoolMfaConfigCommand(of));
  });
  afterAll(() => hosted.pools.close());
}

const appCode = (of: string): string =>
  generateSync({ secret: of, epoch: hosted.pools.context.clock.seconds() });

/** Signs in as far as the first challenge. */
async function challenged(mfa: UserRecord['mfa']) {
  const attributes = {
    email: 'ada@example.com',
    email_verified: 'true',
    phone_number: '+15550001',
    phone_number_verified: 'true',
  };
  await hosted.pools.createUser(hosted.poolId, 'ada', { mfa, attributes });
  const browser = hosted.browser();
  await browser.open(hosted.authorizePath({ state: 'kept' }));
  await browser.submit({ username: 'ada', password: goodPassword });
  return browser;
}

const app = {
  enabled: ['SOFTWARE_TOKEN_MFA'],
  preferred: 'SOFTWARE_TOKEN_MFA',
  totp: { secret, lastStep: 0 },
};

const both = { enabled: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'], totp: app.totp };

describe('a second factor on the pages', () => {
  withMfa({ MfaConfiguration: 'OPTIONAL', ...sms, ...totp, ...email });

  it('is asked of an authenticator app, as often as the code is wrong', async () => {
    const browser = await challenged(app);
    expect(browser.heading()).toBe('Enter your code');
    expect(browser.page.text).toContain('that your authenticator app shows');
    const code = appCode(secret);
    const wrong = await browser.submit({ code: otherThan(code) });
    expect([wrong.status, browser.heading(), browser.message()]).toEqual([
      400,
      'Enter your code',
      'Invalid code received for user',
    ]);
    expect((await browser.submit({ code: ` ${code} ` })).location).toMatch(/code=.*&state=kept$/u);
  });

  it('leaves the browser signed in only when it has passed, and is remembered with the tokens', async () => {
    const browser = await challenged(app);
    expect(browser.cookies.has(`cognito-${hosted.poolId}`)).toBe(false);
    const { location } = await browser.submit({ code: appCode(secret) });
    expect(browser.cookies.has(`cognito-${hosted.poolId}`)).toBe(true);
    for (const sent of [location, (await browser.open(hosted.authorizePath({ prompt: 'none' }))).location]) {
      const { body } = await hosted.redeem(new URL(sent).searchParams.get('code') ?? '');
      const { id_token } = body as { id_token: string };
      const grant = hosted.pools.context.store.grants.get(String(payloadOf(id_token)['origin_jti']));
      expect(grant?.methods).toEqual(['pwd', 'otp']);
    }
  });

  it('is sent by text message', async () => {
    const browser = await challenged({ enabled: ['SMS_MFA'], preferred: 'SMS_MFA' });
    expect(browser.page.text).toContain('A code was sent to +*******0001');
    const { location } = await browser.submit({ code: hosted.pools.lastCode('+15550001') });
    expect(location).toContain('code=');
  });

  it('is one of several to choose from', async () => {
    const browser = await challenged(both);
    expect(browser.heading()).toBe('Choose how to confirm it is you');
    const wrong = await browser.submit({ answer: 'EMAIL_OTP' });
    expect(wrong.status).toBe(400);
    const again = await challenged(both);
    await again.submit({ answer: 'SOFTWARE_TOKEN_MFA' });
    expect(again.heading()).toBe('Enter your code');
    expect((await again.submit({ code: appCode(secret) })).location).toContain('code=');
  });
});

describe('a second factor that is missing', () => {
  withMfa({ MfaConfiguration: 'ON', ...totp });

  it('is set up with an authenticator app', async () => {
    const browser = await challenged({ enabled: [] });
    expect(browser.heading()).toBe('Set up an authenticator app');
    const shown = /<code>([A-Z2-7]+)<\/code>/u.exec(browser.page.text)?.[1] ?? '';
    await browser.submit({ code: otherThan(appCode(shown)) });
    expect([browser.heading(), browser.message()]).toEqual([
      'Set up an authenticator app',
      'Code mismatch and fail enable Software Token MFA',
    ]);
    expect(browser.page.text).toContain(shown);
    expect((await browser.submit({ code: appCode(shown) })).location).toMatch(/code=.*&state=kept$/u);
    const [user] = hosted.pools.context.store.users.by('name', `${hosted.poolId}/ada`);
    expect(user?.mfa.enabled).toEqual(['SOFTWARE_TOKEN_MFA']);
  });

  it('is given up after too many wrong codes', async () => {
    const browser = await challenged({ enabled: [] });
    const shown = /<code>([A-Z2-7]+)<\/code>/u.exec(browser.page.text)?.[1] ?? '';
    for (let attempt = 0; attempt < 3; attempt += 1)
      await browser.submit({ code: otherThan(appCode(shown)) });
    expect(browser.heading()).toBe('Sign in');
  });
});

describe('a second factor by e-mail that is missing', () => {
  withMfa({ MfaConfiguration: 'ON', ...email });

  it('is set up with an address', async () => {
    await hosted.pools.createUser(hosted.poolId, 'bob', { attributes: {} });
    const browser = hosted.browser();
    await browser.open(hosted.authorizePath());
    await browser.submit({ username: 'bob', password: goodPassword });
    expect(browser.heading()).toBe('Set up codes by e-mail');
    await browser.submit({ email: 'no address' });
    expect(browser.message()).toBe('Invalid email address format.');
    await browser.submit({ email: 'bob@example.com' });
    expect(browser.heading()).toBe('Enter your code');
    const { location } = await browser.submit({ code: hosted.pools.lastCode('bob@example.com') });
    expect(location).toContain('code=');
  });
});

describe('a code in place of the password', () => {
  it('signs in, where the pool allows it', async () => {
    const own = await Hosted.start({
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
    });
    await own.pools.createUser(own.poolId, 'eve');
    await own.pools.createUser(own.poolId, 'nomail', { attributes: {} });
    const browser = own.browser();
    await browser.open(own.authorizePath({ state: 'kept' }));
    expect(browser.page.text).not.toContain('by text message');
    await browser.submit({ username: 'nomail', code_by: 'EMAIL_OTP' });
    expect([browser.heading(), browser.message()]).toEqual([
      'Sign in',
      'No code can be sent for this sign-in.',
    ]);
    await browser.submit({ username: 'eve', code_by: 'EMAIL_OTP' });
    expect(browser.heading()).toBe('Enter your code');
    const code = own.pools.lastCode('eve@example.com');
    await browser.submit({ code: otherThan(code) });
    expect(browser.message()).toBe('Invalid code or auth state for the user.');
    expect((await browser.submit({ code })).location).toMatch(/code=.*&state=kept$/u);
    await own.pools.close();
  });

  it('is not taken where the pool does not allow it', async () => {
    const own = await Hosted.start();
    await own.pools.createUser(own.poolId, 'eve');
    const browser = own.browser();
    await browser.open(own.authorizePath());
    expect(browser.page.text).not.toContain('code_by');
    const _csrf = browser.cookies.get('XSRF-TOKEN');
    await browser.send(own.authorizePath({}, '/login'), { _csrf, username: 'eve', code_by: 'EMAIL_OTP' });
    expect(browser.message()).toBe('Incorrect username or password.');
    await own.pools.close();
  });
});
