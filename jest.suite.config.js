const suite = require('./jest.config.js');
const { apart } = require('./test/suites/plan.js');

/** `npm test`: every file of `jest.config.js` once, those of a suite together, which takes half the time. */
module.exports = {
  ...suite,
  testMatch: ['<rootDir>/test/suites/*.suite.ts', ...apart.map((file) => `<rootDir>/${file}`)],
};
