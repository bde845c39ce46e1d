// A call to Cognito: as the product has configured the SDK, by the SDK's defaults, and without the SDK.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { compare } from '../harness/compare.mjs';
import { onServerCore } from '../harness/cores.mjs';
import { Pool } from '../servers/systems.mjs';

const script = join(import.meta.dirname, 'calls.mjs');
const product = { name: "Gatehouse's door to Cognito", way: 'product' };
const defaults = { name: 'the SDK with its defaults', way: 'defaults' };
const undici = { name: 'undici alone', way: 'undici' };
const title = 'CPU time of a call';

export async function run({ rounds, seconds }) {
  const pool = await Pool.open();
  try {
    return await compare({
      rounds,
      systems: [defaults, product, undici],
      measure: ({ way }) => measure(pool, way, seconds),
      columns: { 'CPU µs/call': 'cpuMicros', 'calls/s': 'perSecond' },
      pairs: [
        { of: product, with: defaults, bar: 0.65, title },
        { of: product, with: undici, title },
      ],
    });
  } finally {
    await pool.close();
  }
}

async function measure(pool, way, seconds) {
  const [command, args] = onServerCore(process.execPath, [script, way, String(seconds)]);
  const child = spawn(command, args, {
    env: { ...process.env, NODE_NO_WARNINGS: '1', ...pool.environment(0) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [, found] = /^measured (.*)$/mu.exec(await text(child.stdout)) ?? [];
  if (found === undefined) throw new Error(`The calls by ${way} have failed`);
  return JSON.parse(found);
}
