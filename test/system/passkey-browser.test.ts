import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { PasskeyPool } from '../../local-pool/test/passkeys';
import { payloadOf, PoolUnderTest } from '../../local-pool/test/support';

const CHROMIUM = '/usr/bin/chromium';

let pools: PoolUnderTest;
let pool: PasskeyPool;
let site: Server;
let browser: Browser;

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) throw new Error('Chromium is missing: install the Debian package "chromium"');
  pools = await PoolUnderTest.start();
  pool = await PasskeyPool.open(pools, { RelyingPartyId: 'localhost', UserVerification: 'required' });
  const html = readFileSync(join(__dirname, 'passkey-page.html'));
  site = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html));
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
}, 60_000);
afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => site.close(resolve));
  await pools.close();
});

interface Tab {
  readonly page: Page;
  readonly devtools: CDPSession;
  readonly authenticatorId: string;
}

/** The application's page in a browser of its own, with an authenticator that asks nobody. */
async function open(): Promise<Tab> {
  const page = await (await browser.newContext()).newPage();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const { port } = site.address() as AddressInfo;
  const query = new URLSearchParams({ endpoint: pools.url, client: pool.choice.clientId });
  await page.goto(`http://localhost:${port}/?${query.toString()}`);
  return { page, devtools, authenticatorId };
}

/** Calls one of the page's functions. */
function run(page: Page, name: string, ...values: string[]): Promise<Record<string, any>> {
  return page.evaluate(`${name}(${values.map((value) => JSON.stringify(value)).join(', ')})`);
}

/** Registers a passkey for a user, in the page. */
async function register(page: Page, username: string): Promise<Record<string, any>> {
  const { AccessToken } = await pools.signIn(pool.choice.clientId, username);
  return run(page, 'register', AccessToken);
}

it('registers a passkey in Chromium and signs in with it', async () => {
  const { page, devtools, authenticatorId } = await open();
  const { sub } = await pools.createUser(pool.poolId, 'ada');
  const { Credentials } = await register(page, 'ada');
  const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
  expect(credentials).toEqual([
    expect.objectContaining({
      rpId: 'localhost',
      isResidentCredential: true,
      userHandle: Buffer.from(sub).toString('base64'),
    }),
  ]);
  expect(Credentials).toEqual([
    {
      CredentialId: Buffer.from(credentials[0]?.credentialId ?? '', 'base64').toString('base64url'),
      FriendlyCredentialName: 'Passkey',
      RelyingPartyId: 'localhost',
      AuthenticatorAttachment: 'platform',
      AuthenticatorTransports: ['internal'],
      CreatedAt: expect.any(Number),
    },
  ]);
  for (let count = 0; count < 2; count += 1) {
    const { AuthenticationResult } = await run(page, 'signInByPasskey', 'ada');
    expect(payloadOf(AuthenticationResult.AccessToken)).toMatchObject({
      username: 'ada',
      token_use: 'access',
    });
  }
  // Its authenticator has one already.
  await expect(register(page, 'ada')).rejects.toThrow('InvalidStateError');
});

it('signs nobody in whom the authenticator does not know', async () => {
  const { page, devtools, authenticatorId } = await open();
  await pools.createUser(pool.poolId, 'bob');
  await register(page, 'bob');
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await expect(run(page, 'signInByPasskey', 'bob')).rejects.toThrow('NotAllowedError');
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  expect(await run(page, 'signInByPasskey', 'bob')).toHaveProperty('AuthenticationResult');
});

it("signs nobody in with another's passkey", async () => {
  const { page } = await open();
  await pools.createUser(pool.poolId, 'carl');
  await register(page, 'carl');
  const other = await open();
  await pools.createUser(pool.poolId, 'dora');
  await register(other.page, 'dora');
  await expect(run(other.page, 'signInByPasskey', 'carl')).rejects.toThrow('NotAllowedError');
});
