import type {
  $Command,
  CognitoIdentityProviderClient,
  CognitoIdentityProviderClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationShutdown,
  Optional,
} from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../common/config/environment';
import { LOG, type Log } from '../common/observability/log';
import { Metrics } from '../common/observability/metrics';
import { Breaker } from './breaker';
import { Bulkhead } from './bulkhead';
import { CallMetrics } from './call-metrics';
import { COGNITO_CREDENTIALS, type CognitoCredentials, createClient } from './client';
import { Pace } from './pace';
import { secretHash } from './secret-hash';

/** Injection token of the door that bulk runs use (`Cognito.inBulk`): a module gives it to its services in the place of Cognito. */
export const BULK_DOOR = Symbol('bulk door');

/** A command of the SDK that takes `Input` and gives `Output`. */
export type CognitoCommand<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> = $Command<
  Input,
  Output,
  CognitoIdentityProviderClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>;

/** The one door to Cognito: `await cognito.send(new GetUserCommand({ AccessToken }))`. */
@Injectable()
export class Cognito implements BeforeApplicationShutdown, OnApplicationShutdown {
  readonly userPoolId: string;
  readonly clientId: string;
  /** Undefined for a public app client. GetTokensFromRefreshToken and RevokeToken take it as it is. */
  readonly clientSecret: string | undefined;
  private readonly client: CognitoIdentityProviderClient;
  private readonly pace: Pace;

  constructor(
    @Inject(ENVIRONMENT) environment: Environment,
    @Optional() @Inject(COGNITO_CREDENTIALS) credentials?: CognitoCredentials,
    @Optional() metrics: Metrics = new Metrics(false),
    @Optional() @Inject(LOG) log?: Log,
  ) {
    const { COGNITO_USER_POOL_ID, COGNITO_CLIENT_ID, COGNITO_CLIENT_SECRET } = environment;
    if (COGNITO_USER_POOL_ID === undefined || COGNITO_CLIENT_ID === undefined) {
      throw new Error(
        'COGNITO_USER_POOL_ID and COGNITO_CLIENT_ID must be known before the application is built',
      );
    }
    this.userPoolId = COGNITO_USER_POOL_ID;
    this.clientId = COGNITO_CLIENT_ID;
    this.clientSecret = COGNITO_CLIENT_SECRET;
    this.pace = new Pace(environment.COGNITO_QUOTAS ?? {}, environment.COGNITO_QUOTA_SHARE, metrics);
    this.client = createClient(
      environment,
      {
        breaker: new Breaker(environment.COGNITO_BREAKER_FAULTS, metrics, log),
        bulkhead: new Bulkhead(),
        pace: this.pace,
        calls: new CallMetrics(metrics),
      },
      credentials,
    );
  }

  /**
   * SECRET_HASH for a call that names this user.
   *
   * @param username the very string that the call sends as its username
   * @returns undefined for an app client without a secret
   */
  secretHash(username: string): string | undefined {
    if (this.clientSecret === undefined) return undefined;
    return secretHash(username, this.clientId, this.clientSecret);
  }

  /**
   * Sends one command and gives its answer, which is complete: an answer without what the operation must bring is a failure.
   *
   * Ends within `COGNITO_TIMEOUT_MS`, repetitions and reading included. Repeated only if the command table says it is safe.
   *
   * @throws AppError always, with the SDK's exception as its `cause`: Cognito's refusals by `exceptions.ts`, `texts.ts` and
   *   `command-meanings.ts`; `upstream_timeout`, `upstream_unavailable`, `upstream_throttled`, `upstream_invalid_response`
   */
  send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    command: CognitoCommand<Input, Output>,
  ): Promise<Output> {
    return this.client.send(command);
  }

  /**
   * The same for one of many calls that nobody waits for, such as a line of a bulk run: it is sent when Cognito's quota for its category
   * has room that people's calls leave, and again when Cognito throttles it or cannot be reached for a moment, for a minute at most.
   * Have no more of them under way than it takes to use the quota, 32 say: they wait in memory.
   *
   * @throws AppError as `send`, and `upstream_unavailable` when the service stops
   */
  sendInBulk<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    command: CognitoCommand<Input, Output>,
  ): Promise<Output> {
    this.pace.markBulk(command.input);
    return this.send(command);
  }

  /** The same door for services that know nothing of bulk runs: what they send goes by `sendInBulk`. */
  inBulk(): Cognito {
    const send: Cognito['sendInBulk'] = (command) => this.sendInBulk(command);
    return Object.create(this, { send: { value: send } }) as Cognito;
  }

  /** Lets no bulk call wait any longer, so that requests that make them can end. */
  beforeApplicationShutdown(): void {
    this.pace.close();
  }

  /** Closes the connections, after the last request has been answered. */
  onApplicationShutdown(): void {
    this.client.destroy();
  }
}
