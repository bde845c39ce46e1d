import { generateSync } from 'otplib';
import { ADMIN, ExampleSite, nobody, PASSWORD, problem } from './example-site';

let site: ExampleSite;
beforeAll(async () => {
  site = await ExampleSite.start();
}, 60_000);
afterAll(() => site.close());

/** The code that the app shows one step of 30 seconds from now: each is good once. */
const nextCode = (secret: string): string => generateSync({ secret, epoch: Date.now() / 1000 + 30 });

describe('a new account', () => {
  it('is made, confirmed and shown, and outlives a reload of the tab', async () => {
    const visit = await site.open();
    const username = nobody();
    await visit.follow('Create an account');
    await visit.fill('E-mail', username);
    await visit.fill('Name', 'Ada');
    await visit.page.locator('#password').fill(PASSWORD);
    expect(await visit.page.locator('.rules li:not([data-met])').count()).toBe(0);
    await visit.press('Create account');
    await visit.at('code');
    expect(await visit.page.locator('main a[data-inbox]').getAttribute('href')).toBe(
      `${site.poolAddress}/_local/inbox`,
    );
    await visit.fill('Code', '000000');
    await visit.press('Continue');
    expect(await visit.fault()).toBe('That code is not right. Please check it.');
    await visit.press('Send another code');
    await visit.told('Another code is on its way.');
    // As people copy it.
    await visit.fill('Code', ` ${(await site.code(username)).replace(/^.../, '$& ')} `);
    await visit.press('Continue');
    await visit.at('profile');
    expect(await visit.page.getByRole('heading', { level: 1 }).innerText()).toBe('Ada');

    await visit.page.reload();
    await visit.at('profile');
    await visit.press('Sign out');
    await visit.told('You are signed out.');
    expect(await visit.tokens()).toBeNull();
    await visit.page.reload();
    await visit.at('sign-in');
    await visit.close();
  });

  it('may do without a password, and gets one later', async () => {
    const visit = await site.open();
    const username = nobody();
    await visit.follow('Create an account');
    await visit.fill('E-mail', username);
    await visit.fill('Name', 'Grace');
    await visit.press('Create account');
    await visit.at('code');
    await visit.fill('Code', await site.code(username));
    await visit.press('Continue');
    await visit.at('profile');
    const password = visit.section('Password');
    expect(await password.getByLabel('Current password').count()).toBe(0);
    await password.getByLabel('New password').fill(PASSWORD);
    await visit.press('Set a password');
    await visit.told('Your new password is set.');
    expect(await password.getByLabel('Current password').count()).toBe(1);
    await visit.press('Sign out');
    await visit.at('sign-in');
    await visit.signIn(username);
    await visit.at('profile');
    await visit.close();
  });

  it('that was left unconfirmed is confirmed at the next sign-in', async () => {
    const username = nobody();
    await site.api('POST', '/v1/auth/sign-up', {
      username,
      password: PASSWORD,
      attributes: { email: username },
    });
    const visit = await site.open();
    await visit.signIn(username);
    await visit.at('code');
    await visit.fill('Code', await site.code(username));
    await visit.press('Continue');
    await visit.at('profile');
    await visit.close();
  });

  it('is refused a weak password, in words and at its field', async () => {
    const visit = await site.open();
    await visit.follow('Create an account');
    await visit.fill('E-mail', nobody());
    await visit.fill('Name', 'Ada');
    await visit.page.locator('#password').fill('Weak1');
    await visit.press('Create account');
    expect(await visit.fault()).toBe('The password is too short.');
    const field = visit.page.locator('#password');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await field.evaluate('document.activeElement.id')).toBe('password');
    await visit.close();
  });
});

