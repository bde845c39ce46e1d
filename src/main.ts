import { createApp } from './app';
import { EnvironmentError, loadEnvironment } from './common/config/load-environment';
import { Draining } from './common/http/shutdown';
import { EMBEDDED_CREDENTIALS, startEmbeddedPool, type EmbeddedPool } from './embedded-pool';

/** The server: reads the environment, starts the embedded pool when no other is named, listens, and closes on SIGTERM. */
async function main(): Promise<void> {
  const environment = loadEnvironment();
  const embedded =
    environment.COGNITO_USER_POOL_ID === undefined ? await startEmbeddedPool(environment) : undefined;
  const app = await createApp(
    embedded?.environment ?? environment,
    embedded && {
      credentials: EMBEDDED_CREDENTIALS,
      example: { inbox: `${embedded.url}/_local/inbox` },
    },
  );
  await app.listen(environment.PORT, environment.HOST);
  const url = await app.getUrl();
  process.stdout.write(welcome(url, embedded, environment.LOCAL_ADMIN_USERNAME));

  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    app.get(Draining).start();
    app
      .close()
      .then(() => embedded?.close())
      // Everything of ours is closed; a connection that a library still keeps must not hold the process back.
      .then(() => process.exit(0))
      .catch(fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** What a person who has just started it wants to know. */
function welcome(url: string, embedded: EmbeddedPool | undefined, admin: string): string {
  const lines = [`Gatehouse listens on ${url}`, `  documents      ${url}/docs`];
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
