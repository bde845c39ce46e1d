// Writes what is generated from tables and decorators: openapi.json, docs/errors.md, the schema of audit events, .env.example, and
// tables of docs/operations.md and the README.
// `--check` writes nothing and fails when a file is not what would be written. Needs the build (`npm run build`).
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const prettier = require('prettier');
const { generatedFiles } = require('../dist/src/generate.js');

const root = join(__dirname, '..');
const check = process.argv.includes('--check');

async function formatting(name) {
  return { ...(await prettier.resolveConfig(join(root, name))), filepath: name };
}

async function main() {
  const read = (name) => readFileSync(join(root, name), 'utf8');
  const stale = [];
  for (const [name, raw] of Object.entries(await generatedFiles(read))) {
    const content = /^docs\/|\.md$/.test(name) ? await prettier.format(raw, await formatting(name)) : raw;
    let present;
    try {
      present = read(name);
    } catch {
      present = undefined;
    }
    if (present === content) continue;
    if (check) stale.push(name);
    else writeFileSync(join(root, name), content);
  }
  if (stale.length > 0) {
    process.stderr.write(`not up to date, run "npm run generate": ${stale.join(', ')}\n`);
    process.exitCode = 1;
  }
}

void main();
