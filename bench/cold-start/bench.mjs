// How long a function on AWS Lambda takes from the start of its process to its first answer, against bare Fastify with the SDK.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onServerCore } from '../harness/cores.mjs';
import { median, printPlace, printTable, short } from '../harness/report.mjs';

const require = createRequire(import.meta.url);
const { bundle, root } = require('../../tools/lambda/bundle.js');
const { bundleFunctions } = require('../../tools/lambda.js');
const { loadEnvironment } = require('../../dist/src/common/config/load-environment.js');
const { startEmbeddedPool } = require('../../dist/src/embedded-pool.js');

const script = join(import.meta.dirname, 'start.mjs');

/** Starts of each system in a round. */
const STARTS = 3;

/**
 * @param rounds in which the systems take turns
 * @param seconds not used: a start takes as long as it takes
 */
export async function run({ rounds }) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-cold-start-'));
  const bare = join(folder, 'bare.cjs');
  await bundleFunctions(folder);
  await bundle(join(import.meta.dirname, 'bare.mjs'), bare, []);
  const systems = [
    { name: 'Fastify and SDK, bundled', file: bare, size: bare },
    {
      name: 'Gatehouse, bundled',
      file: join(folder, 'http/index.mjs'),
      size: join(folder, 'http/service.cjs'),
    },
    { name: 'Gatehouse, not bundled', file: join(root, 'dist/src/lambda-http.js') },
  ].map((system) => ({ ...system, starts: [], bytes: system.size && statSync(system.size).size }));
  const pool = await startEmbeddedPool(
    loadEnvironment({ LOG_LEVEL: 'silent', LOCAL_POOL_PORT: '0', LOCAL_POOL_DATA: 'memory' }),
    {},
  );
  try {
    for (let round = 0; round <= rounds; round++) {
      // Each begins every other round; the first one only fills the caches of the file system.
      for (const system of round % 2 === 0 ? systems : systems.toReversed())
        for (let start = 0; start < STARTS; start++) {
          const figures = await startOnce(system.file, pool.environment);
          if (round > 0) system.starts.push(figures);
        }
    }
  } finally {
    await pool.close();
    rmSync(folder, { recursive: true });
  }
  return report(systems);
}

async function startOnce(file, environment) {
  const settings = Object.entries(environment).filter(
    ([name, value]) => name.startsWith('COGNITO_') && value !== undefined,
  );
  const [command, args] = onServerCore(process.execPath, [script, file]);
  const child = spawn(command, args, {
    cwd: '/',
    env: {
      PATH: process.env.PATH,
      NODE_NO_WARNINGS: '1',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      ...Object.fromEntries(settings.map(([name, value]) => [name, String(value)])),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [, found] = /^measured (.*)$/mu.exec(await text(child.stdout)) ?? [];
  const figures = JSON.parse(found ?? '{}');
  if (figures.statusCode !== 200) throw new Error(`${file} gave no answer`);
  return figures;
}

function report(systems) {
  printPlace();
  const figures = ['started', 'answered', 'cpu', 'rss'];
  const medianOf = ({ starts }, figure) => median(starts.map((start) => start[figure]));
  const [bare] = systems;
  printTable(
    ['', 'ready, ms', 'first answer, ms', 'CPU, ms', 'RSS, MiB', 'file, KiB'],
    systems.map((system) => [
      system.name,
      ...figures.map((figure) => {
        const own = medianOf(system, figure);
        const ratio = system === bare ? '' : ` (${(own / medianOf(bare, figure)).toFixed(2)})`;
        return `${short(own)}${ratio}`;
      }),
      system.bytes === undefined ? '' : String(Math.round(system.bytes / 1024)),
    ]),
  );
  process.stdout.write('In brackets: times of bare Fastify.\n');
  return systems.slice(1).map((system) => ({
    figure: `start to first answer, ${system.name}`,
    against: bare.name,
    ratio: medianOf(system, 'answered') / medianOf(bare, 'answered'),
    bar: '',
  }));
}
