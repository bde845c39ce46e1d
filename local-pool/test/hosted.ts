import { createHash, randomBytes } from 'node:crypto';
import type {
  CreateUserPoolClientCommandInput,
  CreateUserPoolCommandInput,
  UserPoolClientType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LocalPoolOptions } from '../start';
import { goodPassword, PoolUnderTest } from './support';

export const callback = 'https://app.example/callback';

/** Settings of a client that may do everything a user is needed for. */
export const webClient: Partial<CreateUserPoolClientCommandInput> = {
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ['code', 'implicit'],
  AllowedOAuthScopes: ['openid', 'email', 'phone', 'profile', 'aws.cognito.signin.user.admin'],
  CallbackURLs: [callback, 'myapp://signed-in'],
  LogoutURLs: ['https://app.example/bye'],
  SupportedIdentityProviders: ['COGNITO'],
  // None of the API's flows: managed login must not need them.
  ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'],
};

export type Parameters = Readonly<Record<string, string | undefined>>;

/** A pool server with a pool and a public client for managed login. */
export class Hosted {
  private constructor(
    readonly pools: PoolUnderTest,
    readonly poolId: string,
    readonly client: UserPoolClientType & { ClientId: string },
  ) {}

  static async start(
    pool: Partial<CreateUserPoolCommandInput> = {},
    options: Partial<LocalPoolOptions> = {},
  ): Promise<Hosted> {
    const pools = await PoolUnderTest.start(options);
    const poolId = await pools.createPool(pool);
    return new Hosted(pools, poolId, await pools.createClient(poolId, webClient));
  }

  browser(): Browser {
    return new Browser(this.pools.url);
  }

  /** Path of an authorization request for a code by this client, unless told otherwise. */
  authorizePath(changes: Parameters = {}, path = '/oauth2/authorize'): string {
    const parameters = {
      client_id: this.client.ClientId,
      response_type: 'code',
      redirect_uri: callback,
      ...changes,
    };
    return `${path}?${new URLSearchParams(given(parameters)).toString()}`;
  }

  /** Signs in by the pages. @returns where the browser was sent in the end */
  async signIn(username: string, changes: Parameters = {}, password = goodPassword): Promise<URL> {
    const browser = this.browser();
    await browser.open(this.authorizePath(changes));
    const answer = await browser.submit({ username, password });
    return new URL(answer.location);
  }

  /** Signs in and takes the code. */
  async code(username: string, changes: Parameters = {}): Promise<string> {
    const location = await this.signIn(username, changes);
    return location.searchParams.get('code') ?? '';
  }

  /** Calls the token endpoint; the public client's id and the usual redirect_uri are added. */
  token(form: Parameters, headers: Record<string, string> = {}): Promise<EndpointAnswer> {
    return this.post('/oauth2/token', { client_id: this.client.ClientId, ...form }, headers);
  }

  redeem(code: string, changes: Parameters = {}): Promise<EndpointAnswer> {
    return this.token({ grant_type: 'authorization_code', code, redirect_uri: callback, ...changes });
  }

  /** Signs in and exchanges the code. */
  async tokens(username: string, changes: Parameters = {}): Promise<TokenResponse> {
    const { body } = await this.redeem(await this.code(username, changes));
    return body as TokenResponse;
  }

  post(path: string, form: Parameters, headers: Record<string, string> = {}): Promise<EndpointAnswer> {
    return endpoint(
      fetch(`${this.pools.url}${path}`, { method: 'POST', body: new URLSearchParams(given(form)), headers }),
    );
  }

  userInfo(token: string): Promise<EndpointAnswer> {
    return endpoint(
      fetch(`${this.pools.url}/oauth2/userInfo`, { headers: { authorization: `Bearer ${token}` } }),
    );
  }
}

export interface TokenResponse {
  readonly id_token: string;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly token_type: string;
}

export interface EndpointAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

async function endpoint(call: Promise<Response>): Promise<EndpointAnswer> {
  const response = await call;
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? '' : JSON.parse(text) };
}

/** Secret and challenge of a proof key (RFC 7636). */
export function proofKey(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export interface PageAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Empty unless it was a redirect to another origin. */
  readonly location: string;
  readonly text: string;
}

/** A browser without script: keeps cookies, follows redirects as far as the pool's own pages, and fills in forms. */
export class Browser {
  readonly cookies = new Map<string, string>();
  page: PageAnswer = { status: 0, headers: new Headers(), location: '', text: '' };

  constructor(private readonly origin: string) {}

  /** @param path of this server */
  open(path: string): Promise<PageAnswer> {
    return this.load(path);
  }

  /** Sends the form of the page that has all these fields and is the first one to. */
  submit(fields: Parameters): Promise<PageAnswer> {
    const form = this.forms().find(({ names }) => Object.keys(fields).every((name) => names.has(name)));
    if (!form) throw new Error(`No form has ${Object.keys(fields).join(', ')}:\n${this.page.text}`);
    return this.send(form.action, { ...form.hidden, ...fields });
  }

  send(action: string, fields: Parameters, headers: Record<string, string> = {}): Promise<PageAnswer> {
    return this.load(action, { method: 'POST', body: new URLSearchParams(given(fields)), headers });
  }

  /** Addresses of the page's links by their text. */
  link(text: string): string {
    for (const [, href = '', shown = ''] of this.page.text.matchAll(
      /<a [^>]*href="([^"]*)"[^>]*>([^<]*)</gu,
    )) {
      if (unescape(shown) === text) return unescape(href);
    }
    throw new Error(`No link is called ${text}:\n${this.page.text}`);
  }

  heading(): string {
    return unescape(/<h1>([^<]*)</u.exec(this.page.text)?.[1] ?? '');
  }

  message(): string {
    return unescape(/role="(?:alert|status)">([^<]*)</u.exec(this.page.text)?.[1] ?? '');
  }

  private async load(path: string, init: RequestInit = {}): Promise<PageAnswer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(init.headers as Record<string, string> | undefined), cookie };
    const response = await fetch(`${this.origin}${path}`, { ...init, headers, redirect: 'manual' });
    this.keep(response.headers.getSetCookie());
    const location = response.headers.get('location') ?? '';
    const text = await response.text();
    if (location.startsWith('/')) return this.load(location);
    this.page = { status: response.status, headers: response.headers, location, text };
    return this.page;
  }

  private keep(cookies: readonly string[]): void {
    for (const cookie of cookies) {
      const [pair = ''] = cookie.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (cookie.includes('Max-Age=0')) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }

  private forms() {
    return [...this.page.text.matchAll(/<form method="post" action="([^"]*)">([\s\S]*?)<\/form>/gu)].map(
      ([, action = '', content = '']) => {
        const hidden = [...content.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)" \/>/gu)];
        const names = [...content.matchAll(/ name="([^"]*)"/gu)].map(([, name = '']) => unescape(name));
        return {
          action: unescape(action),
          hidden: Object.fromEntries(
            hidden.map(([, name = '', value = '']) => [unescape(name), unescape(value)]),
          ),
          names: new Set(names),
        };
      },
    );
  }
}

function given(values: Parameters): [string, string][] {
  return Object.entries(values).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
}

function unescape(text: string): string {
  return text.replace(/&#(\d+);/gu, (_, code: string) => String.fromCharCode(Number(code)));
}
