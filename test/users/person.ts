import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Environment } from '../../src/common/config/environment';
import { anotherPool, type PoolShape } from '../support/another-pool';
import { type Answer, Gatehouse, PASSWORD, type Tokens } from '../support/gatehouse';
import { startInstance } from '../support/instance';

const ME = '/v1/users/me';

/** Somebody who is signed in, and speaks for himself. */
export class Person {
  constructor(
    readonly at: Gatehouse,
    readonly username: string,
    readonly tokens: Tokens,
  ) {}

  /** Somebody new in the embedded pool. */
  static async fresh(at: Gatehouse, attributes: Record<string, string> = {}): Promise<Person> {
    return Person.signIn(at, await at.user(attributes));
  }

  static async signIn(at: Gatehouse, username: string, password = PASSWORD): Promise<Person> {
    return new Person(at, username, await at.signIn(username, password));
  }

  get token(): string {
    return this.tokens.accessToken;
  }

  /** @param path what follows `/v1/users/me` */
  get(path = ''): Promise<Answer> {
    return this.call('GET', path);
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.call('POST', path, body);
  }

  put(path: string, body: unknown): Promise<Answer> {
    return this.call('PUT', path, body);
  }

  /** Changes attributes. */
  patch(attributes: Record<string, string | null>): Promise<Answer> {
    return this.call('PATCH', '', { attributes });
  }

  delete(path = ''): Promise<Answer> {
    return this.call('DELETE', path);
  }

  /** The same person's further sign-in. */
  again(): Promise<Person> {
    return Person.signIn(this.at, this.username);
  }

  refresh(): Promise<Answer> {
    return this.at.post('/v1/auth/refresh', { refreshToken: this.tokens.refreshToken });
  }

  private call(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.at.call(method, ME + path, {
      token: this.token,
      ...(body === undefined ? {} : { body }),
    });
  }
}

/** A further pool with an instance of the service in front of it. */
export class FrontedPool {
  private constructor(
    readonly instance: Gatehouse,
    readonly sdk: CognitoIdentityProviderClient,
    readonly userPoolId: string,
    /** What a further instance in front of it is started with. */
    readonly changes: Partial<Environment>,
  ) {}

  static async open(gatehouse: Gatehouse, shape: PoolShape = {}): Promise<FrontedPool> {
    const { changes, sdk, userPoolId } = await anotherPool(gatehouse, shape);
    return new FrontedPool(await startInstance(gatehouse, changes), sdk, userPoolId, changes);
  }

  /** Makes somebody with a password of his own. */
  async join(Username: string, attributes: Record<string, string> = {}): Promise<void> {
    const of = { UserPoolId: this.userPoolId, Username };
    const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
    await this.sdk.send(new AdminCreateUserCommand({ ...of, MessageAction: 'SUPPRESS', UserAttributes }));
    await this.sdk.send(new AdminSetUserPasswordCommand({ ...of, Password: PASSWORD, Permanent: true }));
  }

  /** Makes somebody and signs him in. */
  async person(username: string, attributes: Record<string, string> = {}): Promise<Person> {
    await this.join(username, attributes);
    return Person.signIn(this.instance, username);
  }

  async close(): Promise<void> {
    this.sdk.destroy();
    await this.instance.app.close();
  }
}
