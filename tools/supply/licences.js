// Licences of what production runs, by the packages as they are installed. Pure, like lock.js.
const { inProduction, packagesOf } = require('./lock.js');

const ALLOWED = new Set([
  ...['MIT', 'MIT-0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0', 'BlueOak-1.0.0'],
  ...['CC0-1.0', 'Unlicense', 'Python-2.0', 'Zlib'],
]);

/** Packages that name no licence where npm looks: where they do. */
const ELSEWHERE = { 'pause@0.0.1': ['MIT', 'Readme.md'] };

/**
 * @param read gives the package.json at a path of the lock, or undefined where it is not installed
 */
function licenceFaults(lock, read) {
  return packagesOf(lock)
    .filter(([, entry]) => inProduction(entry))
    .flatMap(([path, entry]) => {
      const manifest = read(path);
      // Binaries for other machines are not installed.
      if (manifest === undefined) return entry.optional === true ? [] : [`${path} is not installed`];
      if (manifest.version !== entry.version) return [`${path} is installed as ${manifest.version}`];
      const licence = licenceOf(manifest);
      return isAllowed(licence) ? [] : [`${path} has the licence ${licence ?? '(none)'}`];
    });
}

/** As an SPDX expression. Older packages have a list of objects. */
function licenceOf({ name, version, license, licenses }) {
  const stated = license ?? licenses;
  if (typeof stated === 'string') return stated;
  const types = [stated ?? []].flat().map(({ type }) => type);
  return types.length > 0 ? types.join(' OR ') : ELSEWHERE[`${name}@${version}`]?.[0];
}

/** Of several joined by OR one is chosen; all joined by AND hold. */
function isAllowed(expression) {
  return (expression ?? '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => ALLOWED.has(one.replace(/[()]/g, '').trim())));
}

module.exports = { licenceFaults };
