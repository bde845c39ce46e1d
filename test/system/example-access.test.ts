import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSync } from 'otplib';
import { startExample } from './example-instance';
import { ExampleSite, nobody, PASSWORD, problem, type Visit } from './example-site';

/** What is wrong with the page as it stands, found by a script that runs in it. */
const audit = readFileSync(join(__dirname, 'example-audit.js'), 'utf8');

let site: ExampleSite;
beforeAll(async () => {
  site = await ExampleSite.start();
}, 60_000);
afterAll(() => site.close());

/** Looks at a view on a phone and a desk, by day and by night. */
async function look(visit: Visit, view: string): Promise<void> {
  await visit.at(view);
  for (const width of [320, 1280]) {
    await visit.page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await visit.page.emulateMedia({ colorScheme });
      expect({ view, width, colorScheme, faults: await visit.page.evaluate(audit) }).toEqual({
        ...{ view, width, colorScheme },
        faults: [],
      });
    }
  }
}

it('every view can be read, named and used by everybody', async () => {
  const visit = await site.open();
  await visit.authenticator();
  await look(visit, 'sign-in');
  await visit.signIn('nobody@example.com', 'Wrong-Horse-7');
  await visit.fault();
  await look(visit, 'sign-in');
  await visit.follow('Create an account');
  await look(visit, 'sign-up');
  const username = nobody();
  await visit.fill('E-mail', username);
  await visit.fill('Name', 'Ada Lovelace');
  await visit.page.locator('#password').fill(PASSWORD);
  await look(visit, 'sign-up');
  await visit.press('Create account');
  await look(visit, 'code');
  await visit.fill('Code', await site.code(username));
  await visit.press('Continue');
  await visit.at('profile');
  await visit.press('Add a passkey');
  await visit.told('The passkey is added.');
  await look(visit, 'profile');
  await visit.follow('Delete my account');
  await look(visit, 'delete');
  await visit.follow('Keep it');
  await visit.at('profile');
  await visit.press('Sign out');
  await visit.at('sign-in');
  await visit.press('Other ways');
  await look(visit, 'choose');
  await visit.press('Password');
  await look(visit, 'type-password');
  await visit.follow('Back to sign-in');
  await visit.follow('Forgot your password?');
  await look(visit, 'forgot');
  await visit.press('Send a code');
  await look(visit, 'new-password');
  await visit.follow('Back to sign-in');
  await visit.signIn(username);
  await visit.at('profile');
  await visit.press('Set up');
  await look(visit, 'authenticator-app');
  await visit.close();
}, 60_000);

/** Presses Tab until something has the focus, which has to be seen. */
async function tabTo(visit: Visit, name: string): Promise<void> {
  for (let stop = 0; stop < 40; stop += 1) {
    await visit.page.keyboard.press('Tab');
    const [found, seen] = await visit.page.evaluate<[string, boolean]>(
      `(({ activeElement: at }) => [
        (at.labels?.[0]?.textContent ?? at.textContent).trim(),
        getComputedStyle(at).outlineStyle === 'solid' && parseFloat(getComputedStyle(at).outlineWidth) >= 2,
      ])(document)`,
    );
    expect({ found, seen }).toEqual({ found, seen: true });
    if (found === name) return;
  }
  throw new Error(`${name} cannot be reached`);
}

it('goes all the way by keyboard alone', async () => {
  const visit = await site.open();
  const { keyboard } = visit.page;
  const username = nobody();
  await tabTo(visit, 'Create an account');
  await keyboard.press('Enter');
  await visit.at('sign-up');
  // The cursor is in the first field.
  await keyboard.type(username);
  await tabTo(visit, 'Name');
  await keyboard.type('Ada');
  await keyboard.press('Tab');
  await keyboard.type(PASSWORD);
  await keyboard.press('Tab');
  await keyboard.press('Space');
  expect(await visit.page.locator('#password').getAttribute('type')).toBe('text');
  await tabTo(visit, 'Create account');
  await keyboard.press('Enter');
  await visit.at('code');
  await keyboard.type('000000');
  await keyboard.press('Enter');
  await visit.fault();
  // What is wrong is selected: typing replaces it.
  await keyboard.type(await site.code(username));
  await keyboard.press('Enter');
  await visit.at('profile');
  await tabTo(visit, 'Set up');
  await keyboard.press('Space');
  await visit.at('authenticator-app');
  await keyboard.type(generateSync({ secret: await visit.secret() }));
  await keyboard.press('Enter');
  await visit.told('The authenticator app is on.');
  // On from where it was: what comes next is its button.
  await keyboard.press('Tab');
  expect(await visit.page.evaluate('document.activeElement.textContent')).toBe('Switch off');
  await visit.close();
});

it('tells the browser what its fields are for, keeps their order, and obeys its buttons', async () => {
  const visit = await site.open();
  const purposes = () =>
    visit.page.evaluate('[...document.querySelectorAll("input")].map((input) => input.autocomplete)');
  expect(await purposes()).toEqual(['username webauthn', 'current-password']);
  const stops: unknown[] = [];
  for (let stop = 0; stop < 8; stop += 1) {
    await visit.page.keyboard.press('Tab');
    stops.push(
      await visit.page.evaluate('(document.activeElement.id || document.activeElement.textContent).trim()'),
    );
  }
  expect(stops).toEqual([
    ...['password', 'Show', 'Sign in', 'A passkey', 'A code by e-mail'],
    ...['Forgot your password?', 'Other ways', 'Create an account'],
  ]);
  await visit.page.keyboard.press('Enter');
  await visit.at('sign-up');
  expect(await purposes()).toEqual(['username', 'name', 'new-password']);
  await visit.page.goBack();
  await visit.at('sign-in');
  await visit.page.goForward();
  await visit.at('sign-up');
  await visit.close();
});

