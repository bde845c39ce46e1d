// Writes client/src/types.ts from openapi.json. `--check` writes nothing and fails when the file is not what would be written.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const prettier = require('prettier');

const root = join(__dirname, '..');
const file = join(root, 'client/src/types.ts');
const check = process.argv.includes('--check');

async function main() {
  const { default: openapiTypes, astToString } = await import('openapi-typescript');
  const document = JSON.parse(readFileSync(join(root, 'openapi.json'), 'utf8'));
  const raw = `// Generated from openapi.json by "npm run generate".\n${astToString(await openapiTypes(document))}`;
  const content = await prettier.format(raw, { ...(await prettier.resolveConfig(file)), filepath: file });
  if (!check) writeFileSync(file, content);
  else if (readFileSync(file, 'utf8') !== content) {
    process.stderr.write('not up to date, run "npm run generate": client/src/types.ts\n');
    process.exitCode = 1;
  }
}

void main();
