// `npm run build:lambda`: a folder for each function, ready to be packed. Prints what they weigh.
const { rmSync, statSync } = require('node:fs');
const { join, relative } = require('node:path');
const { gzipSync } = require('node:zlib');
const { readFileSync } = require('node:fs');
const { bundle, root } = require('./lambda/bundle.js');

/** Functions by the names of their folders. The handler of each is `index.handler`. */
const FUNCTIONS = { http: 'src/lambda-http.ts', triggers: 'src/lambda-triggers.ts' };

async function main() {
  const folder = join(root, 'dist/lambda');
  rmSync(folder, { recursive: true, force: true });
  for (const [name, entry] of Object.entries(FUNCTIONS)) {
    const outfile = join(folder, name, 'index.js');
    await bundle(entry, outfile);
    const [bytes, packed] = [statSync(outfile).size, gzipSync(readFileSync(outfile)).length];
    const kib = (size) => `${String(Math.round(size / 1024))} KiB`;
    process.stdout.write(`${relative(root, outfile)}  ${kib(bytes)}, ${kib(packed)} packed\n`);
  }
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