it('does not jump while it loads, and says so when it cannot', async () => {
  const visit = await site.open();
  await visit.page.addInitScript(
    `shifts = []; new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({ type: 'layout-shift', buffered: true })`,
  );
  await visit.page.reload();
  await visit.at('sign-in');
  expect(await visit.page.evaluate('shifts.map(({ value }) => value)')).toEqual([]);
  await visit.page.route('**/v1/auth/configuration', (route) => route.abort());
  await visit.page.reload();
  expect(await visit.fault()).toBe('The service cannot be reached. Please try again in a moment.');
  expect(visit.complaints.splice(0)).toEqual([expect.stringContaining('net::ERR_FAILED')]);
  await visit.page.unroute('**/v1/auth/configuration');
  await visit.follow('Try again');
  await visit.at('sign-in');
  await visit.close();
});

it('draws its forms from the settings of the user pool', async () => {
  const instance = await startExample(site, {
    pool: {
      AutoVerifiedAttributes: ['email'],
      Schema: [
        { Name: 'email', Required: true, Mutable: true },
        { Name: 'family_name', Required: true, Mutable: true },
      ],
    },
    mfa: { MfaConfiguration: 'ON', SoftwareTokenMfaConfiguration: { Enabled: true } },
  });
  try {
    const visit = await site.open(instance.address);
    const form = visit.page.locator('form');
    const shown = async () => (await form.locator('label').allInnerTexts()).map((text) => text.trim());
    expect(await shown()).toEqual(['Username', 'Password']);
    expect(await visit.page.getByRole('button').allInnerTexts()).toEqual(['Show', 'Sign in']);
    await visit.follow('Create an account');
    expect((await shown()).sort()).toEqual(['E-mail', 'Family name', 'Name', 'Password', 'Username']);
    const email = nobody();
    await visit.fill('Username', 'ada');
    await visit.fill('E-mail', email);
    await visit.fill('Family name', 'Lovelace');
    await visit.fill('Name', 'Ada');
    await visit.page.locator('#password').fill(PASSWORD);
    await visit.press('Create account');
    await visit.at('code');
    await visit.fill('Code', await site.code(email));
    await visit.press('Continue');
    // Everybody needs a second factor there.
    await visit.at('authenticator-app');
    await visit.fill('Code', generateSync({ secret: await visit.secret() }));
    await visit.press('Switch on');
    await visit.at('profile');
    expect(await visit.page.locator('main').innerText()).toContain(email);
    expect(await visit.page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual([
      ...['Name', 'E-mail', 'Password', 'Authenticator app', 'Delete account'],
    ]);
    // Chromium writes down that the sessions are not kept track of.
    expect(visit.complaints.splice(0)).toEqual([expect.stringContaining('status of 503')]);
    await visit.close();
  } finally {
    await instance.close();
  }
});

describe('a sign-in', () => {
  it('that cannot begin says why', async () => {
    const visit = await site.open();
    for (const [code, status, rest, words] of [
      ['rate_limited', 429, { retryAfter: 90 }, 'Title. Please try again in 2 minutes.'],
      ['upstream_unavailable', 503, { retryAfter: 5 }, 'Title. Please try again in 5 seconds.'],
      ['internal_error', 500, {}, 'Title. If it stays so, tell the operator: r-1'],
      ['sign_in_refused', 403, {}, 'Title.'],
      [
        'validation_failed',
        400,
        { errors: [{ field: 'password', message: 'is long' }] },
        'Password is long.',
      ],
    ] as const) {
      await visit.page.route('**/v1/auth/sign-in', (route) => route.fulfill(problem(code, status, rest)), {
        times: 1,
      });
      await visit.signIn(nobody());
      await visit.page.getByRole('alert').filter({ hasText: words }).waitFor();
    }
    // Chromium writes down what servers say of themselves.
    expect(visit.complaints.splice(0)).toEqual(Array(2).fill(expect.stringContaining('status of 50')));
    await visit.close();
  });

  it('that cannot begin for want of a connection says so', async () => {
    const visit = await site.open();
    await visit.page.route('**/v1/auth/sign-in', (route) => route.abort());
    await visit.signIn(nobody());
    expect(await visit.fault()).toBe('The service cannot be reached. Please try again in a moment.');
    expect(visit.complaints.splice(0)).toEqual([expect.stringContaining('net::ERR_FAILED')]);
    await visit.close();
  });

  // Moves the clock of the pool for good: the last one.
  it('whose steps took too long begins again', async () => {
    const username = await site.person();
    const visit = await site.open();
    await visit.fill('E-mail', username);
    await visit.press('A code by e-mail');
    await visit.at('code');
    const code = await site.code(username);
    await site.advance(600);
    await visit.fill('Code', code);
    await visit.press('Continue');
    await visit.at('sign-in');
    await visit.told('That took too long. Please sign in again.');
    await visit.close();
  });
});
