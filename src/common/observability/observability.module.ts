import { Global, Module } from '@nestjs/common';
import type { DestinationStream } from 'pino';
import { ENVIRONMENT, type Environment } from '../config/environment';
import { AuditTrail } from './audit';
import { HealthController } from './health.controller';
import { createLog, LOG, LOG_DESTINATION } from './log';
import { Metrics } from './metrics';
import { MetricsServer } from './metrics-server';
import { Readiness } from './readiness';
import { Start } from './start';

@Global()
@Module({
  controllers: [HealthController],
  providers: [
    {
      provide: LOG,
      inject: [ENVIRONMENT, LOG_DESTINATION],
      useFactory: (environment: Environment, destination?: DestinationStream) =>
        createLog(environment, destination),
    },
    {
      provide: Metrics,
      inject: [ENVIRONMENT],
      useFactory: (environment: Environment) => new Metrics(environment.METRICS_PORT !== undefined),
    },
    MetricsServer,
    AuditTrail,
    Readiness,
    Start,
  ],
  exports: [LOG, Metrics, Readiness, AuditTrail],
})
export class ObservabilityModule {}