describe('signing in', () => {
  it('tells that the password is wrong, and takes the right one', async () => {
    const username = await site.person();
    const visit = await site.open();
    await visit.signIn(username, 'Wrong-Horse-7');
    expect(await visit.fault()).toBe('The name or the password is not right.');
    const field = visit.page.getByLabel('Password', { exact: true });
    expect(await field.getAttribute('aria-errormessage')).toBe('fault');
    expect(await field.evaluate('document.activeElement.id')).toBe('password');
    await visit.fill('Password', PASSWORD);
    await visit.press('Sign in');
    await visit.at('profile');
    await visit.close();
  });

  it('asks for the code of an authenticator app that was set up on the page', async () => {
    const { visit, username } = await site.signedIn();
    const app = visit.section('Authenticator app');
    await app.getByRole('button', { name: 'Set up' }).click();
    await visit.at('authenticator-app');
    const shown = await visit.page.evaluate('document.querySelector(".qr").naturalWidth > 0');
    expect(shown).toBe(true);
    const secret = await visit.secret();
    await visit.fill('Code', '000000');
    await visit.press('Switch on');
    expect(await visit.fault()).toBe('That code is not right. Please check it.');
    await visit.fill('Code', generateSync({ secret }));
    await visit.press('Switch on');
    await visit.told('The authenticator app is on.');
    expect(await visit.page.evaluate('document.activeElement.textContent')).toBe('Authenticator app');

    await visit.press('Sign out');
    await visit.at('sign-in');
    await visit.signIn(username);
    await visit.at('code');
    await visit.fill('Code', nextCode(secret));
    await visit.press('Continue');
    await visit.at('profile');
    await app.getByRole('button', { name: 'Switch off' }).click();
    await visit.told('The authenticator app is off.');
    await visit.close();
  });

  it('sends a code by e-mail, at once or as a choice', async () => {
    const username = await site.person();
    const visit = await site.open();
    await visit.fill('E-mail', username);
    await visit.press('A code by e-mail');
    await visit.at('code');
    await visit.fill('Code', await site.code(username));
    await visit.press('Continue');
    await visit.at('profile');
    await visit.press('Sign out');
    await visit.at('sign-in');
    await visit.press('Other ways');
    await visit.at('choose');
    await visit.press('Code by e-mail');
    await visit.at('code');
    await visit.follow('Back to sign-in');
    await visit.at('sign-in');
    await visit.press('Other ways');
    await visit.press('Password');
    await visit.fill('Password', PASSWORD);
    await visit.press('Sign in');
    await visit.at('profile');
    await visit.close();
  });

  it('has who was invited choose a password', async () => {
    const username = nobody();
    const invitation = {
      username,
      temporaryPassword: PASSWORD,
      delivery: 'NONE',
      attributes: { email_verified: true },
    };
    const admin = await site.accessToken(ADMIN.username, ADMIN.password);
    await site.api('POST', '/v1/admin/users', invitation, admin);
    const visit = await site.open();
    await visit.signIn(username);
    await visit.at('new-password');
    await visit.fill('New password', 'Better-Horse-8');
    await visit.press('Set password');
    await visit.at('profile');
    await visit.close();
  });

  it('goes on after a forgotten password', async () => {
    const username = await site.person();
    const visit = await site.open();
    await visit.follow('Forgot your password?');
    await visit.fill('E-mail', username);
    await visit.press('Send a code');
    await visit.at('new-password');
    await visit.fill('Code', await site.code(username));
    await visit.fill('New password', 'Better-Horse-8');
    await visit.press('Set password');
    await visit.at('profile');
    await visit.close();
  });
});

