const suite = require('./jest.config.js');

// Requests of every test that starts the service go through this front of AWS Lambda (test/support/way-in.ts).
process.env.THROUGH ??= 'function-url';

const contract = ['contract/*', 'auth/session', 'auth/sign-in', 'users/sessions', 'users/profile'];
const folders = [
  'access-matrix',
  'accounts',
  'admin',
  'auth',
  'contract',
  'mass-assignment',
  'recovery',
  'users',
];
const paths = process.env.LAMBDA === 'full' ? folders.map((folder) => `${folder}/**/*`) : contract;

/** `npm run test:lambda`: what holds over HTTP holds through Lambda. `LAMBDA=full` runs every test of a route. */
module.exports = {
  ...suite,
  testMatch: paths.map((path) => `<rootDir>/test/${path}.test.ts`),
  // Is answered while it is read, which no front of Lambda does.
  testPathIgnorePatterns: [...suite.testPathIgnorePatterns, '/test/admin/bulk.test.ts'],
};
