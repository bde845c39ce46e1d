import { Global, Module } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../config/environment';
import { HealthController } from './health.controller';
import { createLog, LOG } from './log';
import { Readiness } from './readiness';

@Global()
@Module({
  controllers: [HealthController],
  providers: [
    { provide: LOG, inject: [ENVIRONMENT], useFactory: (environment: Environment) => createLog(environment) },
    Readiness,
  ],
  exports: [LOG, Readiness],
})
export class ObservabilityModule {}
