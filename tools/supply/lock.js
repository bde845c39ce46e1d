// Faults of a package-lock.json, as sentences. Pure, so that test/supply.test.ts can plant every fault.

/** Versions below these are known to be unsafe: one for each major version that was mended; older majors never were. */
const FLOORS = {
  jsonwebtoken: ['9.0.3'],
  jws: ['3.2.3', '4.0.1'],
  fastify: ['5.12.2'],
  '@fastify/middie': ['9.3.4'],
  'find-my-way': ['8.2.2', '9.0.1'],
  'path-to-regexp': ['0.1.12', '8.0.0'],
  passport: ['0.6.0'],
  jose: ['4.15.5', '5.0.0'],
  validator: ['13.15.22'],
  'class-validator': ['0.14.0'],
  cookie: ['0.7.0'],
  'swagger-ui-dist': ['4.1.3'],
  'fast-xml-parser': ['4.4.1', '5.2.5'],
  'fast-uri': ['2.4.0', '3.0.3'],
  semver: ['5.7.2', '6.3.1', '7.5.2'],
  'brace-expansion': ['1.1.12', '2.0.2', '4.0.1'],
  braces: ['3.0.3'],
  micromatch: ['4.0.8'],
  glob: ['7.0.0', '10.5.0', '11.1.0'],
  'js-yaml': ['3.14.2', '4.1.1'],
  'cross-spawn': ['6.0.6', '7.0.5'],
  json5: ['1.0.2', '2.2.2'],
  lodash: ['4.17.21'],
  minimist: ['1.2.6'],
  ws: ['5.2.4', '6.2.3', '7.5.10', '8.17.1'],
  undici: ['5.29.0', '6.21.2', '7.5.0'],
  qs: ['6.14.1'],
  send: ['0.19.0'],
  express: ['4.20.0'],
  'body-parser': ['1.20.3', '2.2.1'],
  'form-data': ['2.5.4', '3.0.4', '4.0.4'],
  axios: ['0.30.2', '1.12.0'],
  tar: ['6.2.1', '7.0.0'],
  'word-wrap': ['1.2.4'],
  xml2js: ['0.5.0'],
  'aws-sdk': ['2.814.0'],
};

/** Versions that somebody else published in the name of the package. */
const STOLEN = new Set([
  ...['chalk@5.6.1', 'debug@4.4.2', 'ansi-styles@6.2.2', 'strip-ansi@7.1.1', 'ansi-regex@6.2.1'],
  ...['supports-color@10.2.1', 'wrap-ansi@9.0.1', 'color-convert@3.1.1', 'color-name@2.0.1'],
  ...['color-string@2.1.1', 'is-arrayish@0.3.3', 'error-ex@1.3.3', 'slice-ansi@7.1.1', 'has-ansi@6.0.1'],
  ...['event-stream@3.3.6', 'ua-parser-js@0.7.29', 'ua-parser-js@0.8.0', 'ua-parser-js@1.0.0', 'rc@1.2.9'],
]);

/** What checks tokens, routes and bodies is there once: with two versions nobody knows which one was mended. */
const ONCE = [
  ...['jsonwebtoken', 'jws', 'jwa', 'jose', 'jwks-rsa', 'passport', 'passport-jwt', 'fastify', 'find-my-way'],
  ...['secure-json-parse', 'class-validator', 'class-transformer', 'validator', 'zod', 'cookie', 'pino'],
  ...['@noble/hashes', '@noble/curves', 'bcryptjs', 'otpauth', '@simplewebauthn/server', '@redis/client'],
  ...[
    '@aws-sdk/client-cognito-identity-provider',
    '@nestjs/core',
    '@nestjs/common',
    '@smithy/node-http-handler',
  ],
];

/** Packages whose install scripts run where the project is built and tested; never in production. */
const BUILD_SCRIPTS = {
  '@parcel/watcher': 'builds itself where no binary fits; the Nest command line watches files with it',
  '@swc/core': 'checks that its binary is there; compiles the tests',
  'aws-sdk': 'says that it is old; part of what measurements compare with',
  esbuild: 'puts its binary for this machine in place; bundles what runs on AWS Lambda',
  'unrs-resolver': 'checks that its binary is there; resolves the imports of the tests',
};

const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
const inProduction = (entry) => entry.dev !== true && entry.devOptional !== true;

/** The packages of a lock by path, without the project itself. */
const packagesOf = (lock) => Object.entries(lock.packages ?? {}).filter(([path]) => path !== '');

/** @returns faults of every kind that a lock alone can tell */
function lockFaults(lock) {
  const packages = packagesOf(lock);
  return [
    ...(lock.lockfileVersion === 3 ? [] : ['the lock is not of version 3']),
    ...(packages.length > 0 ? [] : ['the lock is empty']),
    ...packages.flatMap(([path, entry]) => entryFaults(path, entry)),
    ...duplicates(packages),
  ];
}

function entryFaults(path, entry) {
  const name = entry.name ?? nameOf(path);
  return [
    ...(entry.resolved === undefined ? [] : [`${path} names where it was fetched from`]),
    ...(/^sha512-[\w+/]{86}==$/.test(entry.integrity ?? '') ? [] : [`${path} has no integrity by SHA-512`]),
    ...(entry.link === true ? [`${path} is a link`] : []),
    ...(entry.inBundle === true ? [`${path} comes inside of another package`] : []),
    ...(entry.hasInstallScript === true && inProduction(entry)
      ? [`${path} runs an install script in production`]
      : []),
    ...(entry.hasInstallScript === true && !inProduction(entry) && BUILD_SCRIPTS[name] === undefined
      ? [`${path} runs an install script that nobody has looked at`]
      : []),
    ...(entry.deprecated !== undefined && inProduction(entry) ? [`${path} is deprecated`] : []),
    ...(STOLEN.has(`${name}@${entry.version}`) ? [`${path} ${entry.version} was published by a thief`] : []),
    ...(isBelowFloor(name, entry.version) ? [`${path} ${entry.version} is known to be unsafe`] : []),
  ];
}

function isBelowFloor(name, version) {
  const floors = FLOORS[name];
  if (floors === undefined) return false;
  // What cannot be read cannot be trusted.
  if (!/^\d+\.\d+\.\d+/.test(version ?? '')) return true;
  const majorOf = (text) => Number(text.split('.')[0]);
  const major = majorOf(version);
  const floor = floors.find((one) => majorOf(one) === major);
  if (floor !== undefined) return compare(version, floor) < 0;
  return major < Math.max(...floors.map(majorOf));
}

/** Compares the numbers of two versions; a version before its release counts as below it. */
function compare(one, other) {
  const numbers = (text) => text.split('-')[0].split('.').map(Number);
  const [a, b] = [numbers(one), numbers(other)];
  const at = a.findIndex((number, index) => number !== b[index]);
  if (at >= 0) return a[at] - b[at];
  return one.includes('-') ? -1 : 0;
}

function duplicates(packages) {
  return ONCE.flatMap((name) => {
    const versions = packages
      .filter(([path, entry]) => nameOf(path) === name && inProduction(entry))
      .map(([, { version }]) => version);
    const distinct = [...new Set(versions)];
    return distinct.length > 1 ? [`${name} is there as ${distinct.join(' and ')}`] : [];
  });
}

module.exports = { FLOORS, inProduction, lockFaults, nameOf, packagesOf };
