// Finds what looks like a secret and is not known to be none.
const { createHash } = require('node:crypto');
const known = require('./known.js');
const patterns = require('./patterns.js');

const digestOf = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);

/**
 * @param where name of the file, or commit and file
 * @returns what was found: never the secret itself, but its digest, which `known.js` can name
 */
function secretsIn(text, where) {
  return Object.entries(patterns).flatMap(([what, pattern]) =>
    [...text.matchAll(pattern)]
      .map((match) => ({ secret: match[1] ?? match[0], index: match.index }))
      .filter(({ secret }) => known.digests[digestOf(secret)] === undefined && !known.isFixture(what, where))
      .map(({ secret, index }) => ({
        where,
        line: text.slice(0, index).split('\n').length,
        what,
        digest: digestOf(secret),
      })),
  );
}

module.exports = { digestOf, secretsIn };
