import { startLocalPool } from './start';

/** `npm run local-pool`: a pool server of its own, for backends and tests in other processes. */
async function main(environment: NodeJS.ProcessEnv): Promise<void> {
  const control = environment['LOCAL_POOL_CONTROL'] === 'on';
  const data = environment['LOCAL_POOL_DATA'] ?? '.local-pool';
  const pool = await startLocalPool({
    port: portFrom(environment['LOCAL_POOL_PORT'] ?? '9229'),
    data,
    control,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  const lines = [
    `Local pool:  ${pool.url}   (endpoint for AWS SDKs; any credentials)`,
    `Inbox:       ${pool.url}/_local/inbox`,
    `Data:        ${data}`,
    ...(control ? [`Control:     ${pool.url}/_local/control/`] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      pool.close().catch(fail);
    });
  }
}

function portFrom(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`LOCAL_POOL_PORT must be a port number, not ${text}`);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

main(process.env).catch(fail);
