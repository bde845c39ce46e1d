import { constants, createHash, type KeyObject, sign } from 'node:crypto';
import {
  base64url,
  each,
  hmac,
  json,
  type Mint,
  rs256,
  shown,
  type TokenClasses,
  type Variant,
} from '../mint';

/** Every way to write a word in small and capital letters. */
function casings(word: string): string[] {
  return Array.from({ length: 2 ** word.length }, (_, mask) =>
    Array.from(word)
      .map((letter, i) => (mask & (1 << i) ? letter.toUpperCase() : letter))
      .join(''),
  );
}

const NONES = [
  ...casings('none'),
  'none ',
  ' none',
  'none\0',
  'no\u200bne',
  '\uff4eone',
  'null',
  'false',
  '',
];

/** Names of RFC 7518, 8037, 8812, 9864 and older drafts, that are not RS256. */
const OTHER_ALGORITHMS = [
  ...[
    'HS256',
    'HS384',
    'HS512',
    'HS1',
    'HS256/64',
    'ES256',
    'ES384',
    'ES512',
    'ES256K',
    'EdDSA',
    'Ed25519',
    'Ed448',
  ],
  ...[
    'RSA1_5',
    'RSA-OAEP',
    'RSA-OAEP-256',
    'dir',
    'A128KW',
    'A256GCMKW',
    'ECDH-ES',
    'PBES2-HS256+A128KW',
    'ML-DSA-44',
  ],
];

const MISSPELT = [
  ...casings('rs')
    .slice(0, 3)
    .map((name) => `${name}256`),
  ...[
    'RS256 ',
    ' RS256',
    'RS256\n',
    'RS256\0',
    'RS-256',
    'RSA256',
    'RS0256',
    'RS256,none',
    'RS256;',
    'RS 256',
  ],
  ...[
    '\uff32S256',
    'RS256\u200b',
    'R\u0405256',
    'RS\u0662\u0665\u0666',
    'RSA-SHA256',
    'SHA256withRSA',
    'RS256,RS256',
    '*',
  ],
];

const NO_NAMES = [null, 1, 256, true, [], ['RS256'], ['none', 'RS256'], {}, { alg: 'RS256' }, [['RS256']]];

/** All that an attacker can read of a public key, as the secret of an HMAC. */
function secretsOf(key: KeyObject): Record<string, string | Buffer> {
  const pem = key.export({ format: 'pem', type: 'spki' }).toString();
  const jwk = key.export({ format: 'jwk' });
  const thumbprint = createHash('sha256')
    .update(json({ e: jwk.e, kty: 'RSA', n: jwk.n }))
    .digest();
  return {
    PEM: pem,
    'PEM without its last line feed': pem.trimEnd(),
    'PEM with CRLF': pem.replaceAll('\n', '\r\n'),
    'PEM of PKCS #1': key.export({ format: 'pem', type: 'pkcs1' }).toString(),
    'PEM without its frame': pem.replace(/-----[^-]+-----|\s/g, ''),
    DER: key.export({ format: 'der', type: 'spki' }),
    'DER of PKCS #1': key.export({ format: 'der', type: 'pkcs1' }),
    JWK: json(jwk),
    thumbprint,
    'thumbprint in base64url': base64url(thumbprint),
    modulus: Buffer.from(jwk.n ?? '', 'base64url'),
    'modulus in base64url': jwk.n ?? '',
    nothing: '',
  };
}

const GUESSES = [
  'secret',
  'changeme',
  'your-256-bit-secret',
  'password',
  '\0',
  'null',
  'undefined',
  '[object Object]',
];

