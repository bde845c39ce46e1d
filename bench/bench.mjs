// `npm run bench -- <name> [--rounds 5] [--seconds 2]`: runs bench/<name>/bench.mjs. Every bench is a folder of its own.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

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
if (name === undefined || !names.includes(name)) {
  throw new Error(`Usage: npm run bench -- <${names.join(' | ')}> [--rounds 5] [--seconds 2]`);
}

const { run } = await import(`./${name}/bench.mjs`);
await run({ rounds: Number(values.rounds), seconds: Number(values.seconds) });
