// Writes the bills of materials of what production runs, in CycloneDX and in SPDX, and checks them: node tools/sbom.js [folder]
const { execFileSync } = require('node:child_process');
const { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { cycloneDxFaults, productionOf, spdxFaults } = require('./supply/sbom.js');

const root = join(__dirname, '..');
const folder = process.argv[2] ?? join(root, 'dist', 'sbom');
const json = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const { manifest, lock } = productionOf(json('package.json'), json('package-lock.json'));

// `npm sbom --omit dev` leaves out whatever a development dependency uses as well, jose and Nest among it. So npm is shown a
// project that has no development dependencies.
const around = mkdtempSync(join(tmpdir(), 'sbom-'));
const project = join(around, manifest.name);
try {
  mkdirSync(project);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify(lock));
  const faults = [
    ['cyclonedx', 'gatehouse.cdx.json', cycloneDxFaults],
    ['spdx', 'gatehouse.spdx.json', spdxFaults],
  ].flatMap(([format, file, faultsOf]) => {
    const text = execFileSync('npm', ['sbom', '--package-lock-only', '--sbom-format', format], {
      cwd: project,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    writeFileSync(join(folder, file), text);
    return faultsOf(JSON.parse(text), lock).map((fault) => `${file}: ${fault}`);
  });
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  rmSync(around, { recursive: true });
}
