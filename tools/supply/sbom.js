// Faults of a bill of materials, as sentences. Pure, like lock.js.
const { inProduction, nameOf, packagesOf } = require('./lock.js');

/**
 * The project as it is in production.
 *
 * @returns its manifest and its lock, without what is there for development
 */
function productionOf(manifest, lock) {
  const { devDependencies: _development, overrides, ...rest } = manifest;
  const { devDependencies: _of, ...own } = lock.packages[''];
  const used = Object.fromEntries(packagesOf(lock).filter(([, entry]) => inProduction(entry)));
  const kept = Object.entries(overrides ?? {}).filter(([name]) => `node_modules/${name}` in used);
  return {
    manifest: { ...rest, overrides: Object.fromEntries(kept) },
    lock: { ...lock, packages: { '': own, ...used } },
  };
}

/** What a bill has to name: `name@version` of each package that production may run. */
const expected = (lock) =>
  new Set(
    packagesOf(lock)
      .filter(([, entry]) => inProduction(entry))
      .map(([path, entry]) => `${entry.name ?? nameOf(path)}@${entry.version}`),
  );

/** Packages that name none where npm looks; licences.js says where they do. */
const WITHOUT_LICENCE = new Set(['limiter@1.1.5', 'passport-strategy@1.0.0', 'pause@0.0.1']);

function missing(lock, named) {
  return [...expected(lock)].filter((one) => !named.has(one)).map((one) => `${one} is not in the bill`);
}

function twice(ids) {
  return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} is there twice`);
}

/** @param bill a CycloneDX document as JSON */
function cycloneDxFaults(bill, lock) {
  const components = bill.components ?? [];
  const ids = [bill.metadata?.component?.['bom-ref'], ...components.map((one) => one['bom-ref'])];
  const references = (bill.dependencies ?? []).flatMap(({ ref, dependsOn = [] }) => [ref, ...dependsOn]);
  return [
    ...(bill.bomFormat === 'CycloneDX' && /^1\.[5-9]$/.test(bill.specVersion)
      ? []
      : ['not a CycloneDX bill']),
    ...components.flatMap(({ 'bom-ref': id, purl, hashes = [], licenses = [] }) => [
      ...(purl === `pkg:npm/${id.replace(/^@/, '%40')}` ? [] : [`${id} has another address`]),
      ...(hashes.some(({ alg, content }) => alg === 'SHA-512' && /^[0-9a-f]{128}$/.test(content))
        ? []
        : [`${id} has no hash`]),
      ...(licenses.length > 0 || WITHOUT_LICENCE.has(id) ? [] : [`${id} has no licence`]),
    ]),
    ...references.filter((id) => !ids.includes(id)).map((id) => `${id} is referred to and not there`),
    ...twice(ids),
    ...missing(lock, new Set(ids)),
  ];
}

/** @param bill an SPDX document as JSON */
function spdxFaults(bill, lock) {
  const packages = bill.packages ?? [];
  const ids = ['SPDXRef-DOCUMENT', ...packages.map(({ SPDXID }) => SPDXID)];
  const references = (bill.relationships ?? []).flatMap((one) => [one.spdxElementId, one.relatedSpdxElement]);
  return [
    ...(bill.spdxVersion === 'SPDX-2.3' && bill.dataLicense === 'CC0-1.0' ? [] : ['not an SPDX bill']),
    ...ids.filter((id) => !/^SPDXRef-[\w.-]+$/.test(id)).map((id) => `${id} is no identifier`),
    ...[...references, ...(bill.documentDescribes ?? [])]
      .filter((id) => !ids.includes(id))
      .map((id) => `${id} is referred to and not there`),
    ...packages
      .filter(({ name, checksums = [] }) => name !== bill.name?.split('@')[0] && checksums.length === 0)
      .map(({ name }) => `${name} has no hash`),
    ...twice(ids),
    ...missing(lock, new Set(packages.map(({ name, versionInfo }) => `${name}@${versionInfo}`))),
  ];
}

module.exports = { cycloneDxFaults, productionOf, spdxFaults };
