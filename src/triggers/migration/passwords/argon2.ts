import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** What a thread of its own runs: one verification, by the package whose file it is told. */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
require(workerData.module)
  .argon2Verify({ password: workerData.password, hash: workerData.hash })
  .then((matches) => parentPort.postMessage(matches));
`;

/**
 * Whether a password is the one of an Argon2 hash, in the PHC string format. WebAssembly computes without a pause, so it does so in a
 * thread of its own, which is ended when nobody waits any more. A bundled function has no package to load there: it computes in the thread it
 * has, where AWS Lambda has one event at a time.
 *
 * @throws what the signal was aborted with
 */
export async function argon2Matches(hash: string, password: string, signal: AbortSignal): Promise<boolean> {
  // The package refuses it, and Cognito sends none.
  if (password === '') return false;
  const module = packageFile();
  if (module === undefined) {
    const { argon2Verify } = await import('hash-wasm');
    return argon2Verify({ password, hash });
  }
  const worker = new Worker(THREAD, { eval: true, workerData: { module, password, hash } });
  try {
    const [matches] = (await once(worker, 'message', { signal })) as [boolean];
    return matches;
  } finally {
    await worker.terminate();
  }
}

function packageFile(): string | undefined {
  try {
    return require.resolve('hash-wasm');
  } catch {
    // Not a failure: it is part of the bundle then.
    return undefined;
  }
}
