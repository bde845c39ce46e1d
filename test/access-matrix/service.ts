import { generateKeyPair, randomUUID, sign, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { promisify } from 'node:util';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app';
import type { AppOptions } from '../../src/app.module';
import { loadEnvironment } from '../../src/common/config/load-environment';
import { refusal, ScriptedCognito } from '../auth/scripted-cognito';
import { listening } from '../support/listening';

const POOL = 'eu-west-1_AbCdEfGhI';
const CLIENT_ID = '1example23456789';
const KID = 'key-of-the-pool=';

type Input = Readonly<Record<string, unknown>>;
/** What an operation answers. */
type Answering = object | ((input: Input) => object);

/** Somebody whose `sub` is their name, with further attributes. */
export function userNamed(Username: unknown, more: Readonly<Record<string, string>> = {}): object {
  const attributes = { sub: String(Username), ...more };
  return {
    Username,
    UserStatus: 'CONFIRMED',
    Enabled: true,
    UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
  };
}

/** Everybody there may be, in no account. */
const plainUser = ({ Username }: Input): object => userNamed(Username);

/** An answer past the connection. */
export interface Injected {
  readonly status: number;
  readonly body: any;
}

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | string;
}

/**
 * The service in front of a Cognito that knows the token of everybody and refuses everything else, so that nothing comes of a request that
 * the gates let pass.
 */
export class GuardedService {
  private constructor(
    readonly app: NestFastifyApplication,
    private readonly key: KeyObject,
    private readonly keys: Server,
    private readonly cognito: ScriptedCognito,
  ) {}

  /** @param answers what operations answer that do not refuse */
  static async start(
    options: AppOptions = {},
    answers: Readonly<Record<string, Answering>> = {},
  ): Promise<GuardedService> {
    const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    const set = {
      keys: [{ ...publicKey.export({ format: 'jwk' }), kid: KID, use: 'sig', alg: 'RS256' }],
    };
    const keys = createServer((_, response) => response.end(JSON.stringify(set)));
    const known = { Username: 'ada', UserAttributes: [{ Name: 'sub', Value: randomUUID() }] };
    const given: Readonly<Record<string, Answering>> = {
      GetUser: known,
      AdminGetUser: plainUser,
      ...answers,
    };
    const answer = (operation: string, input: Input): object => {
      const how = given[operation] ?? refusal('InvalidParameterException', 'Not here.');
      return typeof how === 'function' ? how(input) : how;
    };
    const cognito = new ScriptedCognito(
      new Proxy({}, { get: (_, operation) => (input: Input) => answer(String(operation), input) }),
    );
    const environment = loadEnvironment({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      RATE_LIMITS: 'off',
      HIDDEN_ANSWER_MS: '0',
      // Whoever asks hundreds of times without a break keeps the loop busy.
      OVERLOAD_DELAY_MS: '0',
      // Answers may be faults, one after the other.
      COGNITO_BREAKER_FAULTS: '0',
      COGNITO_USER_POOL_ID: POOL,
      COGNITO_CLIENT_ID: CLIENT_ID,
      COGNITO_ENDPOINT: await cognito.start(),
      COGNITO_JWKS_URI: `${await listening(keys)}/`,
    });
    const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
    const app = await createApp(environment, { credentials, ...options });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return new GuardedService(app, privateKey, keys, cognito);
  }

  /** What Cognito was asked, oldest first. */
  get calls(): ScriptedCognito['calls'] {
    return this.cognito.calls;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.cognito.close();
    this.keys.closeAllConnections();
    await new Promise((resolve) => this.keys.close(resolve));
  }

  /** An access token of somebody who has just signed in. */
  token(claims: object): string {
    const now = Math.floor(Date.now() / 1000);
    const usual = {
      sub: randomUUID(),
      iss: `https://cognito-idp.eu-west-1.amazonaws.com/${POOL}`,
      client_id: CLIENT_ID,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      ...{ auth_time: now - 5, iat: now - 5, exp: now + 3600 },
      jti: randomUUID(),
      username: 'ada',
    };
    const parts = [
      { alg: 'RS256', kid: KID },
      { ...usual, ...claims },
    ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    const input = parts.join('.');
    return `${input}.${sign('RSA-SHA256', Buffer.from(input), this.key).toString('base64url')}`;
  }

  async ask({ method, url, token, headers = {}, body }: Asked): Promise<Injected> {
    const answer = await this.app.inject({
      method: method.toUpperCase() as 'GET',
      url,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
      ...(body === undefined ? {} : { payload: body }),
    });
    const json = String(answer.headers['content-type']).includes('json') && answer.body !== '';
    return { status: answer.statusCode, body: json ? JSON.parse(answer.body) : answer.body };
  }
}
