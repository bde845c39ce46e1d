// Jest's setupFiles: hands out the keys of key-pairs.global.js, in turn, wherever a pair of RSA-2048 keys is asked for.
const crypto = require('node:crypto');
const { promisify } = require('node:util');

const keys = JSON.parse(process.env.TEST_RSA_KEYS ?? '[]');
const original = promisify(crypto.generateKeyPair);
let next = process.pid % (keys.length || 1);

async function generate(type, options) {
  if (type !== 'rsa' || options?.modulusLength !== 2048 || keys.length === 0) return original(type, options);
  const key = keys[next++ % keys.length];
  const privateKey = crypto.createPrivateKey({ key, format: 'jwk' });
  return { privateKey, publicKey: crypto.createPublicKey(privateKey) };
}

function generateKeyPair(type, options, done) {
  generate(type, options).then(({ publicKey, privateKey }) => done(null, publicKey, privateKey), done);
}
generateKeyPair[promisify.custom] = generate;
crypto.generateKeyPair = generateKeyPair;
