import { createHash, sign } from 'node:crypto';
import {
  base64url,
  each,
  hmac,
  ISSUER,
  json,
  type Mint,
  rs256,
  shown,
  type TokenClasses,
  type Variant,
} from '../mint';
import { jwkOf, ODD_KIDS } from '../pool-keys';

/** Addresses where a verifier could be talked into fetching a key. */
function addresses(mint: Mint): unknown[] {
  const { elsewhere } = mint;
  const host = elsewhere.replace('http://', '');
  return [
    ...[
      `${elsewhere}/jwks.json`,
      `${elsewhere}/.well-known/jwks.json`,
      `http://x@${host}/`,
      `HTTP://${host}`,
      `//${host}/`,
    ],
    ...[`${ISSUER}@${host}/`, `${ISSUER}.${host}/`, `${elsewhere}/#${ISSUER}`, `${elsewhere}/?${ISSUER}`],
    ...[
      'file:///etc/passwd',
      `data:application/json,${json({ keys: [jwkOf(mint.keys.stranger.publicKey)] })}`,
    ],
    ...[`${ISSUER}/.well-known/jwks.json`, '', null, 1, [elsewhere], { href: elsewhere }],
  ];
}

const KID_PATHS = [
  ...[
    '../../etc/passwd',
    '/etc/passwd',
    '/dev/null',
    '..\\..\\windows\\win.ini',
    '....//....//etc/passwd',
    '%2e%2e%2fkey',
  ],
  ...[
    '..%252fkey',
    '..%c0%afkey',
    '/proc/self/environ',
    './key',
    'key\0.pem',
    'key|cat /etc/passwd',
    '~/.ssh/id_rsa',
    'C:\\key',
  ],
];
const KID_INJECTIONS = [
  ...[
    "' OR 1=1 --",
    "' UNION SELECT 'secret' --",
    '1; DROP TABLE keys',
    '" or ""="',
    "x' AND SLEEP(5)--",
    '{"$gt":""}',
  ],
  ...[
    '{"$ne":null}',
    '*)(uid=*',
    '$(id)',
    '`id`',
    '; id',
    '| id',
    '&& id',
    '${7*7}',
    '{{7*7}}',
    '<%= 7*7 %>',
    '${jndi:ldap://x}',
  ],
  ...[
    '<script>alert(1)</script>',
    '%00',
    '\r\nSet-Cookie: x=1',
    'a\r\n\r\nHTTP/1.1 200 OK',
    '\u001b[31m',
    '$where',
    '__import__',
  ],
];
/** Names that every object has: a key set that is a plain object would find something under them. */
const KID_PROTOTYPES = [
  ...Object.getOwnPropertyNames(Object.prototype),
  ...['prototype', 'length', 'name', 'get', 'has', 'size', 'keys', 'then', 'toJSON', 'Symbol.iterator'],
];
const kidObject = { toString: 'pool-key+1/=' };

/** Ways to write the right kid wrongly. */
function nearMisses(kid: string): string[] {
  return [
    ...[
      kid.toUpperCase(),
      ` ${kid}`,
      `${kid} `,
      `${kid}\n`,
      `${kid}\t`,
      `${kid}\0`,
      kid.replace('=', ''),
      `${kid}=`,
    ],
    ...[
      kid.replace('+', '-').replace('/', '_'),
      encodeURIComponent(kid),
      kid.slice(1),
      kid.slice(0, 4),
      `${kid},${kid}`,
    ],
    ...[
      `"${kid}"`,
      kid.replace('o', '\u043e'),
      `${kid}\u200b`,
      `\ufeff${kid}`,
      kid.replace('k', '\u212a'),
      kid.repeat(20),
    ],
    ...[
      Buffer.from(kid).toString('base64'),
      Buffer.from(kid).toString('hex'),
      `${kid}#1`,
      `./${kid}`,
      `${kid}?`,
    ],
  ];
}

