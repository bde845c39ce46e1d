import { optionsFrom } from './from-environment';
import { startLocalPool } from './start';
import { detachFunctions } from './triggers/own-functions';

/** `npm run local-pool`: a pool server of its own, for backends and tests in other processes. */
async function main(environment: NodeJS.ProcessEnv): Promise<void> {
  const options = optionsFrom(environment);
  const pool = await startLocalPool({ ...options, log: (line) => process.stderr.write(`${line}\n`) });
  // Of a backend that had this folder before.
  if (options.lambdaEndpoint === undefined) detachFunctions(pool.context);
  const lines = [
    `Local pool:  ${pool.url}   (endpoint for AWS SDKs; any credentials)`,
    `Inbox:       ${pool.url}/_local/inbox`,
    `Data:        ${options.data}`,
    ...(options.control ? [`Control:     ${pool.url}/_local/control/`] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      pool.close().catch(fail);
    });
  }
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

main(process.env).catch(fail);
