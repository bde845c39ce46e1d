const { readFile } = require('node:fs/promises');
const { basename, dirname, join } = require('node:path');
const { transform } = require('@swc/core');
const { build } = require('esbuild');
const { LEAN, NO_SIDE_EFFECTS, replacementOf } = require('./lean.js');

const root = join(__dirname, '..', '..');
const swcrc = require('node:fs').readFileSync(join(root, '.swcrc'), 'utf8');

/**
 * Sources as swc compiles them, as for the tests: esbuild knows decorators, but not the types that Nest injects by
 * (`emitDecoratorMetadata`). Modules stay ES modules, so that what nobody uses is left out.
 */
const compiled = {
  name: 'compiled',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const options = { ...JSON.parse(swcrc), swcrc: false, filename: path, module: { type: 'es6' } };
      const { code } = await transform(await readFile(path, 'utf8'), options);
      return { contents: code, loader: 'js', resolveDir: dirname(path) };
    });
    // A dynamic import() of our own sources names the built file.
    onResolve({ filter: /^\.{1,2}\/.*\.js$/ }, ({ path, resolveDir, importer }) =>
      importer.endsWith('.ts') ? { path: join(resolveDir, path.replace(/\.js$/, '.ts')) } : undefined,
    );
  },
};

/** What the function does without, and packages that are taken apart; see lean.js. */
const lean = {
  name: 'lean',
  setup(bundling) {
    const { onLoad, onResolve, resolve } = bundling;
    const seen = Symbol('resolved already');
    onResolve({ filter: LEAN }, ({ path, importer, kind }) => {
      const replacement = replacementOf(path, importer, kind);
      return replacement === undefined ? undefined : { path, namespace: 'lean', pluginData: replacement };
    });
    onLoad({ filter: /./, namespace: 'lean' }, ({ pluginData }) => ({
      contents: pluginData,
      resolveDir: root,
    }));
    onResolve({ filter: NO_SIDE_EFFECTS }, async ({ path, pluginData, ...options }) => {
      if (pluginData === seen) return undefined;
      const found = await resolve(path, { ...options, pluginData: seen });
      return found.errors.length > 0 ? found : { path: found.path, sideEffects: false };
    });
  },
};

/**
 * One file of a function for AWS Lambda, with all that it needs, and its source map beside it.
 *
 * @param entry a source file
 * @param outfile where the bundle goes
 * @param plugins none for a bundle of something else that is compared with ours
 * @returns what esbuild says of it (`metafile`)
 */
async function bundle(entry, outfile, plugins = [lean, compiled]) {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile,
    plugins,
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // Packages are taken in the form that lets unused parts be left out.
    mainFields: ['es2015', 'module', 'main'],
    // Names of classes and functions stay as they are: Nest names them in what it says, and the log names errors by theirs.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    sourcemap: 'external',
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
    banner: { js: `"use strict";/* ${basename(dirname(outfile))} */` },
  });
  return metafile;
}

module.exports = { bundle, root };
