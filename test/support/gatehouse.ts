import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app';
import type { AppOptions } from '../../src/app.module';
import { loadEnvironment } from '../../src/common/config/load-environment';
import type { TriggerExtensions } from '../../src/triggers/triggers.module';
import { EMBEDDED_CREDENTIALS, startEmbeddedPool, type EmbeddedPool } from '../../src/embedded-pool';
import { listen } from './way-in';

/** A message of the embedded pool's inbox. */
export interface InboxMessage {
  id: string;
  at: string;
  username: string;
  to: string;
  medium: 'EMAIL' | 'SMS';
  kind: string;
  code?: string;
  subject?: string;
  body: string;
}

/** An answer, read whole. */
export interface Answer {
  /** The path that was asked, without query. */
  path: string;
  status: number;
  headers: Headers;
  // Tests look into bodies of every shape.
  body: any;
}

export interface Tokens {
  accessToken: string;
  idToken: string;
  refreshToken: string;
}

export const ADMIN = { username: 'admin@example.com', password: 'Admin-Passw0rd!' };
export const PASSWORD = 'Correct-Horse-7';

let counter = 0;
/** A fresh e-mail address; the suite shares nothing between tests. */
export const freshEmail = (): string => `person${++counter}.${process.pid}@example.com`;

/** The whole service on free ports of loopback: the real application and the embedded pool, reached over HTTP only. */
export class Gatehouse {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly pool: EmbeddedPool,
    readonly url: string,
  ) {}

  /**
   * @param variables environment variables over the suite's own
   * @param options further modules and triggers, as a team would add them
   */
  static async start(
    variables: Record<string, string> = {},
    { triggers, ...options }: AppOptions & { readonly triggers?: TriggerExtensions } = {},
  ): Promise<Gatehouse> {
    const environment = loadEnvironment({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      RATE_LIMITS: 'off',
      // Suites run side by side on machines that have other things to do.
      OVERLOAD_DELAY_MS: '0',
      // Tests plant one fault after the other.
      COGNITO_BREAKER_FAULTS: '0',
      HIDDEN_ANSWER_MS: '0',
      LOCAL_POOL_PORT: '0',
      LOCAL_POOL_DATA: 'memory',
      LOCAL_POOL_CONTROL: 'on',
      LOCAL_ADMIN_USERNAME: ADMIN.username,
      LOCAL_ADMIN_PASSWORD: ADMIN.password,
      ...variables,
    });
    const pool = await startEmbeddedPool(environment, triggers);
    const app = await createApp(pool.environment, { credentials: EMBEDDED_CREDENTIALS, ...options });
    return new Gatehouse(app, pool, await listen(app));
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.pool.close();
  }

  /** One request. A body that is a string is sent as it stands, everything else as JSON. */
  async call(
    method: string,
    path: string,
    options: { body?: unknown; token?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const { body, token } = options;
    const url = new URL(this.url + path);
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = /[/+]json/.test(response.headers.get('content-type') ?? '');
    return {
      path: url.pathname,
      status: response.status,
      headers: response.headers,
      body: json ? JSON.parse(text) : text,
    };
  }

  get(path: string, token?: string): Promise<Answer> {
    return this.call('GET', path, token === undefined ? {} : { token });
  }

  post(path: string, body?: unknown, token?: string): Promise<Answer> {
    return this.call('POST', path, {
      ...(body === undefined ? {} : { body }),
      ...(token === undefined ? {} : { token }),
    });
  }

  /** Messages to an address, newest first. */
  async inbox(to: string): Promise<InboxMessage[]> {
    const response = await fetch(`${this.pool.url}/_local/inbox?to=${encodeURIComponent(to)}`, {
      headers: { accept: 'application/json' },
    });
    return ((await response.json()) as { messages: InboxMessage[] }).messages;
  }

  /** The code of the newest message to an address. */
  async code(to: string): Promise<string> {
    const code = (await this.inbox(to)).find((message) => message.code !== undefined)?.code;
    if (code === undefined) throw new Error(`no code was sent to ${to}`);
    return code;
  }

  /** The control side of the embedded pool, e.g. `control('clock', { advanceSeconds: 60 })`. */
  async control(path: string, body?: unknown, method = 'POST'): Promise<any> {
    const response = await fetch(`${this.pool.url}/_local/control/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`control ${path}: ${response.status}`);
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  }

  /** Signs in by password and gives the tokens. */
  async signIn(username: string, password = PASSWORD): Promise<Tokens> {
    const answer = await this.post('/v1/auth/sign-in', { username, password });
    if (answer.body?.data?.status !== 'SIGNED_IN') throw new Error(`sign-in: ${JSON.stringify(answer.body)}`);
    return answer.body.data.tokens;
  }

  admin(): Promise<Tokens> {
    return this.signIn(ADMIN.username, ADMIN.password);
  }

  /** Signs up and confirms a fresh user, with the person's own steps. */
  async user(attributes: Record<string, string> = {}, username = freshEmail()): Promise<string> {
    const signUp = await this.post('/v1/auth/sign-up', {
      username,
      password: PASSWORD,
      attributes: { email: username, ...attributes },
    });
    if (signUp.status !== 201) throw new Error(`sign-up: ${JSON.stringify(signUp.body)}`);
    const confirm = await this.post('/v1/auth/sign-up/confirm', {
      username,
      code: await this.code(username),
    });
    if (confirm.status !== 200) throw new Error(`confirm: ${JSON.stringify(confirm.body)}`);
    return username;
  }
}
