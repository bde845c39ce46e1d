import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
} from '@aws-sdk/client-cognito-identity';
import { Inject, Injectable, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../common/config/environment';
import { AppError } from '../common/errors/app-error';
import { LOG, type Log } from '../common/observability/log';
import { Metrics } from '../common/observability/metrics';
import { answered } from './answered';
import { Breaker } from './breaker';
import { Bulkhead } from './bulkhead';
import { CallMetrics } from './call-metrics';
import { createHandler, regionOf } from './client';
import { translateIdentity } from './identity-faults';
import { Pace } from './pace';
import { addPipeline } from './pipeline';

/** Credentials that AWS takes for a while. All but the first two members are secrets. */
export interface TemporaryCredentials {
  readonly identityId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: Date;
}

/**
 * The door to the identity pool, with gates of its own: when it does not answer, the user pool may. Its operations take no signature, the ID
 * token is what counts.
 */
@Injectable()
export class IdentityPool implements OnApplicationShutdown {
  private readonly poolId: string | undefined;
  private readonly provider: string;
  private readonly client: CognitoIdentityClient | undefined;

  constructor(
    @Inject(ENVIRONMENT) environment: Environment,
    @Optional() metrics: Metrics = new Metrics(false),
    @Optional() @Inject(LOG) log?: Log,
  ) {
    this.poolId = environment.COGNITO_IDENTITY_POOL_ID;
    this.provider = providerOf(environment);
    if (this.poolId !== undefined) this.client = createClient(environment, metrics, log);
  }

  /**
   * Makes sure that there is one.
   *
   * @throws AppError `feature_not_enabled`
   */
  configured(): CognitoIdentityClient {
    if (this.client !== undefined) return this.client;
    throw new AppError('feature_not_enabled', { detail: 'This service has no identity pool.' });
  }

  /**
   * Exchanges an ID token for credentials.
   *
   * @param idToken verified already: an identity pool would take one of another app client
   * @param customRoleArn one of the token's `cognito:roles`; the identity pool chooses when left out
   * @throws AppError as `configured`; `forbidden`, `invalid_id_token`, `conflict`, `limit_exceeded`, `invalid_parameter`, and as Cognito.send
   */
  async credentials(idToken: string, customRoleArn?: string): Promise<TemporaryCredentials> {
    const client = this.configured();
    const Logins = { [this.provider]: idToken };
    const { IdentityId } = await client.send(new GetIdCommand({ IdentityPoolId: this.poolId, Logins }));
    const { Credentials } = await client.send(
      new GetCredentialsForIdentityCommand({ IdentityId, Logins, CustomRoleArn: customRoleArn }),
    );
    return {
      identityId: answered(IdentityId),
      accessKeyId: answered(Credentials?.AccessKeyId),
      secretAccessKey: answered(Credentials?.SecretKey),
      sessionToken: answered(Credentials?.SessionToken),
      expiresAt: answered(Credentials?.Expiration),
    };
  }

  /** Closes the connections, after the last request has been answered. */
  onApplicationShutdown(): void {
    this.client?.destroy();
  }
}

/** How identity pools call the user pool: by its issuer on AWS, without the scheme. */
function providerOf(environment: Environment): string {
  const region = regionOf(environment);
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `cognito-idp.${region}.${domain}/${environment.COGNITO_USER_POOL_ID ?? ''}`;
}

function createClient(
  environment: Environment,
  metrics: Metrics,
  log: Log | undefined,
): CognitoIdentityClient {
  const { COGNITO_IDENTITY_ENDPOINT: endpoint, COGNITO_TIMEOUT_MS, COGNITO_BREAKER_FAULTS } = environment;
  const handler = createHandler(COGNITO_TIMEOUT_MS);
  const client = new CognitoIdentityClient({
    // The region is part of the id of an identity pool, too, and may be another one.
    region: environment.COGNITO_IDENTITY_POOL_ID?.split(':')[0] ?? regionOf(environment),
    requestHandler: handler,
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard',
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    cacheMiddleware: true,
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  // The gauges tell of the user pool alone: two readings would overwrite each other.
  const unwatched = new Metrics(false);
  addPipeline(client, handler, COGNITO_TIMEOUT_MS, {
    breaker: new Breaker(COGNITO_BREAKER_FAULTS, unwatched, log),
    bulkhead: new Bulkhead(),
    pace: new Pace({}, 1, unwatched),
    calls: new CallMetrics(metrics, false),
    translate: translateIdentity,
  });
  return client;
}
