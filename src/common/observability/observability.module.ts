import { Global, Module } from '@nestjs/common';
import type { DestinationStream } from 'pino';
import { ENVIRONMENT, type Environment } from '../config/environment';
import { HealthController } from './health.controller';
import { createLog, LOG, LOG_DESTINATION } from './log';
import { Readiness } from './readiness';

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
    Readiness,
  ],
  exports: [LOG, Readiness],
})
export class ObservabilityModule {}
