import { Keys, CLIENT_ID, ISSUER, POOL_ID } from './pool.mjs';
import { ServerProcess } from '../harness/server-process.mjs';

const path = (name) => new URL(name, import.meta.url).pathname;

/** What can be asked for the guarded route. */
export const systems = {
  raw: { name: 'raw Fastify + aws-jwt-verify', script: path('raw.mjs') },
  guardAlone: { name: "Gatehouse's guard alone, on Nest", script: path('guard-alone.mjs') },
  layers: { name: 'raw Fastify + aws-jwt-verify + layers by hand', script: path('raw-layers.mjs') },
  gatehouse: { name: 'Gatehouse', script: path('../../dist/src/main.js') },
  usual: { name: 'the usual Nest + Express', script: path('usual.mjs') },
};

/** What a service of that kind is put together of, and nothing besides: for sign-ins, starts and memory. */
export const bare = { name: 'Fastify + SDK + aws-jwt-verify', script: path('raw-sign-in.mjs') };

/** A user pool that is there for a whole measurement. */
export class Pool {
  static async open() {
    const pool = new Pool();
    pool.keys = new Keys();
    pool.tokens = await pool.keys.accessTokens(200);
    pool.cognito = await ServerProcess.start({
      script: path('stub-cognito.mjs'),
      environment: (port) => ({
        ...{ PORT: String(port), ACCESS_TOKEN: pool.tokens[0] },
        JWKS: JSON.stringify(pool.keys.jwks),
      }),
      beside: true,
    });
    return pool;
  }

  /**
   * Starts a system in front of it.
   *
   * @param core for it, where it is not the first
   */
  start(system, variables = {}, core = undefined) {
    return ServerProcess.start({
      ...{ script: system.script, core },
      environment: (port) => ({ ...this.environment(port), ...variables }),
    });
  }

  close() {
    return this.cognito.stop();
  }

  /** For all systems alike: each takes what it knows. */
  environment(port) {
    const endpoint = this.cognito.url;
    return {
      ...{ PORT: String(port), POOL_ID, CLIENT_ID, ISSUER, COGNITO_URL: endpoint },
      JWKS: JSON.stringify(this.keys.jwks),
      ...{ COGNITO_USER_POOL_ID: POOL_ID, COGNITO_CLIENT_ID: CLIENT_ID, COGNITO_ENDPOINT: endpoint },
      ...{ COGNITO_ISSUER: ISSUER, METRICS_PORT: '0', MAX_CONNECTIONS_PER_IP: '10000' },
      ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' },
      SESSION_SECRET: 'a secret that is long enough for measurements',
      // The load is more than one core can do, and nobody is to be shed meanwhile.
      OVERLOAD_DELAY_MS: '60000',
    };
  }
}
