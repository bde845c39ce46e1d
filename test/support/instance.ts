import { createApp } from '../../src/app';
import type { AppOptions } from '../../src/app.module';
import type { Environment } from '../../src/common/config/environment';
import { Turns } from '../../src/common/http/turns';
import { EMBEDDED_CREDENTIALS } from '../../src/embedded-pool';
import { Gatehouse } from './gatehouse';
import { listen } from './way-in';

/**
 * One more instance of the service, in front of the pool server that a Gatehouse has started. It ends with `app.close()`, which leaves
 * the pool server alone.
 *
 * @param changes settings that differ from those of the first instance
 * @param options further modules, as a team would add them
 */
export async function startInstance(
  { pool }: Pick<Gatehouse, 'pool'>,
  changes: Partial<Environment> = {},
  options: AppOptions = {},
): Promise<Gatehouse> {
  const app = await createApp(
    { ...pool.environment, ...changes },
    { credentials: EMBEDDED_CREDENTIALS, ...options },
  );
  const instance = Object.create(Gatehouse.prototype) as Gatehouse;
  return Object.assign(instance, { app, pool, url: await listen(app) });
}

/** Settings of an instance that is to be overloaded: nobody may wait. */
export const OVERLOADED = { OVERLOAD_DELAY_MS: 0.01 };

/** Lets more requests come before each one than can be begun in a turn of the event loop. */
export function overload(instance: Gatehouse): Gatehouse {
  const turns = instance.app.get(Turns);
  const server = instance.app.getHttpServer();
  server.prependListener('request', (_, response) => {
    while (turns.wait() === 0) turns.take(() => undefined);
    // The connection of somebody who was refused rests for a second: the next request is to have another one.
    response.shouldKeepAlive = false;
  });
  return instance;
}
