import { generateKeyPair, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** The keys that tokens are made with. Only the first three belong to the pool. */
export interface PoolKeys {
  readonly first: KeyPair;
  readonly second: KeyPair;
  /** Published without `use` and `alg`, which is allowed. */
  readonly plain: KeyPair;
  /** Of nobody. */
  readonly stranger: KeyPair;
  /** Published in ways in which a key must not be used. */
  readonly odd: KeyPair;
  readonly short: KeyPair;
  readonly lowExponent: KeyPair;
  readonly curve: KeyPair;
  readonly edwards: KeyPair;
}

const rsa = (): Promise<KeyPair> => promisify(generateKeyPair)('rsa', { modulusLength: 2048 });

export async function generateKeys(): Promise<PoolKeys> {
  const [first, second, plain, stranger, odd] = await Promise.all([rsa(), rsa(), rsa(), rsa(), rsa()]);
  return {
    ...{ first, second, plain, stranger, odd },
    short: generateKeyPairSync('rsa', { modulusLength: 1024 }),
    lowExponent: generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }),
    curve: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    edwards: generateKeyPairSync('ed25519'),
  };
}

export const jwkOf = (key: KeyObject, members: object = {}): Record<string, unknown> => ({
  ...key.export({ format: 'jwk' }),
  ...members,
});

/** Kids of keys in the set that must not verify, with what is wrong with each. */
export const ODD_KIDS = {
  'short=': '1024 bits',
  'exponent-1': 'exponent 1',
  'exponent-3': 'exponent 3',
  'encryption=': 'use enc',
  'use-upper=': 'use SIG',
  'pss=': 'alg PS256',
  'rs512=': 'alg RS512',
  'hs256=': 'alg HS256',
  'alg-null=': 'alg null',
  'encrypt-op=': 'key_ops without verify',
  'private=': 'its private half published',
  'small-type=': 'kty rsa',
  'no-type=': 'no kty',
  'zeros=': 'leading zeros in the modulus',
  'padded=': 'padding after the modulus',
  'no-exponent=': 'no exponent',
  'twice=': 'another key of the same kid',
} as const;

/** The JWKS document: two keys as Cognito publishes them, one that is sparse, and many that must be left out. */
export function keySetOf(keys: PoolKeys): { keys: object[] } {
  const odd = jwkOf(keys.odd.publicKey);
  const first = jwkOf(keys.first.publicKey);
  const n = String(odd['n']);
  const zeros = Buffer.concat([Buffer.alloc(2), Buffer.from(n, 'base64url')]).toString('base64url');
  return {
    keys: [
      { ...odd, kid: 'encryption=', use: 'enc' },
      { ...odd, kid: 'use-upper=', use: 'SIG' },
      { ...odd, kid: 'pss=', alg: 'PS256', use: 'sig' },
      { ...odd, kid: 'rs512=', alg: 'RS512', use: 'sig' },
      { ...odd, kid: 'hs256=', alg: 'HS256', use: 'sig' },
      { ...odd, kid: 'alg-null=', alg: null },
      { ...odd, kid: 'encrypt-op=', key_ops: ['encrypt'] },
      { ...odd, kid: 'small-type=', kty: 'rsa' },
      { ...odd, kid: 'no-type=', kty: undefined },
      { ...odd, kid: 'zeros=', n: zeros },
      { ...odd, kid: 'padded=', n: `${n}=` },
      { ...odd, kid: 'no-exponent=', e: undefined },
      { ...odd, kid: 'twice=', use: 'sig', alg: 'RS256' },
      { ...first, kid: 'pool-key+1/=', use: 'sig', alg: 'RS256' },
      jwkOf(keys.second.publicKey, { kid: 'pool_key-2', use: 'sig', alg: 'RS256' }),
      jwkOf(keys.plain.publicKey, { kid: 'plain', key_ops: ['verify'], x5u: 'http://127.0.0.1:1/' }),
      { ...first, kid: 'twice=', use: 'sig', alg: 'RS256' },
      { ...first, kid: 'exponent-1', e: 'AQ' },
      { ...odd, kid: 7 },
      { ...odd, kid: '' },
      jwkOf(keys.odd.privateKey, { kid: 'private=' }),
      jwkOf(keys.short.publicKey, { kid: 'short=', use: 'sig', alg: 'RS256' }),
      jwkOf(keys.lowExponent.publicKey, { kid: 'exponent-3', use: 'sig', alg: 'RS256' }),
      jwkOf(keys.curve.publicKey, { kid: 'curve=', use: 'sig', alg: 'ES256' }),
      jwkOf(keys.edwards.publicKey, { kid: 'edwards=', use: 'sig', alg: 'EdDSA' }),
      { kty: 'oct', kid: 'octets=', k: Buffer.from('secret').toString('base64url') },
      { kty: 'RSA', kid: 'no-modulus=', e: 'AQAB' },
    ],
  };
}
