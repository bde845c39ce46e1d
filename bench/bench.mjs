// `npm run bench [-- <name>] [--rounds 5] [--seconds 2]`: runs bench/<name>/bench.mjs, or all of them. Every bench is a folder of its own.
import { fork } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { printPlace, printTable } from './harness/report.mjs';

const MINUTES_A_ROUND = 5;

const names = readdirSync(import.meta.dirname).filter((name) =>
  existsSync(join(import.meta.dirname, name, 'bench.mjs')),
);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
  },
});
const [name] = positionals;
if (name === undefined) await runAll();
else if (names.includes(name)) await runOne();
else {
  throw new Error(`Usage: npm run bench [-- ${names.join(' | ')}] [--rounds 5] [--seconds 2]`);
}

async function runOne() {
  const { run } = await import(`./${name}/bench.mjs`);
  const rows = await run({ rounds: Number(values.rounds), seconds: Number(values.seconds) });
  // To the process that runs all of them, if that is who has started this one.
  if (process.connected) process.send(rows ?? [], () => process.disconnect());
}

/** One after the other, each in a process of its own: what one leaves behind is not to weigh on the next. */
async function runAll() {
  const rows = [];
  const failed = [];
  for (const one of names) {
    process.stdout.write(`## ${one}\n\n`);
    const found = await inProcess(one);
    if (found === undefined) failed.push(one);
    for (const { figure, against, ratio, bar } of found ?? [])
      rows.push([`\`${one}\`: ${figure}`, against, ratio.toFixed(2), bar]);
  }
  process.stdout.write('## All ratios\n\n');
  printPlace();
  process.stdout.write(`${versions()}\n\n`);
  printTable(['figure', 'compared with', 'ratio', 'bar'], rows);
  if (failed.length === 0) return;
  process.stderr.write(`Failed: ${failed.join(', ')}\n`);
  process.exitCode = 1;
}

/** @returns its rows; undefined when it has failed, or has stood still for so long that nothing more is to be expected */
function inProcess(one) {
  const { rounds, seconds } = values;
  const child = fork(import.meta.filename, [one, '--rounds', rounds, '--seconds', seconds]);
  const late = setTimeout(() => child.kill('SIGKILL'), Number(rounds) * MINUTES_A_ROUND * 60_000);
  child.once('exit', () => clearTimeout(late));
  let rows;
  child.once('message', (message) => (rows = message));
  return new Promise((resolve) => {
    child.once('close', (code) => resolve(code === 0 ? rows : undefined));
  });
}

function versions() {
  const { dependencies } = createRequire(import.meta.url)('../package.json');
  const told = {
    Fastify: 'fastify',
    Nest: '@nestjs/core',
    'AWS SDK': '@aws-sdk/client-cognito-identity-provider',
  };
  const list = Object.entries(told).map(([title, package_]) => `${title} ${dependencies[package_] ?? '?'}`);
  return `Node ${process.version}, ${list.join(', ')}.`;
}
