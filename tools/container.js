// Holds Dockerfile, .dockerignore and compose.yaml to the rules of tools/container/, since no Docker engine is needed to see what they
// say. Prints what breaks a rule, and fails.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { load } = require('js-yaml');
const { composeFaults } = require('./container/compose.js');
const { dockerfileFaults } = require('./container/dockerfile.js');
const { ignoreFaults } = require('./container/ignore.js');

const read = (name) => readFileSync(join(__dirname, '..', name), 'utf8');

const faults = [
  ...dockerfileFaults(read('Dockerfile')).map((fault) => `Dockerfile: ${fault}`),
  ...ignoreFaults(read('.dockerignore')).map((fault) => `.dockerignore: ${fault}`),
  ...composeFaults(load(read('compose.yaml'))).map((fault) => `compose.yaml: ${fault}`),
];
for (const fault of faults) process.stderr.write(`${fault}\n`);
if (faults.length > 0) process.exitCode = 1;
