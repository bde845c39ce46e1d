import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bearer, ownGuard, type Guard } from '../hostile-tokens/guard';
import { Mint } from '../hostile-tokens/mint';
import { generateKeys, keySetOf } from '../hostile-tokens/pool-keys';
import { validTokens } from '../hostile-tokens/valid';
import { amount } from './amount';

const tokens = amount(100_000, 10_000);

let server: Server;
let mint: Mint;
let guard: Guard;
beforeAll(async () => {
  mint = new Mint(await generateKeys(), 'http://127.0.0.1:9');
  server = createServer((_request, response) => response.end(JSON.stringify(keySetOf(mint.keys))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  guard = await ownGuard(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
afterAll(() => {
  server.close();
});

/** Numbers below a limit, the same ones for the same seed, so that a failure can be repeated (mulberry32). */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  };
}

type Change = (bytes: Buffer, below: (limit: number) => number, other: Buffer) => Buffer;

const spliced = (bytes: Buffer, at: number, remove: number, insert: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]);
const ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/~ ');

/** Ways to damage a token. */
const changes: Record<string, Change> = {
  'a bit': (bytes, below) => {
    const changed = Buffer.from(bytes);
    const at = below(bytes.length);
    changed[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    return changed;
  },
  'a byte': (bytes, below) => spliced(bytes, below(bytes.length), 1, Buffer.from([below(256)])),
  'a letter': (bytes, below) =>
    spliced(bytes, below(bytes.length), 1, ALPHABET.subarray(below(ALPHABET.length)).subarray(0, 1)),
  'a byte more': (bytes, below) => spliced(bytes, below(bytes.length + 1), 0, Buffer.from([below(256)])),
  'a byte less': (bytes, below) => spliced(bytes, below(bytes.length), 1, Buffer.alloc(0)),
  'several bytes less': (bytes, below) => spliced(bytes, below(bytes.length), 1 + below(64), Buffer.alloc(0)),
  'two bytes exchanged': (bytes, below) => {
    const changed = Buffer.from(bytes);
    const [a, b] = [below(bytes.length), below(bytes.length)];
    [changed[a], changed[b]] = [bytes[b] ?? 0, bytes[a] ?? 0];
    return changed;
  },
  'a piece twice': (bytes, below) => {
    const at = below(bytes.length);
    return spliced(bytes, at, 0, bytes.subarray(at, at + 1 + below(32)));
  },
  'a piece of another token': (bytes, below, other) => {
    const [at, length] = [below(bytes.length), 1 + below(200)];
    return spliced(bytes, at, length, other.subarray(at, at + length));
  },
  'the end of another token': (bytes, below, other) => {
    const at = below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), other.subarray(at)]);
  },
  'the end': (bytes, below) => bytes.subarray(0, below(bytes.length)),
  'a byte of the payload': (bytes, below) => {
    const [header = '', payload = '', signature = ''] = bytes.toString('latin1').split('.');
    const inside = Buffer.from(payload, 'base64url');
    const changed = spliced(inside, below(inside.length), 1, Buffer.from([below(256)]));
    return Buffer.from([header, changed.toString('base64url'), signature].join('.'));
  },
};

it(`of ${tokens.toLocaleString('en')} damaged tokens none is taken that is not a whole one`, async () => {
  const below = numbers(20_261_123);
  const valid = validTokens(mint).flatMap(([, variants]) => variants.map(([, token]) => token));
  const whole = new Set(valid);
  const ways = Object.entries(changes);
  const taken: string[] = [];
  let damaged = 0;
  while (damaged < tokens) {
    const token = Buffer.from(valid[below(valid.length)] ?? '');
    const other = Buffer.from(valid[below(valid.length)] ?? '');
    const [name, change] = ways[below(ways.length)]!;
    const changed = change(token, below, other).toString('latin1');
    if (whole.has(changed)) continue;
    damaged++;
    if (await guard(bearer(changed))) taken.push(`${name}: ${changed}`);
  }
  expect(taken).toEqual([]);
  for (const token of valid) expect(await guard(bearer(token))).toBe(true);
});
