import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import type { DestinationStream } from 'pino';
import { AdminModule } from './admin/admin.module';
import { AuthModule } from './auth/auth.module';
import { COGNITO_CREDENTIALS, type CognitoCredentials } from './cognito/client';
import { CognitoModule } from './cognito/cognito.module';
import { AccessGuard } from './common/access/access.guard';
import { AccessModule } from './common/access/access.module';
import { SameAccountGuard } from './common/access/same-account.guard';
import { ConfigModule } from './common/config/config.module';
import type { Environment } from './common/config/environment';
import { ErrorsModule } from './common/errors/errors.module';
import { ProblemFilter } from './common/errors/problem.filter';
import { HttpModule } from './common/http/http.module';
import { createValidationPipe } from './common/http/validation.pipe';
import { AuditGuard } from './common/observability/audit';
import { LOG_DESTINATION } from './common/observability/log';
import { ObservabilityModule } from './common/observability/observability.module';
import { AccountLimitGuard } from './common/rate-limits/account-limit.guard';
import { IpLimitGuard } from './common/rate-limits/ip-limit.guard';
import { RateLimitsModule } from './common/rate-limits/rate-limits.module';
import { SharedStateModule } from './common/shared-state/shared-state.module';
import type { ExampleOptions } from './example';
import { UsersModule } from './users/users.module';

/** What is not configuration: it differs between entries, not between deployments. */
export interface AppOptions {
  /** In place of the SDK's default chain; the embedded pool takes any. */
  readonly credentials?: CognitoCredentials;
  /** Where the log goes instead of standard output. */
  readonly logDestination?: DestinationStream;
  /** The example page, where there is an embedded pool to try it on. */
  readonly example?: ExampleOptions;
  /** Modules of a team, besides our own. */
  readonly modules?: readonly Type[];
}

/** The features. A new module is a line here. */
const FEATURES = [AuthModule, UsersModule, AdminModule];

/** The gates that every request passes, in this order. */
const GATES: Provider[] = [
  // Notes what is attempted, so that refusals by the gates behind it are audited.
  { provide: APP_GUARD, useClass: AuditGuard },
  // Before the token is looked at: a flood is cheap to refuse.
  { provide: APP_GUARD, useClass: IpLimitGuard },
  { provide: APP_GUARD, useClass: AccessGuard },
  // Needs to know the caller.
  { provide: APP_GUARD, useClass: AccountLimitGuard },
  // Reads the user whom the path names, so late that the answer still holds when the route acts on it.
  { provide: APP_GUARD, useClass: SameAccountGuard },
  { provide: APP_PIPE, useFactory: createValidationPipe },
  { provide: APP_FILTER, useClass: ProblemFilter },
];

@Module({})
export class AppModule {
  static for(environment: Environment, options: AppOptions): DynamicModule {
    return {
      module: AppModule,
      global: true,
      imports: [
        ConfigModule.for(environment),
        HttpModule,
        ObservabilityModule,
        SharedStateModule,
        AccessModule,
        RateLimitsModule,
        ErrorsModule,
        CognitoModule,
        DiscoveryModule,
        ...FEATURES,
        ...(options.modules ?? []),
      ],
      providers: [
        ...GATES,
        { provide: COGNITO_CREDENTIALS, useValue: options.credentials },
        { provide: LOG_DESTINATION, useValue: options.logDestination },
      ],
      exports: [COGNITO_CREDENTIALS, LOG_DESTINATION],
    };
  }
}
