import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ConfigModule } from './common/config/config.module';
import type { Environment } from './common/config/environment';
import { ErrorsModule } from './common/errors/errors.module';
import { ProblemFilter } from './common/errors/problem.filter';
import { HttpModule } from './common/http/http.module';

@Module({})
export class AppModule {
  static for(environment: Environment): DynamicModule {
    return {
      module: AppModule,
      imports: [ConfigModule.for(environment), HttpModule, ErrorsModule],
      providers: [{ provide: APP_FILTER, useClass: ProblemFilter }],
    };
  }
}