describe('the profile', () => {
  it('changes the name and, with a code, the e-mail address', async () => {
    const { visit } = await site.signedIn();
    await visit.section('Name').getByLabel('Name').fill('Countess');
    await visit.press('Save');
    await visit.told('Your name is saved.');
    expect(await visit.page.getByRole('heading', { level: 1 }).innerText()).toBe('Countess');
    const address = nobody();
    await visit.section('E-mail').getByLabel('E-mail').fill(address);
    await visit.press('Change');
    await visit.at('code');
    await visit.fill('Code', await site.code(address));
    await visit.press('Continue');
    await visit.told('Your e-mail address is verified.');
    await visit.press('Sign out');
    await visit.at('sign-in');
    await visit.signIn(address);
    await visit.at('profile');
    await visit.close();
  });

  it('changes the password for who knows it', async () => {
    const { visit } = await site.signedIn();
    const password = visit.section('Password');
    await password.getByLabel('Current password').fill('Wrong-Horse-7');
    await password.getByLabel('New password').fill('Better-Horse-8');
    await visit.press('Change password');
    expect(await visit.fault()).toBe('The current password is not right.');
    expect(await visit.page.evaluate('document.activeElement.name')).toBe('currentPassword');
    await password.getByLabel('Current password').fill(PASSWORD);
    await visit.press('Change password');
    await visit.told('Your new password is set.');
    await visit.close();
  });

  it('signs out in another place, which says so', async () => {
    const { visit, username } = await site.signedIn();
    const other = await site.open();
    await other.signIn(username);
    await other.at('profile');
    await visit.page.reload();
    await visit.at('profile');
    const list = visit.section('Where you are signed in').getByRole('listitem');
    expect(await list.count()).toBe(2);
    expect(await list.filter({ hasText: 'This browser' }).getByRole('button').count()).toBe(0);
    await list.getByRole('button', { name: 'Sign out' }).click();
    await visit.told('That sign-in is over.');
    expect(await list.count()).toBe(1);
    await other.press('Save');
    await other.told('You were signed out from elsewhere. Please sign in again.');
    await visit.press('Sign out everywhere');
    await visit.told('You are signed out.');
    await Promise.all([visit.close(), other.close()]);
  });

  it('deletes the account after one more sign-in', async () => {
    const { visit, username } = await site.signedIn();
    await visit.follow('Delete my account');
    await visit.at('delete');
    await visit.follow('Keep it');
    await visit.at('profile');
    await visit.follow('Delete my account');
    // The service says this to sign-ins older than five minutes.
    await visit.page.route(
      '**/v1/users/me',
      (route) => route.fulfill(problem('reauthentication_required', 403)),
      {
        times: 1,
      },
    );
    await visit.press('Delete my account');
    await visit.told('Please sign in once more to delete your account.');
    await visit.fill('Password', PASSWORD);
    await visit.press('Sign in');
    await visit.at('delete');
    await visit.press('Delete my account');
    await visit.told('Your account is deleted.');
    await expect(site.accessToken(username)).rejects.toThrow('invalid_credentials');
    await visit.close();
  });
});

describe('a session', () => {
  it('is renewed once, after a reload with an access token that has expired', async () => {
    const { visit } = await site.signedIn();
    const before = await visit.tokens();
    const renewals: string[] = [];
    visit.page.on('request', (request) => {
      if (request.url().endsWith('/v1/auth/refresh')) renewals.push(request.url());
    });
    await visit.age();
    await visit.page.reload();
    await visit.at('profile');
    expect(renewals).toHaveLength(1);
    expect((await visit.tokens())?.refreshToken).not.toBe(before?.refreshToken);
    await visit.close();
  });

  it.each([
    ['was ended elsewhere', false, 'You were signed out from elsewhere. Please sign in again.'],
    ['cannot be renewed', true, 'Your sign-in has ended. Please sign in again.'],
  ])('that %s leads to the sign-in, with a word of it', async (_, aged, words) => {
    const { visit } = await site.signedIn();
    const tokens = await visit.tokens();
    await site.api('POST', '/v1/auth/sign-out/everywhere', undefined, tokens?.accessToken);
    if (aged) await visit.age();
    await visit.page.reload();
    await visit.at('sign-in');
    await visit.told(words);
    expect(await visit.tokens()).toBeNull();
    await visit.close();
  });
});
