import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, type AppOptions } from './app.module';
import type { Environment } from './common/config/environment';
import { createFastifyAdapter } from './common/http/fastify-adapter';
import './common/http/request';

/**
 * Builds the application, ready to listen or to be injected into: the one way to do it, for the entries and for the tests.
 *
 * @param environment the checked environment; it must name a user pool
 * @param options what is not configuration: credentials of the embedded pool
 */
export async function createApp(
  environment: Environment,
  options: AppOptions = {},
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.for(environment, options),
    createFastifyAdapter(environment),
    { bodyParser: false, logger: false, abortOnError: false },
  );
  if (environment.CORS_ORIGINS !== undefined) {
    app.enableCors({
      origin: environment.CORS_ORIGINS,
      methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowedHeaders: ['authorization', 'content-type', 'x-request-id'],
      exposedHeaders: ['x-request-id', 'retry-after', 'www-authenticate'],
      maxAge: 600,
    });
  }
  await app.init();
  return app;
}
