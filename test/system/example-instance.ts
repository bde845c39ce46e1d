import { createApp } from '../../src/app';
import { loadEnvironment } from '../../src/common/config/load-environment';
import { EMBEDDED_CREDENTIALS, type EmbeddedPool } from '../../src/embedded-pool';
import { anotherPool, type PoolShape } from '../support/another-pool';
import type { ExampleSite } from './example-site';

/** The page on one more instance, in front of a user pool of another shape. */
export interface ExampleInstance {
  readonly address: string;
  close(): Promise<void>;
}

/** Makes the pool on the server of a site, and starts the instance in this process. */
export async function startExample(site: ExampleSite, shape: PoolShape): Promise<ExampleInstance> {
  const { poolAddress: url, userPoolId } = site;
  const pool = await anotherPool({ pool: { url, userPoolId } as EmbeddedPool }, shape);
  const environment = loadEnvironment({
    COGNITO_USER_POOL_ID: pool.userPoolId,
    COGNITO_CLIENT_ID: pool.clientId,
    COGNITO_ENDPOINT: url,
    LOG_LEVEL: 'silent',
    RATE_LIMITS: 'off',
  });
  const app = await createApp(
    { ...environment, ...pool.changes },
    { credentials: EMBEDDED_CREDENTIALS, example: { inbox: `${url}/_local/inbox` } },
  );
  await app.listen(0, '127.0.0.1');
  return {
    address: `http://localhost:${new URL(await app.getUrl()).port}/example/`,
    close: async () => {
      await app.close();
      pool.sdk.destroy();
    },
  };
}
