import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ADMIN, Gatehouse } from '../support/gatehouse';

const CHROMIUM = '/usr/bin/chromium';

let gatehouse: Gatehouse;
let browser: Browser;

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) throw new Error('Chromium is missing: install the Debian package "chromium"');
  gatehouse = await Gatehouse.start();
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}, 60_000);
afterAll(async () => {
  await browser.close();
  await gatehouse.close();
});

async function open(): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1600 } });
  // Below the test's own timeout, so that a failure names the element.
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${gatehouse.url}/docs`);
  await page.waitForSelector('.opblock');
  return { page, complaints };
}

async function authorize(page: Page, username: string, password: string): Promise<void> {
  await page.click('button.authorize');
  const box = page.locator('.auth-container', { hasText: 'OAuth2' });
  await box.locator('input#oauth_username').fill(username);
  await box.locator('input#oauth_password').fill(password);
  await box.locator('button.authorize').click();
}

it('signs in on the page and runs "me" with the token', async () => {
  const { page, complaints } = await open();
  await authorize(page, ADMIN.username, ADMIN.password);
  await page
    .locator('.auth-container', { hasText: 'OAuth2' })
    .locator('button', { hasText: 'Logout' })
    .waitFor();
  await page.locator('.btn-done').first().click();

  const block = page.locator('.opblock:has([data-path="/v1/users/me"]):has(.opblock-summary-get)');
  await block.locator('.opblock-summary-control').click();
  await block.locator('button.execute').click();
  const answer = block.locator('.live-responses-table tbody tr').first();
  expect((await answer.locator('.response-col_status').innerText()).trim()).toBe('200');
  const body = JSON.parse(await answer.locator('pre', { hasText: '"data"' }).innerText());
  expect(body.data).toMatchObject({
    attributes: { email: ADMIN.username, email_verified: true },
    groups: ['admin'],
  });
  expect(complaints).toEqual([]);
  await page.close();
});

it('shows why a sign-in on the page was refused', async () => {
  const { page } = await open();
  await authorize(page, ADMIN.username, 'Wrong-Passw0rd!');
  await page.locator('.auth-container .errors', { hasText: 'Incorrect username or password' }).waitFor();
  await page.close();
});

it('lists every route of the document', async () => {
  const { page } = await open();
  const { body } = await gatehouse.get('/openapi.json');
  const operations = Object.values(body.paths as Record<string, object>).flatMap((path) => Object.keys(path));
  expect(await page.locator('.opblock').count()).toBe(operations.length);
  await page.close();
});
