// The process that load.mjs starts: reads a job from stdin, writes what it measured to stdout.
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { headersOf } from './cognito.mjs';

const { url, operation, calls, seconds, connections, most, label } = JSON.parse(await text(process.stdin));
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const headers = headersOf(operation);
const latencies = [];
let sent = 0;
let failed = 0;
let failure = '';

function once(body) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const outgoing = request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        latencies.push(performance.now() - started);
        if (response.statusCode !== 200) {
          failed += 1;
          failure ||= Buffer.concat(chunks).toString('utf8').slice(0, 200);
        }
        resolve();
      });
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

const started = performance.now();
const end = started + seconds * 1000;
const unique = `${label}${process.pid}x`;
await Promise.all(
  Array.from({ length: connections }, async () => {
    while (performance.now() < end && sent < (most ?? Number.POSITIVE_INFINITY)) {
      const n = sent;
      sent += 1;
      await once(calls[n % calls.length].replaceAll('{n}', `${unique}${n}`));
    }
  }),
);
const elapsed = (performance.now() - started) / 1000;
agent.destroy();
latencies.sort((a, b) => a - b);
const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
process.stdout.write(
  JSON.stringify({
    count: latencies.length,
    perSecond: latencies.length / elapsed,
    p50: at(0.5),
    p99: at(0.99),
    failed,
    failure,
  }),
);
