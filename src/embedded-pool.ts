import type { Environment } from './common/config/environment';

/** What a running embedded pool hands to the start: the environment that points at it, and how to stop it. */
export interface EmbeddedPool {
  readonly environment: Environment;
  /** Where the pool answers, e.g. `http://127.0.0.1:9229`. */
  readonly url: string;
  readonly userPoolId: string;
  readonly clientId: string;
  /** Only when the administrator has just been made with a random password. */
  readonly adminPassword?: string;
  close(): Promise<void>;
}

/** The embedded pool wants signed calls, as AWS does, but takes any key. */
export const EMBEDDED_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The embedded pool answers in some milliseconds: there is no need to wait as long as for AWS. */
const HIDDEN_ANSWER_MS = 100;

/**
 * Starts the embedded user pool and points the environment at it. From here on nothing knows that it is not AWS: it is reached by
 * URL only. Loaded lazily, so that a start against AWS never reads its code.
 */
export async function startEmbeddedPool(environment: Environment): Promise<EmbeddedPool> {
  const { startLocalPool } = await import('../local-pool/start.js');
  const { bootstrapLocalPool } = await import('../local-pool/bootstrap.js');
  const pool = await startLocalPool({
    port: environment.LOCAL_POOL_PORT,
    data: environment.LOCAL_POOL_DATA,
    control: environment.LOCAL_POOL_CONTROL === 'on',
  });
  const made = await bootstrapLocalPool(pool, {
    adminUsername: environment.LOCAL_ADMIN_USERNAME,
    ...(environment.LOCAL_ADMIN_PASSWORD === undefined
      ? {}
      : { adminPassword: environment.LOCAL_ADMIN_PASSWORD }),
  });
  // A password that was given is known; only one that was made up is worth showing.
  const invented = environment.LOCAL_ADMIN_PASSWORD === undefined ? made.adminPassword : undefined;
  return {
    environment: {
      ...environment,
      AWS_REGION: made.region,
      COGNITO_USER_POOL_ID: made.userPoolId,
      COGNITO_CLIENT_ID: made.clientId,
      COGNITO_CLIENT_SECRET: made.clientSecret,
      COGNITO_ENDPOINT: pool.url,
      COGNITO_ISSUER: made.issuer,
      COGNITO_JWKS_URI: made.jwksUri,
      HIDDEN_ANSWER_MS: environment.HIDDEN_ANSWER_MS ?? HIDDEN_ANSWER_MS,
    },
    url: pool.url,
    userPoolId: made.userPoolId,
    clientId: made.clientId,
    ...(invented === undefined ? {} : { adminPassword: invented }),
    close: () => pool.close(),
  };
}
