import { createHash } from 'node:crypto';
import { openExchange, isClientKey, proves, sessionKey, type Exchange } from './srp';
import {
  fromNumber,
  generator,
  modulus,
  numberFrom,
  padded,
  power,
  privateExponent,
  sha256,
} from './srp-group';

/** Hexadecimal SHA-256 of a number as clients hash it. */
const hashed = (number: bigint): string => sha256(padded(fromNumber(number))).toString('hex');
/** 128 bytes out of four hashes of a label. */
const fixed = (label: string): bigint =>
  numberFrom(
    Buffer.concat([0, 1, 2, 3].map((index) => createHash('sha256').update(`${label}:${index}`).digest())),
  );

const a = fixed('cognito-vector-a');
const b = fixed('cognito-vector-b');
const k = numberFrom(sha256(padded(fromNumber(modulus)), padded(fromNumber(generator))));
const secretBlock = 'c2VjcmV0LWJsb2NrLWZvci10ZXN0LXZlY3Rvcg==';
const timestamp = 'Tue Sep 8 04:05:06 UTC 2026';

/** An exchange whose random numbers are fixed. */
function exchangeFor(group: string, userId: string, x: Buffer): Exchange {
  const v = power(generator, numberFrom(x));
  const B = (k * v + power(generator, b)) % modulus;
  return {
    group,
    userId,
    verifier: v.toString(16),
    clientKey: power(generator, a).toString(16),
    secret: b.toString(16),
    shown: B.toString(16),
  };
}

it('agrees with the published vector for passwords', () => {
  const userId = '11111111-2222-3333-4444-555555555555';
  const x = privateExponent('AbCdEfGhI', userId, 'Passw0rd!', '83c300871164912be8db37d633ce5bbb');
  expect(k.toString(16)).toBe('538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6');
  expect(x.toString('hex')).toBe('5f5fe4e56e01bc7f05357d6415f8834f4882b03251dd2ec2a9c3edf657690af7');
  const exchange = exchangeFor('AbCdEfGhI', userId, x);
  expect(hashed(numberFrom(exchange.verifier))).toBe(
    '505654aa9cec45864ba2f6f16a36c0f98ec9cf33882bb639bae0d94b90e9e059',
  );
  expect(hashed(numberFrom(exchange.clientKey))).toBe(
    'fbb78bdcc8c578f96f20dece2c3c001e0cb9f75febd91e81fd8d5ac8327578d1',
  );
  expect(hashed(numberFrom(exchange.shown))).toBe(
    '6e7cad10c1d23887b18eac62f58061495f7eba17356bb94c6e1ff0abb2cd978f',
  );
  expect(sessionKey(exchange).toString('hex')).toBe('a31c1a99ae71439681fb9f8fdaf419d8');
  const signature = 'Q8Y+/c44MuqsD/0LjOBBpCOcaUsAWL3AtafANbeAVyA=';
  expect(proves(exchange, { secretBlock, timestamp, signature })).toBe(true);
  expect(proves(exchange, { secretBlock, timestamp: 'Tue Sep 8 04:05:07 UTC 2026', signature })).toBe(false);
  expect(proves({ ...exchange, userId: 'other' }, { secretBlock, timestamp, signature })).toBe(false);
});

it('agrees with the published vector for devices', () => {
  const key = 'us-east-1_01234567-89ab-cdef-0123-456789abcdef';
  const secret = 'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OQ==';
  const x = privateExponent('-AbCdEfGh', key, secret, '00c7107664b945af892bb342400f157858');
  expect(x.toString('hex')).toBe('3096f46914864b013bc0517c245e78f929973e712872b5b72a5f892d8d517d8b');
  const exchange = exchangeFor('-AbCdEfGh', key, x);
  expect(sessionKey(exchange).toString('hex')).toBe('c0521575cad8b04a5fc05dbab752bd40');
  const signature = 'xkock1/I7PfSKkodBnmldzbho/7xOKzcn2Rta0HsApo=';
  expect(proves(exchange, { secretBlock, timestamp, signature })).toBe(true);
});

it.each([
  ['0', false],
  ['', false],
  ['not hexadecimal', false],
  [modulus.toString(16), false],
  [(2n * modulus).toString(16), false],
  ['1', true],
  [(modulus + 1n).toString(16), true],
  ['a'.repeat(1025), false],
])('takes %s as a client key: %s', (clientKey, usable) => {
  expect(isClientKey(clientKey)).toBe(usable);
});

it('opens every exchange with numbers of its own', () => {
  const verifier = power(generator, 5n).toString(16);
  expect(openExchange(verifier)).not.toEqual(openExchange(verifier));
});
