import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, type AppOptions } from './app.module';
import type { Environment } from './common/config/environment';
import { doubts } from './common/config/relations';
import { createFastifyAdapter } from './common/http/fastify-adapter';
import { registerOverload } from './common/http/overload';
import { Draining, registerDraining } from './common/http/shutdown';
import { Turns } from './common/http/turns';
import { whenAnswered } from './common/observability/answered';
import { auditTrail } from './common/observability/audit';
import { addressWriter } from './common/observability/client-address';
import { LOG, type Log, nestLog } from './common/observability/log';
import { Metrics } from './common/observability/metrics';
import { requestLog } from './common/observability/request-log';
import { requestMetrics } from './common/observability/request-metrics';
import { AccountLimits } from './common/rate-limits/account-limits';
import { registerRateLimits } from './common/rate-limits/rate-limit-hooks';
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
    { bodyParser: false, bufferLogs: true, abortOnError: false },
  );
  const log = app.get<Log>(LOG);
  app.useLogger(nestLog(log));
  for (const doubt of doubts(environment)) log.warn(doubt);
  const fastify = app.getHttpAdapter().getInstance();
  const metrics = app.get(Metrics);
  const counted = metrics.on ? [requestMetrics(fastify.server, metrics)] : [];
  const address = addressWriter(environment);
  whenAnswered(fastify, [
    requestLog(log, address),
    auditTrail(fastify, { log, metrics, address, environment }),
    ...counted,
  ]);
  registerOverload(fastify, environment.OVERLOAD_DELAY_MS, { turns: app.get(Turns), metrics, log });
  registerDraining(fastify, app.get(Draining));
  registerRateLimits(fastify, app.get(AccountLimits));
  if (environment.CORS_ORIGINS !== undefined) app.enableCors(corsOptions(environment.CORS_ORIGINS));
  if (environment.DOCS === 'on') {
    const { registerDocs } = await import('./docs/docs.routes.js');
    registerDocs(app);
  }
  if (options.example !== undefined) {
    const { registerExample } = await import('./example.js');
    registerExample(app, options.example);
  }
  await app.init();
  return app;
}

/** Browser clients of these origins only. Tokens travel in a header, so no credentials are allowed. */
function corsOptions(origins: string[]) {
  return {
    origin: origins,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'authorization',
      'content-type',
      'x-request-id',
      'x-device-data',
      'traceparent',
      'tracestate',
    ],
    exposedHeaders: ['x-request-id', 'retry-after', 'www-authenticate', 'ratelimit', 'ratelimit-policy'],
    maxAge: 600,
  };
}
