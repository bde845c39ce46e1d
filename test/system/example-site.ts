import { existsSync } from 'node:fs';
import { type BrowserContext, type CDPSession, chromium, type Locator, type Page } from 'playwright-core';
import { Server } from '../support/server';

const CHROMIUM = '/usr/bin/chromium';

export const PASSWORD = 'Correct-Horse-7';
export const ADMIN = { username: 'admin@example.com', password: 'Admin-Passw0rd!' };

let counter = 0;
/** An address of nobody yet. */
export const nobody = (): string => `visitor${++counter}@example.com`;

/** The built service as `npm start` runs it with nothing configured, and a browser in front of it. */
export class ExampleSite {
  private constructor(
    private readonly server: Server,
    private readonly context: BrowserContext,
    /** The page, as the start has printed it. */
    readonly address: string,
    readonly poolAddress: string,
    readonly userPoolId: string,
  ) {}

  static async start(): Promise<ExampleSite> {
    if (!existsSync(CHROMIUM)) throw new Error('Chromium is missing: install the Debian package "chromium"');
    const server = Server.spawn({
      PORT: '0',
      LOCAL_POOL_PORT: '0',
      LOCAL_POOL_DATA: 'memory',
      LOCAL_POOL_CONTROL: 'on',
      LOCAL_ADMIN_USERNAME: ADMIN.username,
      LOCAL_ADMIN_PASSWORD: ADMIN.password,
      LOG_LEVEL: 'silent',
      RATE_LIMITS: 'off',
    });
    const [, poolAddress, userPoolId] = await server.says(/embedded pool {2}(\S+) \(pool (\S+),/);
    const [, address] = await server.says(/example {8}(\S+)\n/);
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    });
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    return new ExampleSite(server, context, address ?? '', poolAddress ?? '', userPoolId ?? '');
  }

  async close(): Promise<void> {
    await this.context.browser()?.close();
    await this.server.ended('SIGTERM');
  }

  /** The page in a tab of its own, which is all that it keeps anything in. */
  async open(address = this.address): Promise<Visit> {
    const visit = new Visit(await this.context.newPage(), new URL(address).origin);
    await visit.page.goto(address);
    await visit.at('sign-in');
    return visit;
  }

  /** The code of the newest message to an address. */
  async code(to: string): Promise<string> {
    const inbox = await fetch(`${this.poolAddress}/_local/inbox?to=${encodeURIComponent(to)}`, {
      headers: { accept: 'application/json' },
    });
    const { messages } = (await inbox.json()) as { messages: { code?: string }[] };
    const code = messages.find((message) => message.code !== undefined)?.code;
    if (code === undefined) throw new Error(`no code was sent to ${to}`);
    return code;
  }

  /** Moves the clock of the pool, for good. */
  async advance(seconds: number): Promise<void> {
    await fetch(`${this.poolAddress}/_local/control/clock`, {
      method: 'POST',
      body: JSON.stringify({ advanceSeconds: seconds }),
    });
  }

  /** Calls the API beside the page. */
  async api(method: string, path: string, body?: object, token?: string): Promise<any> {
    const answer = await fetch(new URL(path, this.address), {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
    return text === '' ? undefined : JSON.parse(text).data;
  }

  async accessToken(username: string, password = PASSWORD): Promise<string> {
    return (await this.api('POST', '/v1/auth/sign-in', { username, password })).tokens.accessToken;
  }

  /** An account, made beside the page. */
  async person(): Promise<string> {
    const username = nobody();
    const attributes = { email: username, name: 'Ada Lovelace' };
    await this.api('POST', '/v1/auth/sign-up', { username, password: PASSWORD, attributes });
    await this.api('POST', '/v1/auth/sign-up/confirm', { username, code: await this.code(username) });
    return username;
  }

  /** The page, with somebody new signed in. */
  async signedIn(): Promise<{ visit: Visit; username: string }> {
    const username = await this.person();
    const visit = await this.open();
    await visit.signIn(username);
    await visit.at('profile');
    return { visit, username };
  }
}

/** Somebody's browser at the page. */
export class Visit {
  /** What the browser complains about, without the refusals that the page shows. */
  readonly complaints: string[] = [];
  /** Where else it went. */
  readonly elsewhere: string[] = [];

  constructor(
    readonly page: Page,
    private readonly origin: string,
  ) {
    // Below the test's own timeout, so that a failure names the element.
    page.setDefaultTimeout(8000);
    page.on('console', (message) => {
      if (!/^Failed to load resource: .* status of 4\d\d /.test(message.text()))
        this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol !== 'data:' && url.origin !== this.origin) this.elsewhere.push(request.url());
    });
  }

  /** Waits until a view is there and nothing is under way. */
  async at(view: string): Promise<void> {
    await this.page.waitForSelector(`#view[data-view="${view}"]:not([data-busy])`);
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async press(name: string): Promise<void> {
    await this.button(name).click();
  }

  async follow(name: string): Promise<void> {
    await this.page.getByRole('link', { name, exact: true }).click();
  }

  async fill(label: string, value: string): Promise<void> {
    await this.page.getByLabel(label, { exact: true }).fill(value);
  }

  async signIn(username: string, password = PASSWORD): Promise<void> {
    await this.fill('E-mail', username);
    await this.fill('Password', password);
    await this.press('Sign in');
  }

  /** What went wrong, once the page says so. */
  async fault(): Promise<string> {
    return this.page.locator('[role=alert]:not(:empty)').innerText();
  }

  /** Waits for a notice. */
  async told(notice: string): Promise<void> {
    await this.page.getByRole('status').filter({ hasText: notice }).waitFor();
  }

  /** The section of the profile with a heading. */
  section(heading: string): Locator {
    return this.page.getByRole('region', { name: heading, exact: true });
  }

  /** The secret of an authenticator app, as a person would type it off the page. */
  async secret(): Promise<string> {
    return (await this.page.locator('.secret').innerText()).replaceAll(' ', '');
  }

  /** The tokens that the client keeps. */
  tokens(): Promise<{ accessToken: string; refreshToken: string } | null> {
    return this.page.evaluate('JSON.parse(sessionStorage.getItem("gatehouse"))');
  }

  /** Has the client take its access token for expired. */
  async age(): Promise<void> {
    await this.page.evaluate(
      'sessionStorage.setItem("gatehouse", JSON.stringify({ ...JSON.parse(sessionStorage.getItem("gatehouse")), expiresAt: 0 }))',
    );
  }

  /** An authenticator that asks nobody. */
  async authenticator(): Promise<{ devtools: CDPSession; authenticatorId: string }> {
    const devtools = await this.page.context().newCDPSession(this.page);
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
    return { devtools, authenticatorId };
  }

  /** Leaves. Nothing was wrong behind the scenes, and nobody else was asked. */
  async close(): Promise<void> {
    expect(this.complaints).toEqual([]);
    expect(this.elsewhere).toEqual([]);
    await this.page.close();
  }
}

/** A refusal as the service writes it. */
export function problem(code: string, status: number, rest: object = {}): object {
  const body = {
    type: `/errors/${code}`,
    title: 'Title',
    status,
    code,
    detail: 'Detail',
    requestId: 'r-1',
    ...rest,
  };
  return { status, contentType: 'application/problem+json', body: JSON.stringify(body) };
}
