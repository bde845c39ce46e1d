// `npm run build:lambda`: a folder for each function, ready to be packed. Prints what they weigh.
const { readFileSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { join, relative } = require('node:path');
const { gzipSync } = require('node:zlib');
const { ASIDE, bundle, root } = require('./lambda/bundle.js');

/**
 * Waits until the service is ready, which only an ES module can: Lambda may freeze a process as soon as its module is loaded. By `require`, as an
 * import would look through the whole bundle for its exports first.
 */
const WAITING = `import { createRequire } from 'node:module';
const service = createRequire(import.meta.url)('./service.cjs');
await service.ready;
export const handler = service.handler;
`;

/** Functions by the names of their folders. The handler of each is `index.handler`. */
const FUNCTIONS = [
  { name: 'http', entry: 'src/lambda-http.ts', file: 'service.cjs', more: { 'index.mjs': WAITING } },
  { name: 'triggers', entry: 'src/lambda-triggers.ts', file: 'index.js', more: {} },
];

/** Makes the folders of all functions in this one. */
async function bundleFunctions(folder) {
  for (const { name, entry, file, more } of FUNCTIONS) {
    const outfile = join(folder, name, file);
    await bundle(entry, outfile);
    // Both functions may share by Redis.
    for (const [aside, its] of Object.entries(ASIDE)) await bundle(aside, join(folder, name, its));
    for (const [beside, text] of Object.entries(more)) writeFileSync(join(folder, name, beside), text);
  }
}

async function main() {
  const folder = join(root, 'dist/lambda');
  rmSync(folder, { recursive: true, force: true });
  await bundleFunctions(folder);
  const kib = (size) => `${String(Math.round(size / 1024))} KiB`;
  for (const { name, file } of FUNCTIONS) {
    const outfile = join(folder, name, file);
    const packed = gzipSync(readFileSync(outfile)).length;
    process.stdout.write(
      `${relative(root, outfile)}  ${kib(statSync(outfile).size)}, ${kib(packed)} packed\n`,
    );
  }
}

module.exports = { bundleFunctions };

if (require.main === module)
  main().catch((error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  });
