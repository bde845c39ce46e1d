import {
  AdminInitiateAuthCommand,
  AdminListUserAuthEventsCommand,
  SetRiskConfigurationCommand,
  type AdminInitiateAuthCommandOutput,
  type AuthEventType,
  type CreateUserPoolClientCommandInput,
  type SetRiskConfigurationCommandInput,
  type UserPoolClientType,
} from '@aws-sdk/client-cognito-identity-provider';
import { goodPassword, PoolUnderTest } from './support';

/** A pool with threat protection, a client with every flow, and the user ada. */
export class ProtectedPool {
  private constructor(
    readonly pools: PoolUnderTest,
    readonly poolId: string,
    readonly client: UserPoolClientType & { ClientId: string },
  ) {}

  static async start(AdvancedSecurityMode: 'AUDIT' | 'ENFORCED'): Promise<ProtectedPool> {
    const pools = await PoolUnderTest.start({ userLimits: false });
    const poolId = await pools.createPool({ UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode } });
    const made = new ProtectedPool(pools, poolId, await pools.createClient(poolId, flows));
    await pools.createUser(poolId, 'ada');
    return made;
  }

  createClient(more: Partial<CreateUserPoolClientCommandInput>): Promise<ProtectedPool['client']> {
    return this.pools.createClient(this.poolId, { ...flows, ...more });
  }

  /** Forgets what has happened. */
  clear(): void {
    const { events, messages } = this.pools.context.store;
    for (const { id } of events.values()) events.delete(id);
    for (const { id } of messages.values()) messages.delete(id);
  }

  async setRisk(more: Omit<SetRiskConfigurationCommandInput, 'UserPoolId'>): Promise<void> {
    await this.pools.sdk.send(new SetRiskConfigurationCommand({ UserPoolId: this.poolId, ...more }));
  }

  /** Signs in from an address, as a server tells it. */
  signInFrom(IpAddress: string, USERNAME = 'ada'): Promise<AdminInitiateAuthCommandOutput> {
    return this.pools.sdk.send(
      new AdminInitiateAuthCommand({
        UserPoolId: this.poolId,
        ClientId: this.client.ClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME, PASSWORD: goodPassword },
        ContextData: { IpAddress, ServerName: 'app', ServerPath: '/', HttpHeaders: [] },
      }),
    );
  }

  /** Newest first. */
  async events(Username = 'ada'): Promise<AuthEventType[]> {
    const { AuthEvents } = await this.pools.sdk.send(
      new AdminListUserAuthEventsCommand({ UserPoolId: this.poolId, Username }),
    );
    return AuthEvents ?? [];
  }

  /** What was done and what came of it, oldest first: `SignIn Pass Password:Success`. */
  async history(Username = 'ada'): Promise<string[]> {
    const lines = (await this.events(Username)).map((event) =>
      [
        event.EventType,
        event.EventResponse,
        ...(event.ChallengeResponses ?? []).map(
          ({ ChallengeName, ChallengeResponse }) => `${ChallengeName ?? ''}:${ChallengeResponse ?? ''}`,
        ),
      ].join(' '),
    );
    return lines.reverse();
  }
}

const flows: Partial<CreateUserPoolClientCommandInput> = {
  ExplicitAuthFlows: [
    'ALLOW_USER_PASSWORD_AUTH',
    'ALLOW_ADMIN_USER_PASSWORD_AUTH',
    'ALLOW_USER_SRP_AUTH',
    'ALLOW_USER_AUTH',
    'ALLOW_REFRESH_TOKEN_AUTH',
  ],
};
