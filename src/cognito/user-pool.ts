import {
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
  type GetUserPoolMfaConfigResponse,
  type UserPoolClientType,
  type UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error';
import { type AttributeSchema, schemaFrom } from './attributes-schema';
import { Cognito } from './cognito';

/** How the user pool and its app client are set up. */
export interface PoolDescription {
  readonly pool: UserPoolType;
  /** Never holds the client secret, which Cognito sends in clear. */
  readonly client: Omit<UserPoolClientType, 'ClientSecret'>;
  /** Which MFA methods are on; only here Cognito tells of TOTP, e-mail and passkeys. */
  readonly mfa: GetUserPoolMfaConfigResponse;
  /** The attributes that users can have. */
  readonly schema: AttributeSchema;
  /** Names of the attributes a new user must have, without `sub`, which Cognito makes. */
  readonly requiredAttributes: readonly string[];
}

/** How long a description is used, milliseconds. */
const FRESH = 300_000;
/** How long an old one is used before the next try after a failed one, milliseconds. */
const STALE = 30_000;
/** How old one must be at least to be read anew for a name that it does not know, milliseconds. */
const YOUNG = 10_000;

/**
 * The description of the user pool, read once and kept for five minutes: these operations allow few calls a second and change
 * seldom. One reading is in flight at a time; while Cognito fails, the last description is used.
 */
@Injectable()
export class UserPool {
  private known: PoolDescription | undefined;
  private freshUntil = 0;
  private readAt = 0;
  private unreadableUntil = 0;
  private begun = 0;
  private kept = 0;
  private reading: Promise<PoolDescription> | undefined;

  constructor(private readonly cognito: Cognito) {}

  /** @throws AppError as the three describing operations do (they need AWS credentials), while nothing is known yet */
  async describe(): Promise<PoolDescription> {
    if (this.known !== undefined && Date.now() < this.freshUntil) return this.known;
    return this.reading ?? this.begin();
  }

  /**
   * The description for those who can do without: undefined while it cannot be read, be it that this service may not. Nobody waits for a
   * newer one where there is one.
   *
   * @throws AppError `upstream_timeout`: whoever has waited so long for Cognito need not begin another call
   */
  async readable(): Promise<PoolDescription | undefined> {
    if (this.known !== undefined) {
      // Fails in silence only while it keeps the old one.
      if (Date.now() >= this.freshUntil) void this.describe();
      return this.known;
    }
    if (Date.now() < this.unreadableUntil) return undefined;
    try {
      return await this.describe();
    } catch (error) {
      if (error instanceof AppError && error.code === 'upstream_timeout') throw error;
      // What asks for the description as such fails with the reason; this is not it.
      this.unreadableUntil = Date.now() + STALE;
      return undefined;
    }
  }

  /** As `readable`, for a name that the present description does not know: the pool may have been changed elsewhere. */
  async renewed(): Promise<PoolDescription | undefined> {
    if (Date.now() >= this.readAt + YOUNG) this.forget();
    return this.known === undefined ? this.readable() : this.describe();
  }

  /** Makes the next reading a new one, after the pool has been changed. */
  forget(): void {
    this.freshUntil = 0;
    // One that has begun before may bring what was before.
    this.reading = undefined;
  }

  private begin(): Promise<PoolDescription> {
    const reading = this.read(++this.begun).finally(() => {
      if (this.reading === reading) this.reading = undefined;
    });
    this.reading = reading;
    return reading;
  }

  /** @param turn of two readings the later one counts, whichever ends first */
  private async read(turn: number): Promise<PoolDescription> {
    try {
      this.readAt = Date.now();
      const description = await this.ask();
      if (turn < this.kept) return description;
      this.kept = turn;
      this.known = description;
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
    const schema = schemaFrom(pool);
    return { pool, client: publicClient, mfa, schema, requiredAttributes: requiredAttributes(pool) };
  }
}

function requiredAttributes(pool: UserPoolType): string[] {
  return (pool.SchemaAttributes ?? []).flatMap(({ Name, Required }) =>
    Required === true && Name !== undefined && Name !== 'sub' ? [Name] : [],
  );
}
