import {
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
  type GetUserPoolMfaConfigResponse,
  type UserPoolClientType,
  type UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from './cognito';

/** How the user pool and its app client are set up. */
export interface PoolDescription {
  readonly pool: UserPoolType;
  /** Never holds the client secret, which Cognito sends in clear. */
  readonly client: Omit<UserPoolClientType, 'ClientSecret'>;
  /** Which MFA methods are on; only here Cognito tells of TOTP, e-mail and passkeys. */
  readonly mfa: GetUserPoolMfaConfigResponse;
  /** Names of the attributes a new user must have, without `sub`, which Cognito makes. */
  readonly requiredAttributes: readonly string[];
}

/** How long a description is used, milliseconds. */
const FRESH = 300_000;
/** How long an old one is used before the next try after a failed one, milliseconds. */
const STALE = 30_000;

/**
 * The description of the user pool, read once and kept for five minutes: these operations allow few calls a second and change
 * seldom. One reading is in flight at a time; while Cognito fails, the last description is used.
 */
@Injectable()
export class UserPool {
  private known: PoolDescription | undefined;
  private freshUntil = 0;
  private reading: Promise<PoolDescription> | undefined;

  constructor(private readonly cognito: Cognito) {}

  /** @throws AppError as the three describing operations do (they need AWS credentials), while nothing is known yet */
  async describe(): Promise<PoolDescription> {
    if (this.known !== undefined && Date.now() < this.freshUntil) return this.known;
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  /** Makes the next reading a new one, after the pool has been changed. */
  forget(): void {
    this.freshUntil = 0;
  }

  private async read(): Promise<PoolDescription> {
    try {
      this.known = await this.ask();
      this.freshUntil = Date.now() + FRESH;
    } catch (error) {
      // Not a failure while an older description can be used: pools change seldom.
      if (this.known === undefined) throw error;
      this.freshUntil = Date.now() + STALE;
    }
    return this.known;
  }

  private async ask(): Promise<PoolDescription> {
    const { userPoolId: UserPoolId, clientId: ClientId } = this.cognito;
    const [described, client, mfa] = await Promise.all([
      this.cognito.send(new DescribeUserPoolCommand({ UserPoolId })),
      this.cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId })),
      this.cognito.send(new GetUserPoolMfaConfigCommand({ UserPoolId })),
    ]);
    const pool = described.UserPool ?? {};
    const publicClient = { ...client.UserPoolClient };
    delete publicClient.ClientSecret;
    return { pool, client: publicClient, mfa, requiredAttributes: requiredAttributes(pool) };
  }
}

function requiredAttributes(pool: UserPoolType): string[] {
  return (pool.SchemaAttributes ?? []).flatMap(({ Name, Required }) =>
    Required === true && Name !== undefined && Name !== 'sub' ? [Name] : [],
  );
}
