import { base64url, each, json, MAX_LENGTH, type Mint, type TokenClasses, type Variant } from '../mint';

/** Bytes that are not UTF-8 (RFC 3629), in hexadecimal. */
const NO_UTF8: Record<string, string> = {
  'a lone byte': 'ff',
  'a byte that continues nothing': '80',
  'a sequence that is cut': 'e282',
  'an overlong quote': 'c0a2',
  'an overlong slash': 'c0af',
  'an overlong NUL': 'c080',
  'an overlong letter': 'e08181',
  'half a surrogate pair': 'eda080',
  'a surrogate pair': 'eda0bdedb880',
  'a character beyond Unicode': 'f4908080',
  'five bytes': 'f888808080',
  'a letter of Latin-1': 'e9',
};

function withBytes(text: string, hex: string): Buffer {
  const [start = '', end = ''] = text.split('HERE');
  return Buffer.concat([Buffer.from(start), Buffer.from(hex, 'hex'), Buffer.from(end)]);
}

function notUtf8(mint: Mint): Variant[] {
  const payload = json({ ...mint.claims, username: 'aHEREb' });
  const header = json({ ...mint.header, x: 'aHEREb' });
  return Object.entries(NO_UTF8).flatMap(([name, hex]): Variant[] => [
    [`${name} in the payload`, mint.token(mint.header, withBytes(payload, hex))],
    [`${name} in the header`, mint.token(withBytes(header, hex), mint.claims)],
  ]);
}

