import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { getStorageToken, type ThrottlerStorage } from '@nestjs/throttler';
import type { Environment } from '../../src/common/config/environment';
import { limits, type LimitName, type LimitRow } from '../../src/common/rate-limits/limits';
import { type RouteFacts, routesOf } from '../../src/docs/routes';
import { EMBEDDED_CREDENTIALS } from '../../src/embedded-pool';
import { Recorder } from '../canary/recorder';
import { anotherPool, type PoolShape } from '../support/another-pool';
import { Gatehouse } from '../support/gatehouse';
import { overload, OVERLOADED, startInstance } from '../support/instance';
import type { Person } from '../users/person';
import { Place } from './place';
import { type Noted, probe } from './probe';
import { Upstream } from './upstream';

/** Milliseconds after which an instance gives up on a silent Cognito: what everything else takes is far below. */
const PATIENCE = 2000;

const SECRET = 'a secret that all instances of the suite share';

/** One pool server that all cases share, with the pools and instances that some of them need, made when the first asks. */
export class World {
  /** What the routes have answered, also to the requests that only arrange something. */
  readonly answers: Noted[] = [];
  /** Takes down what all instances print and answer. */
  readonly recorder = new Recorder();
  private readonly probe = probe((answer) => this.answers.push(answer));
  private readonly made = new Map<string, Promise<unknown>>();
  private readonly closing: (() => Promise<void> | void)[] = [];

  private constructor(
    private readonly gatehouse: Gatehouse,
    /** In front of the pool server, for all instances. */
    readonly upstream: Upstream,
    private readonly endpoint: string,
  ) {}

  static async start(): Promise<World> {
    const gatehouse = await Gatehouse.start();
    const upstream = new Upstream(gatehouse.pool.url);
    return new World(gatehouse, upstream, await upstream.start());
  }

  async close(): Promise<void> {
    for (const close of this.closing) await close();
    await this.upstream.close();
    await this.gatehouse.close();
  }

  /** Makes something once. */
  once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const made = (this.made.get(key) as Promise<T> | undefined) ?? make();
    this.made.set(key, made);
    return made;
  }

  /** The embedded pool as it comes: people sign in with e-mail addresses. */
  get main(): Promise<Place> {
    return this.once('main', async () => {
      const { userPoolId, clientId, url } = this.gatehouse.pool;
      const sdk = new CognitoIdentityProviderClient({
        endpoint: url,
        region: 'us-east-1',
        credentials: EMBEDDED_CREDENTIALS,
      });
      this.closing.push(() => sdk.destroy());
      const pool = { changes: {}, sdk, userPoolId, clientId };
      return new Place(await this.instance('main', {}), pool);
    });
  }

  /** A further pool, with an instance in front of it. */
  place(key: string, shape: PoolShape, changes: Partial<Environment> = {}): Promise<Place> {
    return this.once(`place ${key}`, async () => {
      const pool = await anotherPool(this.gatehouse, shape);
      this.closing.push(() => pool.sdk.destroy());
      return new Place(await this.instance(`of ${key}`, { ...pool.changes, ...changes }), pool);
    });
  }

  /** A further instance, in front of the embedded pool unless told otherwise. */
  instance(key: string, changes: Partial<Environment>): Promise<Gatehouse> {
    return this.once(`instance ${key}`, async () => {
      const environment = {
        COGNITO_ENDPOINT: this.endpoint,
        COGNITO_IDENTITY_ENDPOINT: this.endpoint,
        COGNITO_TIMEOUT_MS: PATIENCE,
        SESSION_SECRET: SECRET,
        LOG_LEVEL: 'trace' as const,
        ...changes,
      };
      this.recorder.learn({ ...this.gatehouse.pool.environment, ...environment });
      const { modules = [], ...options } = this.recorder.options;
      const instance = await startInstance(this.gatehouse, environment, {
        ...options,
        modules: [this.probe, ...modules],
      });
      this.closing.push(() => instance.app.close());
      return instance;
    });
  }

  /** An instance that cannot verify any token. */
  get keyless(): Promise<Gatehouse> {
    return this.instance('without keys', { COGNITO_JWKS_URI: 'http://127.0.0.1:1/jwks.json' });
  }

  /** An instance that others wait for whenever a request comes. */
  get overloaded(): Promise<Gatehouse> {
    return this.once('overloaded', async () => overload(await this.instance('overloaded', OVERLOADED)));
  }

  /** An instance that counts, and has had enough calls of this kind from here. */
  async exhausted(name: LimitName): Promise<Gatehouse> {
    const instance = await this.instance('with limits', { RATE_LIMITS: 'on' });
    const { perIp } = limits[name] as LimitRow;
    if (perIp === undefined) throw new Error(`nothing limits ${name}`);
    // Where the calls are counted: to make them all would take longer than everything else. Each time, since the window may have ended.
    const counts = instance.app.get<ThrottlerStorage>(getStorageToken());
    const { limit, seconds } = perIp;
    const call = () => counts.increment(`${name}:127.0.0.1`, seconds * 1000, limit, 0, name);
    let { isBlocked } = await call();
    while (!isBlocked) ({ isBlocked } = await call());
    return instance;
  }

  /** What the decorators of the application say of its routes, by name. */
  get facts(): Promise<ReadonlyMap<string, RouteFacts>> {
    return this.once('facts', async () => {
      const routes = routesOf((await this.main).instance.app);
      return new Map(routes.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route]));
    });
  }

  /** Somebody who only reads. */
  get reader(): Promise<Person> {
    return this.once('reader', async () => (await this.main).person());
  }

  /** Somebody's access token, who must choose a new password. */
  get tokenOfMustReset(): Promise<string> {
    return this.once('must reset', async () => {
      const person = await (await this.main).person();
      await (await this.main).resetPassword(person.username);
      return person.token;
    });
  }

  /** An access token whose sign-in is over. */
  get revokedToken(): Promise<string> {
    return this.once('revoked token', async () => {
      const { instance } = await this.main;
      const { accessToken, refreshToken } = await instance.admin();
      await instance.post('/v1/auth/sign-out', { refreshToken });
      return accessToken;
    });
  }

  get admin(): Promise<string> {
    return this.once('admin', async () => (await (await this.main).instance.admin()).accessToken);
  }

  /** The newest code to an address. */
  code(to: string): Promise<string> {
    return this.gatehouse.code(to);
  }
}
