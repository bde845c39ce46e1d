// Writes src/metadata.ts: what the OpenAPI document needs to know of controllers and DTO classes, read from their types and
// comments at build time so that no request and no cold start pays for it. `--check` fails when the file is not what it would write.
const { PluginMetadataGenerator } = require('@nestjs/cli/lib/compiler/plugins/plugin-metadata-generator.js');
const { ReadonlyVisitor } = require('@nestjs/swagger/plugin');
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const source = join(__dirname, '..', 'src');
const file = join(source, 'metadata.ts');
const check = process.argv.includes('--check');
const before = check ? readFileSync(file, 'utf8') : undefined;

// The generator checks types first: src/docs imports what it is about to write, and the old one may name classes that moved.
writeFileSync(file, 'export default () => Promise.resolve({});\n');

new PluginMetadataGenerator().generate({
  visitors: [
    new ReadonlyVisitor({
      introspectComments: true,
      controllerKeyOfComment: 'summary',
      dtoFileNameSuffix: ['.dto.ts'],
      controllerFileNameSuffix: ['.controller.ts'],
      pathToSource: source,
    }),
  ],
  outputDir: source,
  watch: false,
  tsconfigPath: 'tsconfig.build.json',
});

// Nobody edits it: says so where the generator switches the linter off without a word.
const generated = readFileSync(file, 'utf8');
writeFileSync(
  file,
  generated.replace('/* eslint-disable */', '/* eslint-disable -- written by tools/metadata.js */'),
);

if (check && readFileSync(file, 'utf8') !== before) {
  writeFileSync(file, before);
  process.stderr.write('not up to date, run "npm run generate": src/metadata.ts\n');
  process.exitCode = 1;
}