/** UTF-16 and UTF-32, with and without a byte order mark. */
function otherEncodings(mint: Mint): Variant[] {
  const wide = (text: string, width: 2 | 4, big: boolean): Buffer =>
    Buffer.concat(
      Array.from(text).map((letter) => {
        const unit = Buffer.alloc(width);
        if (big) unit.writeUIntBE(letter.charCodeAt(0), 0, width);
        else unit.writeUIntLE(letter.charCodeAt(0), 0, width);
        return unit;
      }),
    );
  return ([2, 4] as const).flatMap((width) =>
    [true, false].flatMap((big) =>
      ['', '\ufeff'].flatMap((mark): Variant[] => {
        const name = `UTF-${width * 8}${big ? 'BE' : 'LE'}${mark === '' ? '' : ' with mark'}`;
        return [
          [`${name}, payload`, mint.token(mint.header, wide(mark + json(mint.claims), width, big))],
          [`${name}, header`, mint.token(wide(mark + json(mint.header), width, big), mint.claims)],
        ];
      }),
    ),
  );
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const moved = (part: string, by: number): string =>
  part.slice(0, -1) + LETTERS.charAt((LETTERS.indexOf(part.slice(-1)) + by) % 64);

/** The same bytes in other spellings: whoever keeps a list of tokens by their text must not be got around (RFC 4648 §3.5). */
function otherSpellings(mint: Mint): Variant[] {
  const [header, payload, signature] = mint.parts;
  // A payload whose base64 has both letters that base64url writes in another way.
  const [, special = '', ofSpecial = ''] = mint.withClaims({ x: '???>>>~~~' }).split('.');
  const ordinary = (part: string): string => part.replaceAll('-', '+').replaceAll('_', '/');
  return [
    // 256 bytes leave four bits of the last letter without meaning.
    ...Array.from({ length: 15 }, (_, i): Variant => [
      `trailing bits ${i + 1}`,
      `${header}.${payload}.${moved(signature, i + 1)}`,
    ]),
    ...['=', '==', '%3D', '~'].flatMap((padding): Variant[] => [
      [`${padding} after the header`, `${header}${padding}.${payload}.${signature}`],
      [`${padding} after the payload`, `${header}.${payload}${padding}.${signature}`],
      [`${padding} after the signature`, `${header}.${payload}.${signature}${padding}`],
    ]),
    ['the alphabet of base64', `${header}.${ordinary(special)}.${ofSpecial}`],
    [
      'the signature in the alphabet of base64',
      `${header}.${payload}.${ordinary(`${signature.slice(0, -2)}-_`)}`,
    ],
    ...['!', '*', '%0A', '%00', '+', '/', '=', '$'].flatMap((letter) =>
      [1, 2, 3].map((at): Variant => {
        const parts = [header, payload, signature];
        parts[at - 1] = `${parts[at - 1]?.slice(0, 8) ?? ''}${letter}${parts[at - 1]?.slice(8) ?? ''}`;
        return [`${letter} in part ${at}`, parts.join('.')];
      }),
    ),
    ['one letter more', `${mint.valid}A`],
    ['four letters more', `${mint.valid}AAAA`],
    [
      'hexadecimal',
      [header, payload, signature].map((part) => Buffer.from(part, 'base64url').toString('hex')).join('.'),
    ],
    ['encoded twice', [header, payload, signature].map(base64url).join('.')],
    ['encoded as a whole', base64url(mint.valid)],
    [
      'in percent',
      Array.from(mint.valid)
        .map((letter) => `%${letter.charCodeAt(0).toString(16)}`)
        .join('')
        .slice(0, 3000),
    ],
    ['dots in percent', mint.valid.replaceAll('.', '%2E')],
    ['quoted', `"${mint.valid}"`],
    ['in brackets', `<${mint.valid}>`],
  ];
}

/** Every order of up to three parts, with parts left out and repeated. */
function wrongParts(mint: Mint): Variant[] {
  const parts: Record<string, string> = { H: mint.parts[0], P: mint.parts[1], S: mint.parts[2], '-': '' };
  const orders = Object.keys(parts).flatMap((a) => [
    a,
    ...Object.keys(parts).flatMap((b) => [a + b, ...Object.keys(parts).map((c) => a + b + c)]),
  ]);
  const longer = [
    'HPSS',
    'HPS-',
    '-HPS',
    'HPPS',
    'HHPS',
    'HPSHPS',
    'HPS--',
    'HSSSS',
    'HPSHP',
    'H-PS',
    'HP-S',
    '-----',
  ];
  return [...orders, ...longer]
    .filter((order) => order !== 'HPS' && order !== '-')
    .map((order) => [
      order,
      Array.from(order)
        .map((name) => parts[name])
        .join('.'),
    ]);
}

function serialisations(mint: Mint): Variant[] {
  const [encodedHeader, payload, signature] = mint.parts;
  const flat = { protected: encodedHeader, payload, signature };
  const jwe = (header: object): string => `${base64url(json(header))}.AAAA.AAAA.${payload}.AAAA`;
  return [
    ['flattened JSON', json(flat)],
    ['general JSON', json({ payload, signatures: [{ protected: encodedHeader, signature }] })],
    ['JSON with a header that is not protected', json({ header: mint.header, payload, signature })],
    [
      'JSON around a compact token (CVE-2022-39227)',
      json({ [`${encodedHeader}.${base64url('{"sub":"root"}')}.`]: '', ...flat }),
    ],
    ['a list of tokens', json([mint.valid])],
    ['an encrypted token', jwe({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })],
    [
      'an encrypted token with a password (CVE-2023-50658)',
      jwe({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', p2c: 2 ** 31 - 1, p2s: 'AAAA' }),
    ],
    ['an encrypted token without a key', jwe({ alg: 'dir', enc: 'A128CBC-HS256', zip: 'DEF' })],
    [
      'the header of an encrypted token',
      mint.token({ ...mint.header, alg: 'RSA-OAEP', enc: 'A256GCM' }, mint.claims),
    ],
    ['a detached payload', `${encodedHeader}..${signature}`],
    ['a payload in the clear', `${encodedHeader}.${json(mint.claims)}.${signature}`],
  ];
}

function nested(mint: Mint): Variant[] {
  return [
    ['a token as payload', mint.token(mint.header, mint.valid)],
    ['a token as payload, in quotes', mint.token(mint.header, json(mint.valid))],
    ['a token as payload, said so', mint.token({ ...mint.header, cty: 'JWT' }, mint.valid)],
    ['a token as header', mint.token(mint.valid, mint.claims)],
    ['a token as signature', `${mint.parts[0]}.${mint.parts[1]}.${base64url(mint.valid)}`],
    ['a token as kid', mint.withHeader({ kid: mint.valid })],
    ['a token as subject alone', mint.token(mint.header, { sub: mint.valid })],
  ];
}

/** Longer than any token of a pool. From some 16,000 on, Node refuses the header before anybody looks at the token. */
function tooLarge(mint: Mint): Variant[] {
  const filled = (length: number): string => mint.withClaims({ x: 'x'.repeat(length) });
  const base = filled(0).length;
  const exact = (length: number): string => filled(Math.ceil(((length - base) * 3) / 4));
  const long = 'x'.repeat(MAX_LENGTH);
  return [
    ...each(
      [MAX_LENGTH + 2, 9000, 9216, 10_000, 12_288, 15_000, 16_384, 20_000, 65_536, 100_000],
      exact,
      String,
    ),
    ['a large kid', mint.withHeader({ kid: long })],
    ['a large header', mint.withHeader({ x: long })],
    [
      'many claims',
      mint.withClaims(Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`claim-${i}`, i]))),
    ],
    ['many groups', mint.withClaims({ 'cognito:groups': Array.from({ length: 2000 }, (_, i) => `g${i}`) })],
    ['a large signature', `${mint.valid}${'A'.repeat(MAX_LENGTH)}`],
    ['many dots', '.'.repeat(MAX_LENGTH + 1)],
    ['many parts', 'A.'.repeat(MAX_LENGTH)],
    ['many levels', mint.withClaims({ x: 0 }) + '['.repeat(MAX_LENGTH)],
  ];
}

/** RFC 7515 §2 and §7, RFC 8725 §2.6 and §3.7. */
export const encodings: TokenClasses = {
  'bytes that are not UTF-8': notUtf8,
  'text in another encoding': otherEncodings,
  'base64url in another spelling': otherSpellings,
  'parts in another number or order': wrongParts,
  'serialisation that is not the compact one': serialisations,
  'token in a token': nested,
  'token that is too large': tooLarge,
};
