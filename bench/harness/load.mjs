import { spawn } from 'node:child_process';
import { headersOf } from './cognito.mjs';
import { onOtherCores } from './cores.mjs';

const worker = new URL('./load-worker.mjs', import.meta.url).pathname;

/**
 * Sends requests from a process of its own, over some connections that each wait for their answer, and measures server and answers.
 *
 * @param server a ServerProcess, or several that share the work
 * @param request what is sent: `method`, `path`, `headers`, `bodies` to send in turn, again and again (`{n}` in them becomes a number that is
 *   never the same), and the status to `expect`
 * @param amount `seconds`, `connections` at once, requests `perConnection` before another address opens the next one, `most` requests,
 *   `rate` a second, and whether the servers are to `warm` up before
 * @returns requests a second, latencies in ms, CPU time of the servers per request in µs, and how late the load itself was in ms
 */
export async function ask(
  servers,
  request,
  { seconds, connections = 8, perConnection, most, rate, warm = true },
) {
  const all = [servers].flat();
  const addresses = all.map(({ url }) => new URL(url));
  const job = {
    host: addresses[0].hostname,
    ports: addresses.map(({ port }) => Number(port)),
    expect: 200,
    headers: {},
    ...request,
    seconds,
    connections,
    perConnection,
    rate,
  };
  // As long as what is measured: compilers take their time.
  if (warm) await runWorker({ ...job, label: 'w' });
  const cpu = () => all.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  const before = cpu();
  const result = await runWorker({ ...job, most, label: 'm' });
  if (result.failed > 0)
    throw new Error(`${job.method} ${job.path}: ${result.failed} failed: ${result.failure}`);
  return { ...result, cpuMicros: ((cpu() - before) * 1e6) / result.count };
}

/** Calls an operation of Cognito's. */
export function load(server, { operation, calls, ...amount }) {
  const request = { method: 'POST', path: '/', headers: headersOf(operation), bodies: calls };
  return ask(server, request, amount);
}

function runWorker(job) {
  const [command, args] = onOtherCores(process.execPath, [worker]);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      else reject(new Error(`The load ended with code ${code}`));
    });
    child.stdin.end(JSON.stringify(job));
  });
}
