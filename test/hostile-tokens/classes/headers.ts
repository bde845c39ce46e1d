import { deflateRawSync } from 'node:zlib';
import {
  base64url,
  CLIENT_ID,
  each,
  ISSUER,
  json,
  type Mint,
  shown,
  type TokenClasses,
  type Variant,
} from '../mint';

const CRITICAL: unknown[] = [
  ...[
    ['exp'],
    ['b64'],
    ['alg'],
    ['kid'],
    ['http://example.com/unknown'],
    [],
    [''],
    [1],
    null,
    'exp',
    {},
    true,
    0,
  ],
];
const TYPES: unknown[] = [
  ...[
    'at+jwt',
    'application/at+jwt',
    'JWE',
    'JOSE',
    'JOSE+JSON',
    'application/jwt',
    'id_token',
    'ID',
    'Refresh',
    'jwt',
    'Jwt',
  ],
  ...[
    'dpop+jwt',
    'secevent+jwt',
    'logout+jwt',
    'client-authentication+jwt',
    'sd+jwt',
    'JWT ',
    ' JWT',
    'JWT\0',
    '',
  ],
  ...[null, 0, 1, true, ['JWT'], {}],
];

/** RFC 7797: the payload stands as it is, and the signature covers it so. */
function unencoded(mint: Mint, members: object): string {
  const header = base64url(json({ ...mint.header, b64: false, ...members }));
  const payload = json(mint.claims);
  return `${header}.${payload}.${base64url(mint.signer(`${header}.${payload}`))}`;
}

/** RFC 7515 §4.1.11, RFC 7519 §5.3, RFC 7797, RFC 8725 §3.11. */
export const headers: TokenClasses = {
  crit: (mint) => [
    ...each(CRITICAL, (crit) => mint.withHeader({ crit })),
    ['exp, which is there', mint.withHeader({ crit: ['exp'], exp: mint.claims.exp })],
  ],
  'payload said to be something else': (mint) => [
    ...each(
      [true, false, null, 0, 'false'],
      (b64) => mint.withHeader({ b64 }),
      (b64) => `b64 ${shown(b64)}`,
    ),
    ['b64 false and crit', mint.withHeader({ b64: false, crit: ['b64'] })],
    ['b64 false and a payload that is not encoded', unencoded(mint, { crit: ['b64'] })],
    ['the same without crit', unencoded(mint, {})],
    ...each(
      ['DEF', 'GZ', '', null],
      (zip) => mint.withHeader({ zip }),
      (zip) => `zip ${shown(zip)}`,
    ),
    [
      'zip and a compressed payload',
      mint.token({ ...mint.header, zip: 'DEF' }, deflateRawSync(json(mint.claims))),
    ],
    ...each(
      ['JWT', 'json', '', null],
      (cty) => mint.withHeader({ cty }),
      (cty) => `cty ${shown(cty)}`,
    ),
    ...each(
      ['A128GCM', 'A256CBC-HS512', null],
      (enc) => mint.withHeader({ enc }),
      (enc) => `enc ${shown(enc)}`,
    ),
  ],
  'claim repeated in the header': (mint) => [
    ...each(
      [ISSUER, 'https://other.example', null],
      (iss) => mint.withHeader({ iss }),
      (iss) => `iss ${shown(iss)}`,
    ),
    ...each(
      [mint.claims.sub, 'root', null],
      (sub) => mint.withHeader({ sub }),
      (sub) => `sub ${shown(sub)}`,
    ),
    ...each(
      [CLIENT_ID, 'other', ['a']],
      (aud) => mint.withHeader({ aud }),
      (aud) => `aud ${shown(aud)}`,
    ),
  ],
  typ: (mint): Variant[] => each(TYPES, (typ) => mint.withHeader({ typ })),
};
