import { accountDigest } from './account-digest';

const digest = (name: string): string => accountDigest('eu-west-1_AbCdEfGhI', name);

it.each([
  ['capitals', 'SMITH@example.com'],
  ['blanks around it', ' smith@example.com\u00a0'],
  ['blanks within', 'smi th@example.com'],
  ['full width', 'ｓｍｉｔｈ@example.com'],
  ['mathematical letters', '𝗌𝗆𝗂𝗍𝗁@example.com'],
  ['a long s', 'ſmith@example.com'],
  ['a dotless i', 'smıth@example.com'],
  ['a dotted capital I', 'SMİTH@example.com'],
  ['a zero-width space', 'smith\u200b@example.com'],
  ['a zero-width joiner', 'smi\u200dth@example.com'],
  ['a soft hyphen', 'smi\u00adth@example.com'],
  ['a variation selector', 'smith\ufe0f@example.com'],
  ['a byte order mark', '\ufeffsmith@example.com'],
  ['a change of direction', 'smith\u202e@example.com'],
  ['a control character', 'smith\u0000@example.com'],
  ['half of a surrogate pair', 'smith\ud800@example.com'],
  ['a tag', 'smith\u{e0061}@example.com'],
])('with %s a name is the same name', (_, spelling) => {
  expect(digest(spelling)).toBe(digest('smith@example.com'));
});

it('composed and decomposed letters are the same, and so are capitals that take two letters', () => {
  expect(digest('Zo\u0065\u0308')).toBe(digest('zo\u00eb'));
  expect(digest('stra\u00dfe')).toBe(digest('STRASSE'));
});

it('other names are other names, and so is the same one in another pool', () => {
  const names = ['smith@example.com', 'smyth@example.com', 'smith@example.org', 'smith', 'smïth@example.com'];
  const digests = new Set([...names.map(digest), accountDigest('eu-west-1_Another00', 'smith@example.com')]);
  expect(digests.size).toBe(names.length + 1);
});
