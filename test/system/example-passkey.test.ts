import { ExampleSite, PASSWORD, type Visit } from './example-site';

let site: ExampleSite;
beforeAll(async () => {
  site = await ExampleSite.start();
}, 60_000);
afterAll(() => site.close());

/** The passkeys that the profile lists. */
const listed = (visit: Visit): Promise<number> => visit.section('Passkeys').getByRole('listitem').count();

async function addPasskey(visit: Visit): Promise<void> {
  await visit.press('Add a passkey');
  await visit.told('The passkey is added.');
}

async function signOut(visit: Visit): Promise<void> {
  await visit.press('Sign out');
  await visit.at('sign-in');
}

it('is opened at an address where passkeys work', () => {
  expect(site.address).toMatch(/^http:\/\/localhost:\d+\/example\/$/);
});

it('makes a passkey and signs in with it, at once or as a choice', async () => {
  const { visit, username } = await site.signedIn();
  const { devtools, authenticatorId } = await visit.authenticator();
  expect(await listed(visit)).toBe(0);
  await addPasskey(visit);
  expect(await listed(visit)).toBe(1);
  expect(await visit.page.evaluate('document.activeElement.textContent')).toBe('Passkeys');
  const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
  expect(credentials).toEqual([expect.objectContaining({ rpId: 'localhost', signCount: 1 })]);

  await signOut(visit);
  await visit.fill('E-mail', username);
  await visit.press('A passkey');
  await visit.at('profile');
  expect(await visit.page.locator('main').innerText()).toContain(username);
  await signOut(visit);
  await visit.press('Other ways');
  await visit.at('choose');
  await visit.press('Passkey');
  await visit.at('profile');
  const after = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
  expect(after.credentials[0]?.signCount).toBe(3);
  await visit.close();
});

it('wants a name before a passkey', async () => {
  const visit = await site.open();
  await visit.press('A passkey');
  expect(
    await visit.page.locator('#username').evaluate('document.querySelector("#username:invalid") !== null'),
  ).toBe(true);
  await visit.at('sign-in');
  await visit.close();
});

it('tells what became of a passkey that was not used, and goes on otherwise', async () => {
  const { visit, username } = await site.signedIn();
  const { devtools, authenticatorId } = await visit.authenticator();
  await addPasskey(visit);
  await visit.press('Add a passkey');
  expect(await visit.fault()).toBe('This device has a passkey of yours already.');
  await signOut(visit);
  // The person is not the one whom the device knows.
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await visit.fill('E-mail', username);
  await visit.press('A passkey');
  expect(await visit.fault()).toBe(
    'No passkey was used: there is none for this account here, or it was declined.',
  );
  await visit.fill('Password', PASSWORD);
  await visit.press('Sign in');
  await visit.at('profile');
  await visit.close();
});

it('removes a passkey, which signs nobody in any more', async () => {
  const { visit, username } = await site.signedIn();
  await visit.authenticator();
  await addPasskey(visit);
  await visit.section('Passkeys').getByRole('button', { name: 'Remove' }).click();
  await visit.told('The passkey is removed.');
  expect(await listed(visit)).toBe(0);
  await signOut(visit);
  await visit.fill('E-mail', username);
  await visit.press('A passkey');
  // The other ways of this account.
  await visit.at('choose');
  expect(await visit.page.locator('main button').allInnerTexts()).toEqual(
    expect.not.arrayContaining(['Passkey']),
  );
  await visit.press('Password');
  await visit.fill('Password', PASSWORD);
  await visit.press('Sign in');
  await visit.at('profile');
  await visit.close();
});

it('says where passkeys work when it is opened elsewhere', async () => {
  const elsewhere = site.address.replace('localhost', '127.0.0.1');
  const visit = await site.open(elsewhere);
  expect(await visit.button('A passkey').count()).toBe(0);
  const { host } = new URL(site.address);
  const note = visit.page.getByText('Passkeys belong to one site.');
  expect(await note.innerText()).toBe(`Passkeys belong to one site. To use them, open this page at ${host}.`);
  expect(await note.getByRole('link').getAttribute('href')).toBe(`${site.address}#sign-in`);
  await visit.signIn(await site.person());
  await visit.at('profile');
  expect(await visit.button('Add a passkey').count()).toBe(0);
  expect(await visit.section('Passkeys').innerText()).toContain(`open this page at ${host}.`);
  await visit.close();
});
