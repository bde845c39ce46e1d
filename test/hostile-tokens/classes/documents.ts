import { each, json, type Mint, type TokenClasses, type Variant } from '../mint';

/** A word with some of its letters as escapes. */
function escapes(word: string): string[] {
  const escape = (letter: string, upper = false): string => {
    const hex = letter.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${upper ? hex.toUpperCase() : hex}`;
  };
  const spellings = [
    escape(word.charAt(0)) + word.slice(1),
    word.slice(0, -1) + escape(word.slice(-1)),
    Array.from(word)
      .map((letter) => escape(letter))
      .join(''),
    Array.from(word)
      .map((letter) => escape(letter, true))
      .join(''),
  ];
  return [...new Set(spellings)];
}

/** A member more, before or behind all others, in a text that stays JSON. */
const before = (text: string, member: string): string => text.replace('{', () => `{${member},`);
const behind = (text: string, member: string): string => text.replace(/\}$/, () => `,${member}}`);

function headerTwice(mint: Mint): Variant[] {
  const text = json(mint.header);
  const members: [string, string][] = [
    ...['none', 'HS256', 'RS256'].map((alg): [string, string] => ['alg', json(alg)]),
    ...['stranger=', 'pool_key-2', mint.header.kid, '../key'].map((kid): [string, string] => [
      'kid',
      json(kid),
    ]),
    ['alg', 'null'],
    ['kid', '[]'],
  ];
  return members.flatMap(([name, value]): Variant[] => [
    [`${name} ${value} first`, mint.token(before(text, `"${name}":${value}`), mint.claims)],
    [`${name} ${value} last`, mint.token(behind(text, `"${name}":${value}`), mint.claims)],
  ]);
}

function claimsTwice(mint: Mint): Variant[] {
  const text = json(mint.claims);
  return Object.keys(mint.claims).flatMap((name): Variant[] => [
    [`${name} first`, mint.token(mint.header, before(text, `"${name}":"x"`))],
    [`${name} last`, mint.token(mint.header, behind(text, `"${name}":${json(mint.claims[name as 'sub'])}`))],
  ]);
}

function twiceByEscapes(mint: Mint): Variant[] {
  const text = json(mint.claims);
  return [
    ...['alg', 'kid'].flatMap((name) =>
      each(escapes(name), (spelt) => mint.token(before(json(mint.header), `"${spelt}":"none"`), mint.claims)),
    ),
    ...['sub', 'exp', 'iss', 'token_use', 'client_id', 'username'].flatMap((name) =>
      each(escapes(name), (spelt) => mint.token(mint.header, before(text, `"${spelt}":"x"`))),
    ),
    ['cognito:groups', mint.token(mint.header, before(text, '"cognito\\u003agroups":["root"]'))],
    ['an escaped slash', mint.token(mint.header, before(text, '"a/b":1,"a\\/b":2'))],
  ];
}

const NESTED = [
  '{"b":1,"b":2}',
  '[{"b":1,"b" : 2}]',
  '{"c":{"d":[[{"e":1,"f":2,"e":1}]]}}',
  '{"":1,"":1}',
  '{"__proto__":1,"__proto__":1}',
];

const NO_OBJECTS: Record<string, string> = {
  'a list': '[]',
  'a text': '"text"',
  'a number': '1',
  null: 'null',
  true: 'true',
  'an empty object': '{}',
  'a space': ' ',
  'a word': 'alg=RS256',
  XML: '<jwt/>',
  YAML: 'alg: RS256',
};

/** What lenient parsers take for JSON. */
const dialects = (text: string): Record<string, string> => ({
  'a comma behind': text.replace(/\}$/, ',}'),
  'a comma before': text.replace('{', '{,'),
  'a comment': `${text}/**/`,
  'a comment inside': text.replace('{', '{/**/'),
  'a line of comment': `//\n${text}`,
  'single quotes': text.replaceAll('"', "'"),
  'names without quotes': text.replace(/"(\w+)":/g, '$1:'),
  NaN: before(text, '"x":NaN'),
  Infinity: before(text, '"x":Infinity'),
  'a plus': before(text, '"x":+1'),
  hexadecimal: before(text, '"x":0x10'),
  'a leading zero': before(text, '"x":01'),
  'a point without digits': before(text, '"x":1.'),
  'a line feed in a text': before(text, '"x":"a\nb"'),
  'a NUL in a text': before(text, '"x":"\0"'),
  'half an escape': before(text, '"x":"\\u00"'),
  'an escape that is none': before(text, '"x":"\\x41"'),
  'junk behind': `${text}x`,
  'a bracket behind': `${text}}`,
  'a NUL behind': `${text}\0`,
  'a document behind': `${text}${text}`,
  'a document in the next line': `${text}\n${text}`,
  'a byte order mark': `\ufeff${text}`,
  'a space of another kind': `\u00a0${text}`,
  'a form feed': `\f${text}`,
  'an end that is missing': text.slice(0, -1),
  'a frame against hijacking': `)]}',\n${text}`,
  'a call': `(${text})`,
});

/** RFC 8259, RFC 7519 §7.2, RFC 8725 §2.4: both parts are JSON objects that nobody can read in two ways. */
export const documents: TokenClasses = {
  'member of the header twice': headerTwice,
  'claim twice': claimsTwice,
  'member twice by escapes': twiceByEscapes,
  'member twice further inside': (mint) => [
    ...each(
      NESTED,
      (value) => mint.withClaimText('x', value),
      (value) => `a claim ${value}`,
    ),
    ...each(
      NESTED,
      (value) => mint.token(before(json(mint.header), `"x":${value}`), mint.claims),
      (value) => `the header ${value}`,
    ),
  ],
  'payload that is no object': (mint) =>
    each(Object.keys(NO_OBJECTS), (name) => mint.token(mint.header, NO_OBJECTS[name]), String),
  'header that is no object': (mint) =>
    each(Object.keys(NO_OBJECTS), (name) => mint.token(NO_OBJECTS[name], mint.claims), String),
  'payload that is nearly JSON': (mint) =>
    Object.entries(dialects(json(mint.claims))).map(([name, text]) => [name, mint.token(mint.header, text)]),
  'header that is nearly JSON': (mint) =>
    Object.entries(dialects(json(mint.header))).map(([name, text]) => [name, mint.token(text, mint.claims)]),
};
