import { spawn } from 'node:child_process';
import { onOtherCores } from './cores.mjs';

const worker = new URL('./load-worker.mjs', import.meta.url).pathname;

/**
 * Sends calls from a process of its own, over some connections that each wait for their answer, and measures server and answers.
 *
 * @param server a ServerProcess
 * @param calls bodies to send in turn, again and again; `{n}` in them becomes a number that is never the same
 * @returns requests a second, latencies in ms, CPU time of the server per request in µs
 */
export async function load(server, { operation, calls, seconds, connections = 8, most }) {
  const job = { url: server.url, operation, calls, seconds, connections, most };
  await runWorker({ ...job, seconds: Math.min(1, seconds / 2), label: 'w' });
  const before = server.cpuSeconds;
  const result = await runWorker({ ...job, label: 'm' });
  const cpu = server.cpuSeconds - before;
  if (result.failed > 0) throw new Error(`${operation}: ${result.failed} calls failed: ${result.failure}`);
  return { ...result, cpuMicros: (cpu * 1e6) / result.count };
}

function runWorker(job) {
  const [command, args] = onOtherCores(process.execPath, [worker]);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', () => {
      try {
        resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      } catch (error) {
        reject(error);
      }
    });
    child.stdin.end(JSON.stringify(job));
  });
}
