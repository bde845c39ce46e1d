import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './app';
import type { Environment } from './common/config/environment';
import { loadLambdaEnvironment } from './common/config/load-environment';
import { lambdaDoubts } from './common/config/relations';
import { failureOf } from './common/observability/failure';
import { LOG, type Log } from './common/observability/log';
import { type HttpHandler, serving } from './lambda/serving';
import { refuseUnsafePool } from './unsafe-pool';

/**
 * AWS Lambda's entry for the API: behind API Gateway (REST and HTTP APIs), an Application Load Balancer or a function URL.
 *
 * Takes the event as the front sends it and gives back what that front wants. The application is made once, as Lambda starts the process. A fault
 * of the environment, or an unsafe user pool, ends the process with the reason in the function's log.
 */
export const handler: HttpHandler = async (event, context) => (await ready)(event, context);

/** Resolves when requests can be served. `index.mjs` of the bundle waits for it, so that Lambda does not freeze a start that is half over. */
export const ready = start(loadLambdaEnvironment());
ready.catch(fail);

async function start(environment: Environment): Promise<HttpHandler> {
  const app = await createApp(environment);
  const log = app.get<Log>(LOG);
  for (const doubt of lambdaDoubts(environment)) log.warn(doubt);
  const handle = serving(app, environment);
  await app.getHttpAdapter().getInstance().ready();
  await refuseUnsafePool(app);
  endProperly(app, log);
  return handle;
}

/** Ends the process, which Lambda replaces, with the reason in the log. */
function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  // A rejection alone would reach Lambda's own handler, which prints it, and sockets that are open would keep the process.
  process.exit(1);
}

/**
 * What nobody has caught ends the process before Lambda's own handlers would print it: messages of others may hold what people have sent. On SIGTERM,
 * which Lambda sends to functions with extensions between two requests, connections are closed.
 */
function endProperly(app: NestFastifyApplication, log: Log): void {
  const uncaught = (error: unknown): never => {
    log.fatal({ failure: failureOf(error) }, 'uncaught failure, the process ends');
    // An exit code alone would let Lambda's listeners behind this one print it, and nothing is known of the state any more.
    process.exit(1);
  };
  process.prependListener('uncaughtException', uncaught);
  process.prependListener('unhandledRejection', uncaught);
  process.once('SIGTERM', () => {
    // Lambda's runtime waits for the next event for ever: nothing else would end the process.
    void app.close().finally(() => process.exit(0));
  });
}