function keysThatMustNotVerify(mint: Mint): Variant[] {
  const { odd, short, lowExponent, curve, edwards, first } = mint.keys;
  const own: Record<string, Variant[1]> = {
    'short=': mint.withHeader({ kid: 'short=' }, rs256(short.privateKey)),
    'exponent-3': mint.withHeader({ kid: 'exponent-3' }, rs256(lowExponent.privateKey)),
  };
  return [
    ...Object.entries(ODD_KIDS).map(([kid, fault]): Variant => [
      fault,
      own[kid] ?? mint.withHeader({ kid }, rs256(odd.privateKey)),
    ]),
    ['the second key of one kid', mint.withHeader({ kid: 'twice=' })],
    ['a kid that is a number in the set', mint.withHeader({ kid: '7' }, rs256(odd.privateKey))],
    ['the same as a number', mint.withHeader({ kid: 7 }, rs256(odd.privateKey))],
    ['an empty kid', mint.withHeader({ kid: '' }, rs256(odd.privateKey))],
    ['no kid', mint.withHeader({ kid: undefined }, rs256(odd.privateKey))],
    ['no modulus', mint.withHeader({ kid: 'no-modulus=' })],
    ['a symmetric key', mint.withHeader({ kid: 'octets=' }, hmac('secret'))],
    [
      'an Edwards curve',
      mint.withHeader({ kid: 'edwards=', alg: 'EdDSA' }, (input) =>
        sign(null, Buffer.from(input), edwards.privateKey),
      ),
    ],
    ...['ES256', 'RS256'].map((alg): Variant => [
      `an elliptic curve that says ${alg}`,
      mint.withHeader({ kid: 'curve=', alg }, (input) =>
        sign('sha256', Buffer.from(input), { key: curve.privateKey, dsaEncoding: 'ieee-p1363' }),
      ),
    ]),
    [
      'a good key under the kid of a bad one',
      mint.withHeader({ kid: 'encryption=' }, rs256(first.privateKey)),
    ],
  ];
}

/** Signed by the stranger's own key and by the pool's: neither the key nor the mere member may count. */
const byBoth = (mint: Mint, members: object, name: string): Variant[] => [
  [`${name}, signed by that key`, mint.withHeader(members, rs256(mint.keys.stranger.privateKey))],
  [`${name}, signed by the pool`, mint.withHeader(members)],
];

/** RFC 8725 §2.9, §2.10, §3.10; RFC 7517 §4; CVE-2018-0114. */
export const keys: TokenClasses = {
  'key in the header': (mint) => {
    const { publicKey, privateKey } = mint.keys.stranger;
    const values = [
      jwkOf(publicKey),
      jwkOf(publicKey, { kid: mint.header.kid }),
      jwkOf(privateKey),
      { kty: 'oct', k: '' },
      {},
      null,
      '',
      [],
    ];
    return [
      ...values.flatMap((jwk, i) => byBoth(mint, { jwk }, `jwk ${i}: ${shown(jwk).slice(0, 20)}`)),
      ['the key of the pool', mint.withHeader({ jwk: jwkOf(mint.keys.first.publicKey) })],
      ['a set of keys', mint.withHeader({ jwks: 1, jwk: { keys: [jwkOf(publicKey)] } }, rs256(privateKey))],
    ];
  },
  'address of a key in the header': (mint) =>
    ['jku', 'x5u'].flatMap((name) =>
      addresses(mint).flatMap((address) => byBoth(mint, { [name]: address }, `${name} ${shown(address)}`)),
    ),
  'certificate in the header': (mint) => {
    const der = mint.keys.stranger.publicKey.export({ format: 'der', type: 'spki' });
    const values = {
      x5c: [[der.toString('base64')], [], '', null],
      x5t: [createHash('sha1').update(der).digest('base64url'), ''],
    };
    return [
      ...values.x5c.flatMap((x5c) => byBoth(mint, { x5c }, `x5c ${shown(x5c).slice(0, 20)}`)),
      ...['x5t', 'x5t#S256'].flatMap((name) =>
        values.x5t.flatMap((value) => byBoth(mint, { [name]: value }, `${name} ${value}`)),
      ),
    ];
  },
  'kid that is a path': (mint) => each(KID_PATHS, (kid) => mint.withHeader({ kid })),
  'kid that is an address': (mint) => addresses(mint).flatMap((kid) => byBoth(mint, { kid }, shown(kid))),
  'kid that is a command': (mint) => each(KID_INJECTIONS, (kid) => mint.withHeader({ kid })),
  'kid that every object has': (mint) => each(KID_PROTOTYPES, (kid) => mint.withHeader({ kid })),
  'kid of another type': (mint) => [
    ...each(
      [null, 0, 1, -1, true, false, [], ['pool-key+1/='], [['pool-key+1/=']], {}, kidObject, ''],
      (kid) => mint.withHeader({ kid }),
    ),
    ['none', mint.withHeader({ kid: undefined })],
  ],
  'kid that is nearly right': (mint) => each(nearMisses(mint.header.kid), (kid) => mint.withHeader({ kid })),
  'kid of another key': (mint) => [
    ['the second key of the pool', mint.withHeader({ kid: 'pool_key-2' })],
    ['the first key of the pool', mint.withHeader({}, rs256(mint.keys.second.privateKey))],
    ['a key that is not known', mint.withHeader({ kid: base64url('some-other-key') })],
    ['a stranger’s key under the pool’s kid', mint.withHeader({}, rs256(mint.keys.stranger.privateKey))],
    [
      'a stranger’s key under its own kid',
      mint.withHeader({ kid: 'stranger=' }, rs256(mint.keys.stranger.privateKey)),
    ],
  ],
  'key that must not verify': keysThatMustNotVerify,
};
