import {
  ListUserSessionsCommand,
  SetUserPoolSessionConfigurationCommand,
  type SessionDescriptionType,
} from '@aws-sdk/client-cognito-identity-provider';
import { PoolUnderTest, type Tokens } from './support';

/** A pool that tracks the sessions of its users, and a client. */
export class TrackedPool {
  private people = 0;

  private constructor(
    readonly pools: PoolUnderTest,
    readonly poolId: string,
    readonly clientId: string,
  ) {}

  static async start(): Promise<TrackedPool> {
    const pools = await PoolUnderTest.start();
    const poolId = await pools.createPool();
    return new TrackedPool(pools, poolId, (await pools.createClient(poolId)).ClientId);
  }

  async track(UserSessionTracking: 'ENABLED' | 'DISABLED', MaxPerUser = 20): Promise<void> {
    const TokenSession = { MaxPerUser };
    await this.pools.sdk.send(
      new SetUserPoolSessionConfigurationCommand({
        UserPoolId: this.poolId,
        UserSessionTracking,
        TokenSession,
      }),
    );
  }

  /** The name of a new user. */
  async newUser(): Promise<string> {
    return (await this.pools.createUser(this.poolId, `user-${(this.people += 1)}`)).username;
  }

  signIn(username: string, client = this.clientId): Promise<Tokens> {
    return this.pools.signIn(client, username);
  }

  async list({ AccessToken }: Tokens): Promise<SessionDescriptionType[]> {
    return (await this.pools.sdk.send(new ListUserSessionsCommand({ AccessToken }))).Sessions ?? [];
  }
}
