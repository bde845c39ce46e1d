// Checks what comes from elsewhere: the locks, the manifests, the licences, and what sources load. Prints a line for each fault.
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { licenceFaults } = require('./supply/licences.js');
const { lockFaults } = require('./supply/lock.js');
const { importFaults, manifestFaults, npmrcFaults } = require('./supply/manifest.js');

const root = join(__dirname, '..');
const text = (name) => readFileSync(join(root, name), 'utf8');
const json = (name) => JSON.parse(text(name));

/** Sources that run in production, with a folder's tests left out. */
function sourcesIn(folder, ending) {
  const names = readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith(ending) && !/\.test\.ts$|^test\/|node_modules|^dist\//.test(name))
    .map((name) => `${folder}/${name}`);
  return Object.fromEntries(names.map((name) => [name, text(name)]));
}

/** Every fault of the repository as it stands. */
function faultsOfRepository() {
  const lock = json('package-lock.json');
  const installed = (path) => (existsSync(join(root, path)) ? json(`${path}/package.json`) : undefined);
  const of = (name, faults) => faults.map((fault) => `${name}: ${fault}`);
  return [
    ...of('package-lock.json', [...lockFaults(lock), ...licenceFaults(lock, installed)]),
    ...of('bench/package-lock.json', lockFaults(json('bench/package-lock.json'))),
    ...['package.json', 'bench/package.json', 'client/package.json'].flatMap((name) =>
      of(name, manifestFaults(json(name))),
    ),
    ...['.npmrc', 'bench/.npmrc'].flatMap((name) => of(name, npmrcFaults(text(name)))),
    ...of(
      'package.json',
      importFaults(json('package.json'), { ...sourcesIn('src', '.ts'), ...sourcesIn('local-pool', '.ts') }),
    ),
    ...of('client/package.json', importFaults(json('client/package.json'), sourcesIn('client/src', '.ts'))),
  ];
}

module.exports = { faultsOfRepository };

if (require.main === module) {
  const faults = faultsOfRepository();
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
