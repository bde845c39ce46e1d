import { createHmac } from 'node:crypto';
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
  type UserPoolClientType,
} from '@aws-sdk/client-cognito-identity-provider';
import { startLocalPool, type LocalPool, type LocalPoolOptions } from '../start';
import type { MessageRecord, PoolRecord, UserRecord } from '../store/records';
import { newUser } from '../users/new-user';

export const goodPassword = 'Correct-Horse-7';

/** A pool server of a test's own, spoken to by the SDK. */
export class PoolUnderTest {
  private constructor(
    private readonly server: LocalPool,
    /** Sends commands once: retries would be counted as attempts. */
    readonly sdk: CognitoIdentityProviderClient,
  ) {}

  static async start(options: Partial<LocalPoolOptions> = {}): Promise<PoolUnderTest> {
    const server = await startLocalPool({ port: 0, data: 'memory', control: true, ...options });
    const sdk = new CognitoIdentityProviderClient({
      region: 'us-east-1',
      endpoint: server.url,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    return new PoolUnderTest(server, sdk);
  }

  get url(): string {
    return this.server.url;
  }

  get context(): LocalPool['context'] {
    return this.server.context;
  }

  async close(): Promise<void> {
    this.sdk.destroy();
    await this.server.close();
  }

  /** A pool that sends codes to e-mail addresses, unless told otherwise. */
  async createPool(input: Partial<CreateUserPoolCommandInput> = {}): Promise<string> {
    const { UserPool } = await this.sdk.send(
      new CreateUserPoolCommand({ PoolName: 'test', AutoVerifiedAttributes: ['email'], ...input }),
    );
    return UserPool?.Id ?? '';
  }

  /** A public client for password sign-in and refresh, unless told otherwise. */
  async createClient(
    poolId: string,
    input: Partial<CreateUserPoolClientCommandInput> = {},
  ): Promise<UserPoolClientType & { ClientId: string }> {
    const { UserPoolClient } = await this.sdk.send(
      new CreateUserPoolClientCommand({
        UserPoolId: poolId,
        ClientName: 'test',
        ExplicitAuthFlows: [
          'ALLOW_USER_PASSWORD_AUTH',
          'ALLOW_ADMIN_USER_PASSWORD_AUTH',
          'ALLOW_REFRESH_TOKEN_AUTH',
        ],
        ...input,
      }),
    );
    return { ...UserPoolClient, ClientId: UserPoolClient?.ClientId ?? '' };
  }

  /** A confirmed user with a verified e-mail address and `goodPassword`, unless told otherwise. Replaces an earlier one. */
  createUser(poolId: string, username: string, changes: Partial<UserRecord> = {}): Promise<UserRecord> {
    const { users } = this.context.store;
    for (const earlier of users.by('name', `${poolId}/${username}`)) users.delete(earlier.sub);
    const made = newUser(this.context, this.pool(poolId), {
      sub: crypto.randomUUID(),
      username,
      attributes: { email: `${username}@example.com`, email_verified: 'true' },
      status: 'CONFIRMED',
      password: goodPassword,
    });
    const user = { ...made, ...changes };
    users.put(user);
    return Promise.resolve(user);
  }

  pool(poolId: string): PoolRecord {
    const pool = this.context.store.pools.get(poolId);
    if (!pool) throw new Error(`There is no pool ${poolId}`);
    return pool;
  }

  user(sub: string): UserRecord {
    const user = this.context.store.users.get(sub);
    if (!user) throw new Error(`There is no user ${sub}`);
    return user;
  }

  async signIn(clientId: string, username: string, password = goodPassword): Promise<Tokens> {
    const { AuthenticationResult } = await this.sdk.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: clientId,
        AuthParameters: { USERNAME: username, PASSWORD: password },
      }),
    );
    return AuthenticationResult as Tokens;
  }

  /** Moves the clock over the control side. */
  async advance(seconds: number): Promise<void> {
    const response = await fetch(`${this.url}/_local/control/clock`, {
      method: 'POST',
      body: JSON.stringify({ advanceSeconds: seconds }),
    });
    expect(response.status).toBe(200);
  }

  /** The latest message to an address. */
  lastMessage(to: string): MessageRecord {
    const message = [...this.context.store.messages.values()].findLast((sent) => sent.to === to);
    if (!message) throw new Error(`Nothing was sent to ${to}`);
    return message;
  }

  lastCode(to: string): string {
    return this.lastMessage(to).code ?? '';
  }
}

export type Tokens = Record<'AccessToken' | 'IdToken' | 'RefreshToken', string>;

/** What a call was refused with: `[exception, text]`. */
export async function refusal(call: Promise<unknown>): Promise<[string, string]> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return [error.name, error.message];
    throw error;
  }
  throw new Error('The call was not refused');
}

export function secretHash(username: string, { ClientId, ClientSecret }: UserPoolClientType): string {
  return createHmac('sha256', ClientSecret ?? '')
    .update(`${username}${ClientId ?? ''}`)
    .digest('base64');
}

/** A JWT's payload, unverified. */
export function payloadOf(token: string): Record<string, unknown> {
  const [, payload = ''] = token.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
}

/** A code that is not `code`. */
export function otherThan(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0');
}
