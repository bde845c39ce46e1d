import { constants, createHash, type KeyObject, privateEncrypt } from 'node:crypto';
import { base64url, each, type Mint, rs256, type Signer, type TokenClasses, type Variant } from '../mint';

const SIZE = 256;
/** DigestInfo of SHA-256 (RFC 8017 §9.2), before the digest. */
const SHA256_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

const digest = (input: string): Buffer => createHash('sha256').update(input).digest();
const numberOf = (buffer: Buffer): bigint => BigInt(`0x${buffer.toString('hex')}`);
const bytesOf = (value: bigint): Buffer => {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(Math.max(2 * SIZE, hex.length + (hex.length % 2)), '0'), 'hex');
};
const modulusOf = (key: KeyObject): bigint =>
  numberOf(Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url'));

/** Values that make sloppy verifiers say yes without a key, CVE-2022-21449 and its like. */
function blankSignatures(mint: Mint): Variant[] {
  const { publicKey, privateKey } = mint.keys.first;
  const n = modulusOf(publicKey);
  const signed = (change: (signature: Buffer) => Buffer): string =>
    mint.withHeader({}, (input) => change(rs256(privateKey)(input)));
  const values: Record<string, Buffer> = {
    zeros: Buffer.alloc(SIZE),
    one: bytesOf(1n),
    'the modulus': bytesOf(n),
    'the modulus less one': bytesOf(n - 1n),
    'only ones': Buffer.alloc(SIZE, 0xff),
    'one byte': Buffer.alloc(1),
    'zeros of ECDSA': Buffer.alloc(64),
    'zeros of ECDSA in DER': Buffer.from('3006020100020100', 'hex'),
    'one byte more of zeros': Buffer.alloc(SIZE + 1),
  };
  return [
    ...Object.entries(values).map(([name, value]): Variant => [name, mint.withHeader({}, () => value)]),
    ['the digest alone', mint.withHeader({}, digest)],
    ['a zero before it', signed((signature) => Buffer.concat([Buffer.alloc(1), signature]))],
    ['a zero after it', signed((signature) => Buffer.concat([signature, Buffer.alloc(1)]))],
    ['the modulus added to it', signed((signature) => bytesOf(numberOf(signature) + n))],
    ['its negative', signed((signature) => bytesOf(n - numberOf(signature)))],
    ['its bytes in turn', signed((signature) => Buffer.from(signature).reverse())],
    ['twice', signed((signature) => Buffer.concat([signature, signature]))],
    ['in hexadecimal', signed((signature) => Buffer.from(signature.toString('hex')))],
    ['its first half', signed((signature) => signature.subarray(0, SIZE / 2))],
  ];
}

/** Blocks that look padded to a verifier that does not look closely (Bleichenbacher 2006, BERserk), put through the private key. */
function loosePadding(mint: Mint): Variant[] {
  const key = mint.keys.first.privateKey;
  const signer =
    (block: (digest: Buffer) => Buffer): Signer =>
    (input) =>
      privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, block(digest(input)));
  const padded = (end: Buffer, { type = 1, fill = 0xff, behind = Buffer.alloc(0) } = {}): Buffer => {
    const padding = Buffer.alloc(SIZE - 3 - end.length - behind.length, fill);
    return Buffer.concat([Buffer.from([0, type]), padding, Buffer.from([0]), end, behind]);
  };
  const info = (value: Buffer): Buffer => Buffer.concat([SHA256_INFO, value]);
  const withoutNull = Buffer.from('302f300b0609608648016503040201042 0'.replace(' ', ''), 'hex');
  const longLength = Buffer.from('308131300d060960864801650304020105000420', 'hex');
  const sha1 = Buffer.from('3021300906052b0e03021a05000414', 'hex');
  const blocks: Record<string, (value: Buffer) => Buffer> = {
    'short padding with junk behind': (value) => padded(info(value), { behind: Buffer.alloc(150, 0x5a) }),
    'one byte of padding': (value) => padded(info(value), { behind: Buffer.alloc(SIZE - 3 - 51 - 1) }),
    'padding of block type 2': (value) => padded(info(value), { type: 2 }),
    'padding of zeros': (value) => padded(info(value), { fill: 0 }),
    'padding of another byte': (value) => padded(info(value), { fill: 0xfe }),
    'a digest without its name': (value) => padded(value),
    'a name without parameters': (value) => padded(Buffer.concat([withoutNull, value])),
    'a length in its long form': (value) => padded(Buffer.concat([longLength, value])),
    'the name of SHA-1': (value) => padded(Buffer.concat([sha1, value.subarray(0, 20)])),
    'no padding': (value) => Buffer.concat([Buffer.alloc(SIZE - 51), info(value)]),
  };
  return Object.entries(blocks).map(([name, block]) => [name, mint.withHeader({}, signer(block))]);
}

/** With e = 1 the padded digest is its own signature: whoever reads the key can sign. */
const exponentOne: Signer = (input) => {
  const end = Buffer.concat([Buffer.from([0]), SHA256_INFO, digest(input)]);
  return Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(SIZE - 2 - end.length, 0xff), end]);
};

/** RFC 8017 §8.2.2, RFC 8725 §3.2 and §3.3. */
export const signatures: TokenClasses = {
  'signature without a key': blankSignatures,
  'padding that is not PKCS #1': loosePadding,
  'signature of another token': (mint) => {
    const [header, payload, signature] = mint.parts;
    const other = mint.withClaims({ sub: 'somebody', jti: 'else' }).split('.');
    const otherHeader = base64url('{"alg":"RS256","kid":"pool-key+1/="}');
    return [
      ['another payload', `${header}.${other[1] ?? ''}.${signature}`],
      ['another signature', `${header}.${payload}.${other[2] ?? ''}`],
      ['the same header in another order', `${otherHeader}.${payload}.${signature}`],
      ['the header twice', `${header}.${header}.${signature}`],
      ...each(Object.keys(mint.claims), (name) => {
        const changed = { ...mint.claims, [name]: 'x' };
        return `${header}.${base64url(JSON.stringify(changed))}.${signature}`;
      }),
    ];
  },
  'one letter changed': (mint) =>
    Array.from({ length: 96 }, (_, i): Variant => {
      const at = Math.floor((i * mint.valid.length) / 96);
      const letter = mint.valid[at] === 'A' ? 'B' : 'A';
      return [`letter ${at}`, mint.valid.slice(0, at) + letter + mint.valid.slice(at + 1)];
    }),
  'key of exponent 1': (mint) => [
    ['a block of its own', mint.withHeader({ kid: 'exponent-1' }, exponentOne)],
    [
      'the block without its zeros',
      mint.withHeader({ kid: 'exponent-1' }, (input) => exponentOne(input).subarray(1)),
    ],
  ],
};
