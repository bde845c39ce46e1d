import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { fetchKeyDocument } from './jwks-document';

/** What a server does with a connection once the request has come. */
type Answer = (socket: Socket) => void;

const SET = '{"keys":[{"kid":"evil-kid"}]}';
const head = (...lines: string[]): string => ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n');
const whole =
  (body: string | Buffer, ...lines: string[]): Answer =>
  (socket) => {
    socket.write(head(`content-length: ${Buffer.byteLength(body)}`, ...lines));
    socket.end(body);
  };
const status =
  (line: string, ...lines: string[]): Answer =>
  (socket) =>
    void socket.end(
      `HTTP/1.1 ${line}\r\ncontent-length: ${SET.length}\r\n${lines.map((text) => `${text}\r\n`).join('')}\r\n${SET}`,
    );
/** Begins an answer and goes on with it piece by piece, for ever. */
const dripping =
  (start: string, piece: string): Answer =>
  (socket) => {
    socket.write(start);
    const timer = setInterval(() => socket.write(piece), 10);
    socket.on('close', () => {
      clearInterval(timer);
    });
  };
/** The same as fast as the other side takes it. */
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

let answer: Answer;
let server: Server;
let uri: string;
let requests: string[];
let poured: number;
const open = new Set<Socket>();

beforeAll(async () => {
  server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    socket.on('data', (data) => {
      requests.push(data.toString('latin1'));
      if (requests.length === 1) answer(socket);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json?x=secret`;
});
beforeEach(() => {
  requests = [];
  poured = 0;
});
afterAll(() => {
  server.close();
});

/** Milliseconds, more than a busy machine needs for anything here. */
const LONG = 20_000;
const fetched = (address = uri): Promise<unknown> => fetchKeyDocument(address, LONG);

it.each<[string, Answer]>([
  ['of the type of Cognito', whole(SET, 'content-type: application/json')],
  ['of the type of key sets', whole(SET, 'Content-Type: application/jwk-set+json;charset=utf-8')],
  ['of no type', whole(SET)],
  [
    'in chunks',
    (socket) => void socket.end(`${head('transfer-encoding: chunked')}1d\r\n${SET}\r\n0\r\n\r\n`),
  ],
  ['until the end of the connection', (socket) => void socket.end(head() + SET)],
  [
    'with junk after it',
    (socket) => void socket.end(`${head(`content-length: ${SET.length}`)}${SET}HTTP/1.1 junk`),
  ],
  ['of just 64 KiB', whole(SET + ' '.repeat(65_536 - SET.length))],
])('a document %s is read', async (_case, good) => {
  answer = good;
  expect(await fetched()).toEqual(JSON.parse(SET));
});

it('asks once, for JSON as it is, and on no connection that is kept', async () => {
  answer = whole(SET);
  await fetched();
  const [request = ''] = requests;
  expect(requests).toHaveLength(1);
  expect(request).toMatch(/^GET \/jwks\.json\?x=secret HTTP\/1\.1\r\n/);
  expect(request.toLowerCase()).toContain('accept: application/json\r\n');
  expect(request.toLowerCase()).toContain('accept-encoding: identity\r\n');
  expect(request.toLowerCase()).toContain('connection: close\r\n');
});

/** Fetches from a server that answers so, and sees that nothing comes of it. */
async function refused(hostile: Answer, reason: string | RegExp, deadline = LONG): Promise<void> {
  answer = hostile;
  const failure: unknown = await fetchKeyDocument(uri, deadline).catch((error: unknown) => error);
  const { message, cause } = failure as Error;
  expect(cause).toBeDefined();
  // Errors of Node itself belong to another realm than those of Jest, and say of what kind they are.
  const [said, why = ''] = message.split(/: (?:\w*Error: )?(.*)/s);
  expect(said).toBe('The verification keys cannot be fetched');
  expect(why).toEqual(typeof reason === 'string' ? reason : expect.stringMatching(reason));
  // It goes to the log, where nothing of the document may be.
  expect(message).not.toMatch(/evil|secret/);
  expect(requests).toHaveLength(1);
  // What was taken before the refusal is what fits into buffers.
  expect(poured).toBeLessThan(16 * 2 ** 20);
  for (const socket of open) await new Promise((resolve) => socket.resume().once('close', resolve));
}

const notJson = 'the document is not JSON';
const tooLarge = 'the document is too large';

it.each<[string, string | RegExp, Answer]>([
  // Other answers
  ['a redirect', 'the status is 302', status('302 Found', 'location: /evil')],
  ['a lasting redirect', 'the status is 308', status('308 Permanent Redirect', 'location: /evil')],
  ['a redirect without place', 'the status is 301', status('301 Moved Permanently')],
  ['several choices', 'the status is 300', status('300 Multiple Choices')],
  ['nothing new', 'the status is 304', (socket) => void socket.end('HTTP/1.1 304 Not Modified\r\n\r\n')],
  ['no content', 'the status is 204', (socket) => void socket.end('HTTP/1.1 204 No Content\r\n\r\n')],
  ['a part', 'the status is 206', status('206 Partial Content')],
  ['another success', 'the status is 201', status('201 Created')],
  ['not found', 'the status is 404', status('404 Not Found')],
  ['an error', 'the status is 503', status('503 Service Unavailable')],
  [
    'hints without end',
    'the answer is an interim one',
    dripping('', 'HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n'),
  ],
  [
    'a flood of hints',
    'the answer is an interim one',
    pouring('', 'HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n'.repeat(1000)),
  ],
  // Other documents
  ['a page', 'the document is of another type', whole('<html>evil</html>', 'content-type: text/html')],
  ['a page that is a key set', 'the document is of another type', whole(SET, 'content-type: text/html')],
  ['a text that is a key set', 'the document is of another type', whole(SET, 'content-type: text/plain')],
  [
    'a type that only begins well',
    'the document is of another type',
    whole(SET, 'content-type: application/jsonx'),
  ],
  [
    'a type that only ends well',
    'the document is of another type',
    whole(SET, 'content-type: text/x; a=application/json'),
  ],
  ['a page that says it is JSON', notJson, whole('<html>evil</html>', 'content-type: application/json')],
  ['nothing', notJson, whole('')],
  ['half a document', notJson, whole(SET.slice(0, -3))],
  ['a compressed document', notJson, whole(gzipSync(SET), 'content-encoding: gzip')],
  ['a bomb', notJson, whole(gzipSync(Buffer.alloc(10_000_000)), 'content-encoding: gzip')],
  ['two documents', notJson, whole(SET + SET)],
  ['two key sets in one', 'a member is there twice', whole('{"keys":[],"keys":[{"kid":"evil-kid"}]}')],
  ['two kids of one key', 'a member is there twice', whole('{"keys":[{"kid":"a","k\\u0069d":"b"}]}')],
  // Too much
  ['one byte too many', tooLarge, whole(SET + ' '.repeat(65_537 - SET.length))],
  [
    '10,000 keys',
    tooLarge,
    whole(JSON.stringify({ keys: Array.from({ length: 10_000 }, (_, i) => ({ kid: `evil-${i}` })) })),
  ],
  [
    'the promise of very much',
    tooLarge,
    (socket) => void socket.write(`${head('content-length: 99999999999')}{`),
  ],
  [
    'one byte too many in chunks',
    tooLarge,
    (socket) => void socket.write(`${head('transfer-encoding: chunked')}10001\r\n${' '.repeat(65_537)}\r\n`),
  ],
  ['a body without end', tooLarge, pouring(head(), ' '.repeat(65_536))],
  [
    'chunks without end',
    tooLarge,
    pouring(head('transfer-encoding: chunked'), `1000\r\n${' '.repeat(4096)}\r\n`),
  ],
  [
    'a chunk with a long extension',
    'aborted',
    (socket) => void socket.write(`${head('transfer-encoding: chunked')}1;${'a'.repeat(100_000)}`),
  ],
  [
    'headers without end',
    'Parse Error: Header overflow',
    pouring('HTTP/1.1 200 OK\r\n', `x: ${'y'.repeat(1000)}\r\n`),
  ],
  // A fault of the parser comes after the answer has begun, and must not end the process.
  [
    'junk instead of a chunk',
    'aborted',
    (socket) => {
      socket.write(`${head('transfer-encoding: chunked')}1\r\n{\r\n`);
      setTimeout(() => socket.write('junk\r\n'), 20);
    },
  ],
  // No answer
  ['a cut connection', 'socket hang up', (socket) => void socket.end()],
  ['a reset', 'read ECONNRESET', (socket) => void socket.resetAndDestroy()],
  ['a document that is cut', 'aborted', (socket) => void socket.end(head('content-length: 500') + SET)],
  ['junk', /^Parse Error: Expected HTTP/, (socket) => void socket.end(SET)],
  ['TLS', /^Parse Error: Expected HTTP/, (socket) => void socket.end(Buffer.from('15030300020228', 'hex'))],
])('instead of a document, %s is refused', (_case, reason, hostile) => refused(hostile, reason));

it.each<[string, Answer]>([
  [
    'another protocol',
    (socket) =>
      void socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
  ],
  ['silence', () => undefined],
  ['headers drop by drop', dripping('HTTP/1.1 200', ' ')],
  ['a body drop by drop', dripping(head('content-length: 5000'), ' ')],
  ['chunks drop by drop', dripping(head('transfer-encoding: chunked'), '1\r\n \r\n')],
  ['a document that does not end', (socket) => void socket.write(head('content-length: 500') + SET)],
])('for a document, %s is not waited for', (_case, hostile) => refused(hostile, /aborted$/, 100));

it.each([
  ['a port where nobody listens', 'http://127.0.0.1:1/', 'connect ECONNREFUSED 127.0.0.1:1'],
  ['a name that nobody has', `http://${'a'.repeat(64)}.invalid/`, /getaddrinfo E/],
])('%s is refused', async (_case, address, reason) => {
  await expect(fetched(address)).rejects.toThrow(reason);
});

it('what is not TLS is refused where TLS is expected', async () => {
  answer = whole(SET);
  await expect(fetched(uri.replace('http', 'https'))).rejects.toThrow(
    'The verification keys cannot be fetched',
  );
});
