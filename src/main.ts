import type { Environment } from './common/config/environment';
import { EnvironmentError } from './common/config/environment-error';
import { loadEnvironment } from './common/config/load-environment';
import { listenFault, poolFault, tryAddresses } from './common/config/start-faults';
import { EMBEDDED_CREDENTIALS, startEmbeddedPool, type EmbeddedPool } from './embedded-pool';

/** The server: reads the environment, starts the embedded pool when no other is named, and listens until it is told to end. */
async function main(): Promise<void> {
  const environment = loadEnvironment();
  await tryAddresses(environment);
  const embedded =
    environment.COGNITO_USER_POOL_ID === undefined
      ? await startEmbeddedPool(environment).catch((error: unknown) => {
          throw poolFault(error);
        })
      : undefined;
  // Loaded no sooner: a fault of the environment is on the screen before anything else has been read.
  const { createApp } = await import('./app.js');
  const { refuseUnsafePool } = await import('./unsafe-pool.js');
  const { refuseWrongMapping } = await import('./legacy-mapping.js');
  const { endProperly } = await import('./lifetime.js');
  const app = await createApp(
    embedded?.environment ?? environment,
    embedded && {
      credentials: EMBEDDED_CREDENTIALS,
      example: { inbox: `${embedded.url}/_local/inbox` },
    },
  );
  await refuseUnsafePool(app);
  if (environment.LEGACY_DIRECTORY !== undefined) await refuseWrongMapping(app, environment);
  await app.listen(environment.PORT, environment.HOST).catch((error: unknown) => {
    throw listenFault(error, 'HOST', 'PORT');
  });
  endProperly(app, async () => embedded?.close());
  const url = await app.getUrl();
  process.stdout.write(welcome(url, environment, embedded));
}

/** What a person who has just started it wants to know. */
function welcome(url: string, environment: Environment, embedded: EmbeddedPool | undefined): string {
  const { DOCS: docs, LOCAL_ADMIN_USERNAME: admin } = environment;
  const lines = [`Gatehouse listens on ${url}`, ...(docs === 'on' ? [`  documents      ${url}/docs`] : [])];
  if (embedded !== undefined) {
    lines.push(
      `  embedded pool  ${embedded.url} (pool ${embedded.userPoolId}, client ${embedded.clientId})`,
      `  example        ${exampleUrl(url)}`,
      `  inbox          ${embedded.url}/_local/inbox`,
      `  administrator  ${admin}${embedded.adminPassword === undefined ? '' : ` with password ${embedded.adminPassword} (shown once)`}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Passkeys of the embedded pool belong to `localhost`, which is this machine unless the service listens at another address only. */
function exampleUrl(url: string): string {
  const example = new URL('/example/', url);
  if (['127.0.0.1', '[::1]'].includes(example.hostname)) example.hostname = 'localhost';
  return example.href;
}

/** Ends the process with the reason on the screen. */
function fail(error: unknown): never {
  // Faults of the environment are for the person at the terminal; everything else needs its stack.
  const text =
    error instanceof EnvironmentError || !(error instanceof Error)
      ? String(error)
      : (error.stack ?? error.message);
  process.stderr.write(`${text}\n`);
  // An exit code alone would wait for ever for what listens already.
  process.exit(1);
}

main().catch(fail);
