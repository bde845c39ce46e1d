const suite = require('./jest.config.js');

/** Tests that need a system program, one at a time: they fail with the Debian package's name when it is missing. */
module.exports = {
  ...suite,
  maxWorkers: 1,
  testMatch: ['<rootDir>/test/system/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
