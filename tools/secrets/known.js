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
  '07316360ee4f436c': FIXTURE,
  '90accb5d9eaae71a': FIXTURE,
  '5352d231aeb4c584': 'a variable of the same name in a test, not a value',
};

/** Tests make their people up, with passwords; the pool that knows them is gone when they end. */
const TESTS = /(?:^|:|\/)(?:test\/|bench\/)|\.test\.ts$/;

/** Whether a place makes something a fixture. */
function isFixture(what, where) {
  return what === 'password' && TESTS.test(where);
}

module.exports = { digests, isFixture };
