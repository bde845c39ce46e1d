import {
  AdminAddUserToGroupCommand,
  CreateGroupCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { PoolShape } from '../support/another-pool';
import { type Answer, type Gatehouse, PASSWORD, type Tokens } from '../support/gatehouse';
import { FrontedPool } from '../users/person';

/** A further pool, whose users have names of their own, with an instance in front of it and somebody of each role. */
export class AdministeredPool {
  private constructor(
    readonly pool: FrontedPool,
    private readonly tokens: ReadonlyMap<string, string>,
  ) {}

  static async open(gatehouse: Gatehouse, shape: PoolShape = {}): Promise<AdministeredPool> {
    const pool = await FrontedPool.open(gatehouse, shape);
    const UserPoolId = pool.userPoolId;
    const tokens = new Map<string, string>();
    for (const GroupName of ['admin', 'support']) {
      const Username = `the-${GroupName}`;
      await pool.sdk.send(new CreateGroupCommand({ UserPoolId, GroupName }));
      await pool.join(Username, { email: `${Username}@example.com`, email_verified: 'true' });
      await pool.sdk.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
      tokens.set(GroupName, (await pool.instance.signIn(Username)).accessToken);
    }
    return new AdministeredPool(pool, tokens);
  }

  get instance(): Gatehouse {
    return this.pool.instance;
  }

  get sdk(): CognitoIdentityProviderClient {
    return this.pool.sdk;
  }

  get userPoolId(): string {
    return this.pool.userPoolId;
  }

  get token(): string {
    return this.tokens.get('admin') ?? '';
  }

  /** @param path what follows `/v1/admin/users/` */
  call(method: string, path: string, body?: unknown, role: 'admin' | 'support' = 'admin'): Promise<Answer> {
    return this.instance.call(method, `/v1/admin/users/${path}`, {
      token: this.tokens.get(role) ?? '',
      ...(body === undefined ? {} : { body }),
    });
  }

  get(path: string): Promise<Answer> {
    return this.call('GET', path);
  }

  delete(path: string): Promise<Answer> {
    return this.call('DELETE', path);
  }

  /** A sign-in by password, whatever it comes to. */
  signIn(username: string, password = PASSWORD): Promise<Answer> {
    return this.instance.post('/v1/auth/sign-in', { username, password });
  }

  /** Whether these tokens still work here and are refreshed. */
  async alive({ accessToken, refreshToken }: Tokens): Promise<{ access: number; refresh: number }> {
    const [access, refresh] = [
      await this.instance.get('/v1/users/me', accessToken),
      await this.instance.post('/v1/auth/refresh', { refreshToken }),
    ];
    return { access: access.status, refresh: refresh.status };
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}
