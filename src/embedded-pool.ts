import { randomUUID } from 'node:crypto';
import type { LocalPool } from '../local-pool/start';
import type { Environment } from './common/config/environment';
import type { MagicLinkMessage, MagicLinkSender } from './triggers/magic-link/magic-link-sender';
import type { ServedTriggers } from './triggers/create-triggers';
import type { TriggerExtensions } from './triggers/triggers.module';

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

/** The embedded pool wants a role for its jobs, as AWS does, but takes any. */
const IMPORT_ROLE = 'arn:aws:iam::000000000000:role/imports';

/** The embedded pool answers in some milliseconds: there is no need to wait as long as for AWS. */
const HIDDEN_ANSWER_MS = 100;

/** The function by whose name the pool calls the triggers. */
const TRIGGERS = 'gatehouse-triggers';

/**
 * Starts the embedded user pool and points the environment at it. From here on nothing knows that it is not AWS: it is reached by
 * URL only. Loaded lazily, so that a start against AWS never reads its code.
 *
 * @param extensions what a team adds to the triggers, which the pool calls in this process; default: `src/triggers/team.ts`
 */
export async function startEmbeddedPool(
  environment: Environment,
  extensions?: TriggerExtensions,
): Promise<EmbeddedPool> {
  const { startLocalPool } = await import('../local-pool/start.js');
  const settings = withLocalDefaults(environment);
  const inbox = new Inbox();
  const triggers = await startTriggers(settings, inbox, extensions);
  try {
    const pool = await startLocalPool({
      port: environment.LOCAL_POOL_PORT,
      data: environment.LOCAL_POOL_DATA,
      control: environment.LOCAL_POOL_CONTROL === 'on',
      triggers: { [TRIGGERS]: (event) => triggers.serve(event) },
    });
    inbox.pool = pool;
    return await pointedAt(pool, settings, triggers);
  } catch (error) {
    await triggers.close();
    throw error;
  }
}

/** What the embedded pool needs not be told. */
function withLocalDefaults(environment: Environment): Environment {
  return {
    ...environment,
    HIDDEN_ANSWER_MS: environment.HIDDEN_ANSWER_MS ?? HIDDEN_ANSWER_MS,
    // Nobody is there to take the secret, but it can be copied from the inbox.
    MAGIC_LINK_URL: environment.MAGIC_LINK_URL ?? `http://localhost:${environment.PORT}/example/`,
  };
}

async function startTriggers(
  environment: Environment,
  inbox: Inbox,
  extensions: TriggerExtensions | undefined,
): Promise<ServedTriggers> {
  const { createTriggers } = await import('./triggers/create-triggers.js');
  const { team } = await import('./triggers/team.js');
  const { MAGIC_LINK_SENDER } = await import('./triggers/magic-link/magic-link-sender.js');
  const { CODE_DECRYPTION } = await import('./triggers/senders/sender-codes.js');
  const { providers = [], ...more } = extensions ?? team;
  const local = [
    { provide: MAGIC_LINK_SENDER, useValue: inbox },
    // There is no KMS here: the pool hands codes over in clear.
    { provide: CODE_DECRYPTION, useValue: { decrypt: (message: Uint8Array) => Promise.resolve(message) } },
  ];
  return createTriggers(environment, { ...more, providers: [...providers, ...local] });
}

async function pointedAt(
  pool: LocalPool,
  environment: Environment,
  triggers: ServedTriggers,
): Promise<EmbeddedPool> {
  const { bootstrapLocalPool } = await import('../local-pool/bootstrap.js');
  const made = await bootstrapLocalPool(pool, {
    adminUsername: environment.LOCAL_ADMIN_USERNAME,
    ...(environment.LOCAL_ADMIN_PASSWORD === undefined
      ? {}
      : { adminPassword: environment.LOCAL_ADMIN_PASSWORD }),
    triggers: { functionName: TRIGGERS, served: triggers.served },
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
      COGNITO_IDENTITY_POOL_ID: made.identityPoolId,
      COGNITO_IDENTITY_ENDPOINT: pool.url,
      COGNITO_IMPORT_ROLE_ARN: environment.COGNITO_IMPORT_ROLE_ARN ?? IMPORT_ROLE,
      COGNITO_IMPORT_REPORTS: `${pool.url}/_local/imports`,
    },
    url: pool.url,
    userPoolId: made.userPoolId,
    clientId: made.clientId,
    ...(invented === undefined ? {} : { adminPassword: invented }),
    close: async () => {
      await pool.close();
      await triggers.close();
    },
  };
}

/** Puts links to sign in where the pool's own messages are. */
class Inbox implements MagicLinkSender {
  /** Set when the pool has been started, which needs its triggers first. */
  pool: LocalPool | undefined;

  send({ to, userName, subject, html, poolId }: MagicLinkMessage): Promise<void> {
    const { store, clock } = this.pool?.context ?? {};
    store?.messages.put({
      id: randomUUID(),
      at: clock?.now() ?? 0,
      poolId,
      username: userName,
      to,
      medium: 'EMAIL',
      kind: 'MagicLink',
      subject,
      body: html,
    });
    return Promise.resolve();
  }
}
