import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ENVIRONMENT, type Environment } from '../../src/common/config/environment';
import { serving } from '../../src/lambda/serving';
import { openDoor } from './lambda-door';
import { balancer, type FrontModel, functionUrl, httpApi, restApi } from './lambda-fronts';

/** Fronts by the names that `THROUGH` may have. */
const FRONTS: Readonly<Record<string, () => FrontModel>> = {
  'function-url': functionUrl,
  'http-api': () => httpApi('v1'),
  'rest-api': () => restApi(),
  balancer: () => balancer(false),
  'balancer-multi': () => balancer(true),
};

/** The front through which requests of this run go; undefined when they go to the service itself. */
export const THROUGH = process.env['THROUGH'];

/**
 * Lets requests in, over HTTP or with `THROUGH` by events of AWS Lambda: the one way for all tests that start the service. It closes with the
 * application.
 *
 * @returns where to send requests
 */
export async function listen(app: NestFastifyApplication): Promise<string> {
  if (THROUGH === undefined) {
    await app.listen(0, '127.0.0.1');
    return app.getUrl();
  }
  const front = FRONTS[THROUGH];
  if (front === undefined) throw new Error(`THROUGH must be one of ${Object.keys(FRONTS).join(', ')}`);
  const door = await openDoor(serving(app, app.get<Environment>(ENVIRONMENT)), front());
  const close = app.close.bind(app);
  app.close = async () => {
    await door.close();
    await close();
  };
  return door.url;
}
