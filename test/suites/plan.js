const { readdirSync } = require('node:fs');
const { join, relative } = require('node:path');

const root = join(__dirname, '../..');

/**
 * Test files that Jest runs as they are: they replace modules, or fill a suite alone. Paths, or beginnings of them.
 */
const apart = [
  'local-pool/test/amplify',
  'local-pool/test/properties/',
  'local-pool/test/table/',
  'test/auth/enumeration',
  'test/contract/',
  'test/policy/spelling',
  'test/stories/',
];

/** What belongs together, by the beginnings of paths; the suite of a file is the first that has one. */
const suites = {
  'pool-administration': [
    'local-pool/test/admin',
    'local-pool/test/auth-events',
    'local-pool/test/bootstrap',
  ],
  'pool-choice': ['local-pool/test/choice', 'local-pool/test/cl', 'local-pool/test/co', 'local-pool/test/cu'],
  'pool-devices': ['local-pool/test/device', 'local-pool/test/e', 'local-pool/test/federation'],
  'pool-hosted': ['local-pool/test/groups', 'local-pool/test/hosted'],
  'pool-imports': ['local-pool/test/i', 'local-pool/test/l'],
  'pool-mfa': ['local-pool/test/m', 'local-pool/test/n'],
  'pool-passkeys': ['local-pool/test/o', 'local-pool/test/p', 'local-pool/test/q', 'local-pool/test/r'],
  'pool-sign-in': ['local-pool/test/s'],
  'pool-triggers': ['local-pool/test/'],
  units: ['src/', 'local-pool/'],
  users: ['test/users/'],
  'ways-in': ['test/auth/ways-in/'],
  auth: ['test/auth/', 'test/recovery/'],
  admin: ['test/admin/', 'test/accounts/'],
  client: ['test/client/'],
  triggers: ['test/triggers/'],
  service: ['test/service/', 'test/policy/'],
  // The plan itself, and new folders until somebody gives them a suite.
  rest: ['test/'],
};

/** All files of the suite; those that need a system program or much time have configurations of their own. */
const files = ['local-pool', 'src', 'test']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  .filter((file) => !/^test\/(system|hard)\//.test(file))
  .sort();

const isApart = (file) => apart.some((path) => file.startsWith(path));

/** The suite that runs a file; undefined when it runs apart. */
const suiteOf = (file) =>
  isApart(file)
    ? undefined
    : Object.keys(suites).find((name) => suites[name].some((path) => file.startsWith(path)));

module.exports = {
  root,
  names: Object.keys(suites),
  apart: files.filter(isApart),
  filesOf: (name) => files.filter((file) => suiteOf(file) === name),
};
