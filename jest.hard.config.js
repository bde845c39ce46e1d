const suite = require('./jest.config.js');

/**
 * What takes too long for the suite: floods, fuzzing, soaks, paired timings. `HARD=short` runs all of it in small amounts, for a
 * change that is about to land; without it the figures of `docs/security.md` are reached. One file at a time, since they load the machine.
 */
module.exports = {
  ...suite,
  maxWorkers: 1,
  testMatch: ['<rootDir>/test/hard/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
};
