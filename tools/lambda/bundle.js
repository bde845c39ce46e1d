const { readFileSync } = require('node:fs');
const { readFile } = require('node:fs/promises');
const { basename, dirname, join } = require('node:path');
const { build } = require('esbuild');
const {
  ModuleKind,
  parseConfigFileTextToJson,
  convertCompilerOptionsFromJson,
  transpileModule,
} = require('typescript');
const { AS_MODULES, ASIDE, CHANGED, LEAN, NO_SIDE_EFFECTS, replacementOf } = require('./lean.js');

const root = join(__dirname, '..', '..');

const { config } = parseConfigFileTextToJson(
  'tsconfig.json',
  readFileSync(join(root, 'tsconfig.json'), 'utf8'),
);
const compilerOptions = {
  ...convertCompilerOptionsFromJson(config.compilerOptions, root).options,
  module: ModuleKind.ESNext,
  // Once for all sources, in place of a copy in each.
  importHelpers: true,
  sourceMap: false,
};

/**
 * Sources as TypeScript compiles them for `npm run build`, but one by one and to ES modules, so that what nobody uses is left out. esbuild's own
 * compiler knows decorators, but not the types that Nest injects by (`emitDecoratorMetadata`).
 */
const compiled = {
  name: 'compiled',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const { outputText } = transpileModule(await readFile(path, 'utf8'), {
        compilerOptions,
        fileName: path,
      });
      return { contents: outputText, loader: 'js', resolveDir: dirname(path) };
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
    for (const { path: filter, from, to } of CHANGED)
      onLoad({ filter }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        if (!from.test(text)) throw new Error(`${path} is not what tools/lambda/lean.js changes`);
        return { contents: text.replace(from, to), loader: 'js' };
      });
    onResolve({ filter: /^@redis\/client$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path: `./${ASIDE[path]}`, external: true } : undefined,
    );
    onResolve({ filter: NO_SIDE_EFFECTS }, async ({ path, pluginData, ...options }) => {
      if (pluginData === seen) return undefined;
      const known = AS_MODULES[path];
      if (known !== undefined) return { path: join(root, 'node_modules', known), sideEffects: false };
      const found = await resolve(path, { ...options, pluginData: seen });
      return found.errors.length > 0 ? found : { path: found.path, sideEffects: false };
    });
  },
};

/**
 * One file of a function for AWS Lambda, with all that it needs to start, and its source map beside it.
 *
 * @param entry a source file, or the name of a package
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

module.exports = { ASIDE, bundle, root };
