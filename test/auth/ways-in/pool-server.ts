import { loadEnvironment } from '../../../src/common/config/load-environment';
import type { EmbeddedPool } from '../../../src/embedded-pool';
import { startLocalPool } from '../../../local-pool/start';
import type { LocalPoolOptions } from '../../../local-pool/start';
import { Gatehouse } from '../../support/gatehouse';

/** A running pool server, whose pools are made by `Site.open`. */
export type PoolServer = Pick<Gatehouse, 'pool' | 'control' | 'inbox' | 'code'>;

/**
 * A pool server with functions for its triggers. No instance of the service is in front of it yet.
 *
 * @param triggers by the name that follows `function:` in an ARN
 */
export async function startPoolServer(triggers: LocalPoolOptions['triggers'] = {}): Promise<PoolServer> {
  const server = await startLocalPool({ port: 0, data: 'memory', control: true, triggers });
  const { url, context } = server;
  const environment = loadEnvironment({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    RATE_LIMITS: 'off',
    HIDDEN_ANSWER_MS: '0',
    OVERLOAD_DELAY_MS: '0',
    AWS_REGION: context.settings.region,
    COGNITO_ENDPOINT: url,
    COGNITO_USER_POOL_ID: `${context.settings.region}_another`,
    COGNITO_CLIENT_ID: 'another',
  });
  const pool: EmbeddedPool = {
    environment,
    url,
    userPoolId: `${context.settings.region}_another`,
    clientId: 'another',
    close: () => server.close(),
  };
  return Object.assign(Object.create(Gatehouse.prototype) as Gatehouse, { pool });
}
