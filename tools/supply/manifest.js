// Faults of a package.json, of an .npmrc, and of what sources import, as sentences. Pure, like lock.js.
const { builtinModules } = require('node:module');

const SCRIPTS_AT_INSTALL = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare'];

/** Everything that npm is told. A registry, a token or a switch for scripts does not belong into the repository. */
const NPMRC = new Set([
  'omit-lockfile-registry-resolved=true',
  'engine-strict=false',
  'fund=false',
  'audit=false',
]);

/** Dependencies that no source of ours names: who loads them. */
const LOADED_BY_OTHERS = { passport: '@nestjs/passport', rxjs: '@nestjs/core' };

const isExact = (version) =>
  /^(npm:[\w@/.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version) || /^\$[\w@/-]+$/.test(version);

/** Versions are exact, so that the lock is not the only thing between us and tomorrow's release. Peers may be ranges. */
function manifestFaults(manifest) {
  const { dependencies = {}, devDependencies = {}, optionalDependencies = {}, overrides = {} } = manifest;
  const pinned = [dependencies, devDependencies, optionalDependencies].flatMap((one) => Object.entries(one));
  return [
    ...[...pinned, ...overridden(overrides)]
      .filter(([, version]) => !isExact(version))
      .map(([name, version]) => `${name} is not pinned: ${version}`),
    ...SCRIPTS_AT_INSTALL.filter((name) => manifest.scripts?.[name] !== undefined).map(
      (name) => `the package runs ${name} when it is installed`,
    ),
    ...(manifest.private === true ? [] : ['the package could be published by mistake']),
  ];
}

const overridden = (overrides) =>
  Object.entries(overrides).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : overridden(value),
  );

function npmrcFaults(text) {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !NPMRC.has(line))
    .map((line) => `.npmrc says ${line.split('=')[0]}, which nobody has looked at`);
}

/** Packages that a source loads: `{ name, type }`, `type` for those that are gone once it is compiled. */
function importsOf(text) {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const found = code.matchAll(
    /(?:\b(import|export)\s+(type\s+)?[^'";]*?\bfrom\s*|\bimport\s*\(\s*|\brequire(?:\.resolve)?\s*\(\s*|\bimport\s+)['"]([^'"]+)['"]/g,
  );
  return [...found]
    .map(([, , type, name]) => ({ name: packageOf(name), type: type !== undefined }))
    .filter(({ name }) => name !== undefined);
}

/** `@scope/name/deeper` is loaded from `@scope/name`; our own files and Node's modules from nowhere. */
function packageOf(specifier) {
  if (/^[./]/.test(specifier) || specifier.startsWith('node:') || builtinModules.includes(specifier))
    return undefined;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Where the types of a package are that brings none, or is none but types. */
const typesOf = (name) => `@types/${name.replace(/^@([^/]+)\//, '$1__')}`;

/**
 * What production sources load and the manifest does not promise, and the other way round.
 *
 * @param sources texts by path
 */
function importFaults(manifest, sources) {
  const { dependencies = {}, devDependencies = {}, peerDependencies = {} } = manifest;
  const loaded = new Set();
  const faults = [];
  for (const [path, text] of Object.entries(sources)) {
    for (const { name, type } of importsOf(text)) {
      loaded.add(name);
      const promised =
        name in dependencies ||
        name in peerDependencies ||
        (type && (name in devDependencies || typesOf(name) in devDependencies));
      if (!promised) faults.push(`${path} loads ${name}, which is not a dependency`);
    }
  }
  const unused = Object.keys(dependencies).filter((name) => !loaded.has(name));
  return [
    ...faults,
    ...unused
      .filter((name) => LOADED_BY_OTHERS[name] === undefined)
      .map((name) => `${name} is loaded by nobody`),
    ...Object.keys(LOADED_BY_OTHERS)
      .filter((name) => !unused.includes(name) && name in dependencies)
      .map((name) => `${name} is loaded by our sources, and has a reason why not`),
  ];
}

module.exports = { importFaults, importsOf, manifestFaults, npmrcFaults };
