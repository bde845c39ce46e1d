// Checks package-lock.json: integrity only, no registry's address, no install scripts in what production runs.
const lock = require('../package-lock.json');

const faults = Object.entries(lock.packages)
  .filter(([path]) => path !== '')
  .flatMap(([path, entry]) => [
    ...(entry.resolved === undefined ? [] : [`${path} names where it was fetched from`]),
    ...(entry.integrity === undefined && entry.link !== true && entry.inBundle !== true
      ? [`${path} has no integrity`]
      : []),
    ...(entry.hasInstallScript === true && entry.dev !== true && entry.devOptional !== true
      ? [`${path} runs an install script in production`]
      : []),
  ]);

for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
