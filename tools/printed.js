// Looks for secrets in what programs have printed: node tools/printed.js <file> [<file> …]
const { readFileSync } = require('node:fs');
const { secretsIn } = require('./secrets/scan.js');

/** Passwords of the people whom tests make: whatever prints one of them prints those of real people as well. */
const OF_TESTS =
  /(?:Correct|Better|Temporary|Wrong)-(?:Horse|Battery|Canary|Passw0rd)-\d|Admin-Passw0rd!|Planted-C\wnary/gu;

/** Faults of a text: where, and of which kind, without the secret. */
function printedIn(text, where) {
  const lineAt = (index) => text.slice(0, index).split('\n').length;
  return [
    ...secretsIn(text, where),
    ...[...text.matchAll(OF_TESTS)].map(({ index }) => ({
      where,
      line: lineAt(index),
      what: 'password of a test',
    })),
  ];
}

module.exports = { printedIn };

if (require.main === module) {
  const found = process.argv.slice(2).flatMap((file) => printedIn(readFileSync(file, 'utf8'), file));
  for (const { where, line, what } of found) process.stderr.write(`${where}:${line}: ${what}\n`);
  process.exitCode = found.length > 0 || process.argv.length < 3 ? 1 : 0;
}
