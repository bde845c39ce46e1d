// What looks like a secret and is none. Digests are those that tools/secrets.js prints; each needs a reason.
const EXAMPLE = 'the example of a password in the documents';
const FIXTURE = 'made up for a test, and good for nothing else';

const digests = {
  '1424538cd0d1febc': EXAMPLE,
  '06b052607984b00f': EXAMPLE,
  baf990ccb470ca44: EXAMPLE,
  '9bcc68a715996a47': EXAMPLE,
  '1a5d44a2dca19669': 'the example of an access key in the documents of AWS',
  e265ce681155676e: FIXTURE,
  '9aff22dc26ffee32': FIXTURE,
  '56102786f198b390': FIXTURE,
  '82e29b979d2f3fd0': 'the example of an ID token that stood in the documents for a while',
};

/** Tests make their people up, with passwords, and the settings of their services; the pool that knows them is gone when they end. */
const TESTS = /(?:^|:|\/)(?:test\/|bench\/)|\.test\.ts$/;
const OF_TESTS = new Set(['password', 'password of the environment', 'secret of the environment']);

/** Whether a place makes something a fixture. Keys of AWS, tokens and client secrets are none anywhere: they may be real. */
function isFixture(what, where) {
  return OF_TESTS.has(what) && TESTS.test(where);
}

module.exports = { digests, isFixture };
