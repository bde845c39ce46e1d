// Jest's globalSetup: finds the primes of a few RSA keys once for the whole run. Every user pool needs two keys, and finding them
// anew for each of some hundred pools would take longer than all the rest of the suite.
const { generateKeyPair } = require('node:crypto');
const { promisify } = require('node:util');

module.exports = async () => {
  const pairs = Array.from({ length: 12 }, () => promisify(generateKeyPair)('rsa', { modulusLength: 2048 }));
  const keys = (await Promise.all(pairs)).map(({ privateKey }) => privateKey.export({ format: 'jwk' }));
  process.env.TEST_RSA_KEYS = JSON.stringify(keys);
};