function otherSignatures(mint: Mint): Variant[] {
  const key = mint.keys.first.privateKey;
  const pss = (saltLength: number) => (input: string) =>
    sign('sha256', Buffer.from(input), { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
  const digests = ['RSA-SHA1', 'RSA-SHA224', 'RSA-SHA384', 'RSA-SHA512', 'RSA-MD5', 'RSA-SHA3-256'];
  const changed: Record<string, (input: string) => string> = {
    'the payload alone': (input) => input.split('.')[1] ?? '',
    'the header alone': (input) => input.split('.')[0] ?? '',
    'the texts inside': (input) =>
      input
        .split('.')
        .map((part) => Buffer.from(part, 'base64url').toString())
        .join('.'),
    'the parts without dot': (input) => input.replace('.', ''),
    'the parts in turn': (input) => input.split('.').reverse().join('.'),
    'a line feed more': (input) => `${input}\n`,
    nothing: () => '',
  };
  return [
    ...[0, 20, 32, 222].map((salt): Variant => [
      `PSS with ${salt} bytes of salt`,
      mint.withHeader({}, pss(salt)),
    ]),
    ...digests.map((digest): Variant => [digest, mint.withHeader({}, rs256(key, digest))]),
    ...Object.entries(changed).map(([what, input]): Variant => [
      `a signature of ${what}`,
      mint.withHeader({}, (text) => rs256(key)(input(text))),
    ]),
  ];
}

/** Each algorithm that an RSA key has, really signed by the pool's key. */
function reallySigned(mint: Mint): Variant[] {
  const key = mint.keys.first.privateKey;
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return [256, 384, 512].flatMap((bits): Variant[] => [
    ...(bits === 256
      ? []
      : [[`RS${bits}`, mint.withHeader({ alg: `RS${bits}` }, rs256(key, `RSA-SHA${bits}`))] as const]),
    [
      `PS${bits}`,
      mint.withHeader({ alg: `PS${bits}` }, (input) =>
        sign(`sha${bits}`, Buffer.from(input), { key, padding, saltLength: bits / 8 }),
      ),
    ],
  ]);
}

/** RFC 7518 §3.1, RFC 8725 §2.1 and §3.1: the header does not choose the algorithm. */
export const algorithms: TokenClasses = {
  'alg none': (mint) => [
    ...each(NONES, (alg) => mint.withHeader({ alg })),
    ...each(
      NONES,
      (alg) => mint.withHeader({ alg }, () => Buffer.alloc(0)),
      (alg) => `${shown(alg)}, unsigned`,
    ),
  ],
  'alg of another name': (mint) => [
    ...each(OTHER_ALGORITHMS, (alg) => mint.withHeader({ alg })),
    ...reallySigned(mint),
  ],
  'alg misspelt': (mint) => each(MISSPELT, (alg) => mint.withHeader({ alg })),
  'alg of another type': (mint) => [
    ...each(NO_NAMES, (alg) => mint.withHeader({ alg })),
    ['none at all', mint.withHeader({ alg: undefined })],
    ['under another name', mint.withHeader({ alg: undefined, Alg: 'RS256', ALG: 'RS256' })],
  ],
  'HMAC with the public key': (mint) =>
    Object.entries(secretsOf(mint.keys.first.publicKey)).flatMap(([form, secret]): Variant[] => [
      ...[256, 384, 512].map((bits): Variant => [
        `${form}, HS${bits}`,
        mint.withHeader({ alg: `HS${bits}` }, hmac(secret, `sha${bits}`)),
      ]),
      [`${form}, said to be RS256`, mint.withHeader({}, hmac(secret))],
    ]),
  'HMAC with a guessed secret': (mint) => [
    ...each(GUESSES, (secret) => mint.withHeader({ alg: 'HS256' }, hmac(secret))),
    ['the kid', mint.withHeader({ alg: 'HS256' }, hmac(mint.header.kid))],
    ['an empty file as kid', mint.withHeader({ alg: 'HS256', kid: '/dev/null' }, hmac(''))],
    ['the symmetric key of the set', mint.withHeader({ alg: 'HS256', kid: 'octets=' }, hmac('secret'))],
  ],
  'signature of another kind that says RS256': otherSignatures,
};
