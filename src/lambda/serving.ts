import { setImmediate as turn } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { KeySet } from '../common/access/key-set';
import type { Environment } from '../common/config/environment';
import { LOG, type Log } from '../common/observability/log';
import { SharedState } from '../common/shared-state/shared-state';
import { type HttpHandler, httpHandler } from './http-handler';

export type { HttpHandler } from './http-handler';

/**
 * Serves HTTP events by the application.
 *
 * Lambda freezes the process between requests, for seconds or hours, with all its timers and connections. So before a request the event loop
 * comes round, twice as the first turn may be half over: timers that are long due close connections that have been idle for too
 * long, and others are found to be closed by the other side, before a call is sent on a dead one. Then come keys that are due, and what
 * other processes have written to Redis.
 *
 * @param app before it is ready
 */
export function serving(app: NestFastifyApplication, { LAMBDA_BASE_PATH }: Environment): HttpHandler {
  const keys = app.get(KeySet, { strict: false });
  const state = app.get(SharedState, { strict: false });
  return httpHandler(app.getHttpAdapter().getInstance(), {
    log: app.get<Log>(LOG),
    basePath: LAMBDA_BASE_PATH ?? '',
    awake: async () => {
      await turn();
      await turn();
      await Promise.all([keys.catchUp(), state.catchUp()]);
    },
    settle: () => state.settle(),
  });
}
