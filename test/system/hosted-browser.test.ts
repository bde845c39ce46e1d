import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SetUserPoolMfaConfigCommand } from '@aws-sdk/client-cognito-identity-provider';
import { generateSync } from 'otplib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { Federation } from '../../local-pool/test/federation';
import { goodPassword } from '../../local-pool/test/support';

const CHROMIUM = '/usr/bin/chromium';
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

let federation: Federation;
let browser: Browser;
let application: Server;
let origin: string;
let clientId: string;

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) throw new Error('Chromium is missing: install the Debian package "chromium"');
  application = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    // As many applications do: the address for the code redirects to another one, here of another origin.
    if (url.pathname === '/callback') {
      const port = (application.address() as AddressInfo).port;
      response.writeHead(302, { location: `http://localhost:${port}/home${url.search}` }).end();
    } else {
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<title>App</title><h1>The application</h1>');
    }
  });
  await new Promise<void>((resolve) => {
    application.listen(0, () => {
      resolve();
    });
  });
  origin = `http://127.0.0.1:${(application.address() as AddressInfo).port}`;
  federation = await Federation.start();
  const { pools, poolId } = federation.hosted;
  const mfa = { MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration: { Enabled: true } } as const;
  await pools.sdk.send(new SetUserPoolMfaConfigCommand({ UserPoolId: poolId, ...mfa }));
  clientId = await federation.client({
    CallbackURLs: [`${origin}/callback`],
    LogoutURLs: [`${origin}/bye`],
    SupportedIdentityProviders: ['COGNITO', 'Google', 'Corp'],
  });
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-sync',
    ],
  });
}, 60_000);
afterAll(async () => {
  await browser.close();
  await federation.hosted.pools.close();
  application.closeAllConnections();
  await new Promise((resolve) => application.close(resolve));
});

/** A browser of its own at the sign-in page, with what it complains about (a policy broken, above all). */
async function open(): Promise<{ page: Page; complaints: string[] }> {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    // A refused form is answered with 400, which Chromium writes down.
    if (message.type() === 'error' && !message.text().includes('status of 400'))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(authorizeUrl());
  return { page, complaints };
}

function authorizeUrl(): string {
  const changes = { client_id: clientId, redirect_uri: `${origin}/callback`, state: 'kept' };
  return `${federation.hosted.pools.url}${federation.hosted.authorizePath(changes)}`;
}

async function signIn(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function arrived(page: Page): Promise<URLSearchParams> {
  await page.getByRole('heading', { name: 'The application' }).waitFor();
  return new URL(page.url()).searchParams;
}

it('signs in after a wrong password, stays signed in, and signs out', async () => {
  await federation.hosted.pools.createUser(federation.poolId, 'ada');
  const { page, complaints } = await open();
  expect(await page.title()).toBe('Sign in');
  await signIn(page, 'ada', 'Wrong-Horse-7');
  expect(await page.getByRole('alert').innerText()).toBe('Incorrect username or password.');
  expect(await page.getByLabel('User name').inputValue()).toBe('ada');
  await signIn(page, 'ada', goodPassword);
  const first = await arrived(page);
  expect([first.get('state'), first.get('code')]).toEqual([
    'kept',
    expect.stringMatching(/^[0-9a-f-]{36}$/u),
  ]);

  await page.goto(authorizeUrl());
  expect((await arrived(page)).get('code')).not.toBe(first.get('code'));

  const logout = new URLSearchParams({ client_id: clientId, logout_uri: `${origin}/bye` });
  await page.goto(`${federation.hosted.pools.url}/logout?${logout.toString()}`);
  expect(page.url()).toBe(`${origin}/bye`);
  await page.goto(authorizeUrl());
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('asks for the code of an authenticator app and for a new password', async () => {
  const { pools } = federation.hosted;
  await pools.createUser(federation.poolId, 'bob', {
    mfa: { enabled: ['SOFTWARE_TOKEN_MFA'], preferred: 'SOFTWARE_TOKEN_MFA', totp: { secret, lastStep: 0 } },
    status: 'FORCE_CHANGE_PASSWORD',
  });
  const { page, complaints } = await open();
  await signIn(page, 'bob', goodPassword);
  await page.getByLabel('New password').fill('short');
  await page.getByRole('button', { name: 'Set password' }).click();
  expect(await page.getByRole('alert').innerText()).toContain('Password not long enough');
  await page.getByLabel('New password').fill('Better-Horse-8');
  await page.getByRole('button', { name: 'Set password' }).click();
  await page.getByLabel('Code').fill(generateSync({ secret, epoch: pools.context.clock.seconds() }));
  await page.getByRole('button', { name: 'Confirm' }).click();
  expect((await arrived(page)).get('code')).toBeTruthy();
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('signs in with an external provider, by keyboard alone', async () => {
  const { page, complaints } = await open();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Sign in with Google' }).waitFor();
  for (const text of ['g-1', 'gil@example.com', 'Gil']) {
    await page.keyboard.press('Tab');
    await page.keyboard.type(text);
  }
  await page.keyboard.press('Enter');
  expect((await arrived(page)).get('code')).toBeTruthy();
  expect(federation.user('Google_g-1').attributes).toMatchObject({ email: 'gil@example.com', name: 'Gil' });
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('fits a narrow screen and looks different in the dark', async () => {
  const { page } = await open();
  await page.setViewportSize({ width: 320, height: 640 });
  const overflows = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
  expect(overflows).toBe(false);
  const ground = (): Promise<unknown> => page.evaluate('getComputedStyle(document.body).backgroundColor');
  const light = await ground();
  // The styles are in force, which the policy allows by their digest.
  expect(light).toBe('rgb(243, 244, 246)');
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await ground()).toBe('rgb(15, 19, 24)');
  await page.context().close();
});
