import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { generateKeys, jwkOf, keySetOf, type PoolKeys } from '../hostile-tokens/pool-keys';

/** What the process with the key set says after each time that it has asked. */
interface Report {
  readonly available: boolean;
  /** Whether the key is still there that was there at the beginning. */
  readonly known: boolean;
  readonly reasons: string[];
  readonly ms: number;
  /** Bytes of resident memory. */
  readonly grown: number;
}

type Answer = (socket: Socket) => void;

let server: Server;
let origin: string;
let keys: PoolKeys;
let answer: Answer;
let requests = 0;
let poured = 0;
let child: ChildProcess;

const document =
  (body: string | Buffer, ...lines: string[]): Answer =>
  (socket) => {
    const head = ['HTTP/1.1 200 OK', `content-length: ${Buffer.byteLength(body)}`, ...lines, '', ''];
    socket.write(head.join('\r\n'));
    socket.end(body);
  };
const setOf = (...members: object[]): Answer => document(JSON.stringify({ keys: members }));
const evil = (members: object): Answer =>
  setOf({ ...jwkOf(keys.stranger.publicKey), kid: 'evil', ...members });
const OK = 'HTTP/1.1 200 OK\r\n';
const pouring =
  (start: string, piece: string): Answer =>
  (socket) => {
    socket.write(start);
    const pour = (): void => {
      while (!socket.destroyed && socket.write(piece)) poured += piece.length;
    };
    socket.on('drain', pour);
    pour();
  };
const dripping =
  (start: string, piece: string): Answer =>
  (socket) => {
    socket.write(start);
    const timer = setInterval(() => socket.write(piece), 20);
    socket.on('close', () => {
      clearInterval(timer);
    });
  };

beforeAll(async () => {
  keys = await generateKeys();
  answer = setOf(jwkOf(keys.first.publicKey, { kid: 'known' }));
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      requests++;
      answer(socket);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  child = fork(join(__dirname, '../support/key-set-process.js'), [`${origin}/jwks.json`]);
  const [report] = (await once(child, 'message')) as [Report];
  expect(report).toMatchObject({ available: true, known: true, reasons: [] });
  // The first failure of all loads code that no later one has to load.
  answer = document('warm');
  await asked();
});
afterAll(async () => {
  child.kill();
  await once(child, 'exit');
  server.close();
});

async function asked(): Promise<Report> {
  requests = 0;
  poured = 0;
  child.send({});
  const [report] = (await once(child, 'message')) as [Report];
  return report;
}

it.each<[string, () => Answer]>([
  ['an endless body', () => pouring(`${OK}\r\n`, ' '.repeat(65_536))],
  [
    'endless chunks',
    () => pouring(`${OK}transfer-encoding: chunked\r\n\r\n`, `1000\r\n${' '.repeat(4096)}\r\n`),
  ],
  [
    'endless small chunks',
    () => pouring(`${OK}transfer-encoding: chunked\r\n\r\n`, '1\r\n \r\n'.repeat(1000)),
  ],
  ['endless headers', () => pouring(OK, `x: ${'y'.repeat(1000)}\r\n`)],
  ['endless hints', () => pouring('', 'HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n'.repeat(1000))],
  ['endless continuations', () => pouring('', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(1000))],
  [
    'another protocol and an endless body',
    () => pouring('HTTP/1.1 101 X\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n', ' '.repeat(65_536)),
  ],
  [
    'a chunk with an endless extension',
    () => pouring(`${OK}transfer-encoding: chunked\r\n\r\n1;`, 'a'.repeat(65_536)),
  ],
  ['silence', () => () => undefined],
  ['a drip', () => dripping(`${OK}content-length: 60000\r\n\r\n`, ' ')],
  ['headers that drip', () => dripping('HTTP/1.1 200 OK', ' ')],
  ['chunks that drip', () => dripping(`${OK}transfer-encoding: chunked\r\n\r\n`, '1\r\n \r\n')],
  [
    'a redirect',
    () => (socket) =>
      void socket.end(`HTTP/1.1 302 Found\r\nlocation: ${origin}/evil\r\ncontent-length: 0\r\n\r\n`),
  ],
  ['a page', () => document('<html>evil</html>', 'content-type: text/html')],
  ['a bomb of 100 MB', () => document(gzipSync(Buffer.alloc(100_000_000)), 'content-encoding: gzip')],
  ['deep nesting', () => document(`{"keys":${'['.repeat(30_000)}${']'.repeat(30_000)}}`)],
  ['deep nesting of objects', () => document(`${'{"keys":'.repeat(7000)}1${'}'.repeat(7000)}`)],
  [
    '10,000 keys',
    () => setOf(...Array.from({ length: 10_000 }, (_, i) => ({ kty: 'RSA', kid: `evil-${i}` }))),
  ],
  ['10,000 keys of few letters', () => document(`{"keys":[${'{},'.repeat(9999)}{}]}`)],
  [
    'a length of a terabyte',
    () => (socket) => void socket.write(`${OK}content-length: 1099511627776\r\n\r\n{`),
  ],
  ['a key of 1024 bits', () => setOf(jwkOf(keys.short.publicKey, { kid: 'evil' }))],
  ['a key of exponent 1', () => evil({ e: 'AQ' })],
  ['a key for encryption', () => evil({ use: 'enc' })],
  ['a key for PS256', () => evil({ alg: 'PS256' })],
  [
    'two keys of one kid',
    () => setOf(jwkOf(keys.first.publicKey, { kid: 'evil' }), jwkOf(keys.odd.publicKey, { kid: 'evil' })),
  ],
  ['a key without modulus', () => evil({ n: undefined })],
  ['a key with its private half', () => setOf(jwkOf(keys.stranger.privateKey, { kid: 'evil' }))],
  ['a key of a curve', () => setOf(jwkOf(keys.curve.publicKey, { kid: 'evil', alg: 'ES256' }))],
  ['a symmetric key', () => setOf({ kty: 'oct', kid: 'evil', k: 'c2VjcmV0' })],
  ['all odd keys there are', () => document(JSON.stringify({ keys: keySetOf(keys).keys.slice(0, 12) }))],
  ['a modulus of 60 KB', () => evil({ n: Buffer.alloc(45_000, 0xff).toString('base64url') })],
])('%s is over within two seconds, takes less than 20 MB, and leaves the old keys', async (_name, make) => {
  answer = make();
  const { known, available, ms, grown, reasons } = await asked();
  expect({ known, available, requests }).toEqual({ known: true, available: true, requests: 1 });
  expect(ms).toBeLessThan(2500);
  expect(grown).toBeLessThan(20 * 2 ** 20);
  // Buffers of both sides and of the kernel, whatever the server would like to say.
  expect(poured).toBeLessThan(16 * 2 ** 20);
  expect(reasons.join()).not.toContain('evil');
});

it('nobody is at the port any more, and the old keys stay', async () => {
  server.close();
  expect(await asked()).toMatchObject({ known: true, available: true });
});
