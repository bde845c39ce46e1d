import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { ADMIN } from '../support/gatehouse';
import { Server } from '../support/server';
import { setTimeout as pause } from 'node:timers/promises';
import { exchange } from '../raw-http/wire';
import { Load } from './load';

/** Milliseconds after which nobody who is slow may still be there. */
const LIMIT = 12_000;

/** Largest answer there is, so that one is left over when the buffers of the system are full. */
const LARGE = '/docs/assets/swagger-ui-bundle.js';

let server: Server;
let port: number;
beforeAll(async () => {
  server = Server.spawn({
    PORT: '0',
    LOG_LEVEL: 'error',
    RATE_LIMITS: 'off',
    LOCAL_POOL_PORT: '0',
    LOCAL_POOL_DATA: 'memory',
    LOCAL_ADMIN_PASSWORD: ADMIN.password,
    OVERLOAD_DELAY_MS: '0',
    MAX_CONNECTIONS: '150',
    MAX_CONNECTIONS_PER_IP: '100',
    SHUTDOWN_DELAY_MS: '0',
  });
  port = Number((await server.says(/listens on http:\/\/127\.0\.0\.1:(\d+)/))[1]);
});
afterAll(() => server.ended('SIGKILL'));

const post = (headers: string): string =>
  `POST /v1/auth/sign-in HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n${headers}\r\n\r\n`;
const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: here\r\n\r\n`;

/** What one who is slow does with a connection. */
type Slowness = (socket: Socket) => void;

/** Sends these bytes at once, and one more each time. */
const drips =
  (begin: string, milliseconds: number, byte = 'x'): Slowness =>
  (socket) => {
    socket.write(begin);
    const timer = setInterval(() => socket.write(byte), milliseconds);
    socket.on('close', () => {
      clearInterval(timer);
    });
  };
const says =
  (bytes: string): Slowness =>
  (socket) =>
    socket.write(bytes);

/** Those that keep the service waiting. They read what they are sent. */
const SENDERS: Record<string, Slowness> = {
  'who says nothing': () => undefined,
  'who says nothing but empty lines': drips('', 300, '\r\n'),
  'half a request line': says('GET /health/li'),
  'a request line that drips': drips('GET /', 300),
  'half of the headers': says('GET /health/live HTTP/1.1\r\nHost: here\r\n'),
  'headers that drip': drips('GET /health/live HTTP/1.1\r\nHost: here\r\nX: ', 300),
  'header after header': drips('GET /health/live HTTP/1.1\r\nHost: here\r\n', 300, 'a: b\r\n'),
  'half of the body': says(`${post('Content-Length: 100')}{`),
  'no body': says(post('Content-Length: 100')),
  'a body that drips': drips(`${post('Content-Length: 1000')}"`, 300),
  'chunks that drip': drips(post('Transfer-Encoding: chunked'), 300, '1\r\nx\r\n'),
  'a chunk length that drips': drips(post('Transfer-Encoding: chunked'), 300, '0'),
  'an extension of a chunk that drips': drips(`${post('Transfer-Encoding: chunked')}1;`, 300),
  'trailers that drip': drips(`${post('Transfer-Encoding: chunked')}2\r\n{}\r\n0\r\n`, 300, 'a: b\r\n'),
  'a body behind 100-continue': says(post('Content-Length: 100\r\nExpect: 100-continue')),
  'a large body that drips': drips(post('Content-Length: 100000'), 300),
  'a body on a path that is not there': drips(
    post('Content-Length: 1000').replace('/v1/auth/sign-in', '/nowhere'),
    300,
  ),
  'the second request of a connection': drips(`${get('/health/live')}GET /health/li`, 300),
  'a request of TLS': says('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'),
  'the beginning of the preface of HTTP/2': says('PRI * HTTP/2.0\r\n'),
};

/** Those that never read, or never hang up: nothing of theirs ends a connection. */
const READERS: Record<string, Slowness> = {
  'many large answers at once': says(get(LARGE).repeat(20)),
  'thousands of answers': says(get('/v1/auth/configuration').repeat(5000)),
  'what cannot be parsed': says('NOT HTTP\r\n\r\n'),
  'a tunnel': says('CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: here\r\n\r\n'),
  'a request that is refused': says('GET /health/live HTTP/1.1\r\nHost: here\r\nHost: there\r\n\r\n'),
  'a body that is too large': says(post('Content-Length: 100000')),
};

/** As `/proc/net/tcp` writes it. */
const LISTENING = '0A';

/** Ports of those whose connection the process has not let go of, whatever they know of it themselves. */
async function connectedPorts(): Promise<Set<number>> {
  const lines = (await readFile('/proc/net/tcp', 'utf8')).trim().split('\n').slice(1);
  const portIn = (address = ''): number => parseInt(address.split(':')[1] ?? '', 16);
  const rows = lines.map((line) => line.trim().split(/\s+/));
  const ours = rows.filter(([, local, , state = '', , , , , , inode]) => {
    // Those without inode belong to the system alone; unless they are established (01), and wait to be accepted.
    const held = inode !== '0' || state === '01';
    return portIn(local) === port && state !== LISTENING && held;
  });
  return new Set(ours.map(([, , remote]) => portIn(remote)));
}

const tick = (): Promise<void> => pause(50);

/** Resolves when none of these sockets is connected any more, for the process; fails after the limit. */
async function untilGone(sockets: readonly Socket[], milliseconds = LIMIT): Promise<void> {
  const ports = sockets.map(({ localPort = 0 }) => localPort);
  for (const began = performance.now(); ;) {
    const connected = await connectedPorts();
    if (!ports.some((one) => connected.has(one))) return;
    if (performance.now() - began > milliseconds) throw new Error(`still connected after ${milliseconds} ms`);
    await tick();
  }
}

async function open(slowness: Slowness, localAddress = '127.0.0.1'): Promise<Socket> {
  // With allowHalfOpen, nothing is closed from here.
  const socket = connect({ port, host: '127.0.0.1', localAddress, allowHalfOpen: true });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  slowness(socket);
  return socket;
}

describe('connections that are slow', () => {
  // All at the same time: each of them takes as long as it may.
  let others: Load;
  const held: Record<string, Promise<{ text: string }>> = {};
  beforeAll(() => {
    others = new Load(port, 2, () => ({ method: 'GET', path: '/v1/auth/configuration' }));
    for (const [name, slowness] of Object.entries({ ...SENDERS, ...READERS })) {
      held[name] = hold(slowness, name in SENDERS);
      // Looked at by the test.
      held[name].catch(() => undefined);
    }
  });

  async function hold(slowness: Slowness, reads: boolean): Promise<{ text: string }> {
    const socket = await open(slowness);
    let text = '';
    if (reads) socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await untilGone([socket]).finally(() => {
      socket.destroy();
    });
    return { text };
  }

  it.each(Object.keys(SENDERS))(`are closed within ${LIMIT / 1000} s: %s`, async (name) => {
    const { text } = await held[name]!;
    const waitedFor = !/nothing|TLS|preface|drips|header after header|100-continue|second/.test(name);
    // Who has sent something that can be waited for is told.
    expect(text).toMatch(waitedFor ? / 408 / : /^(HTTP\/1\.1 [124]\d\d |$)/);
  });

  it.each(Object.keys(READERS))(`are closed within ${LIMIT / 1000} s: %s`, (name) => held[name]);

  it('do not keep others waiting', async () => {
    const { answers, lost } = await others.stop();
    expect({ lost, statuses: [...answers.keys()] }).toEqual({ lost: [], statuses: [200] });
  });
});

describe('connections that are many', () => {
  /** Connects 200 times, and waits until all but so many have been closed. */
  async function flood(addresses: readonly string[], left: number): Promise<Socket[]> {
    let ended = 0;
    const count = (): void => {
      ended++;
    };
    const sockets = Array.from({ length: 200 }, (_, i) => {
      const localAddress = addresses[i % addresses.length]!;
      const socket = connect({ port, host: '127.0.0.1', localAddress });
      return socket.on('error', () => undefined).on('close', count);
    });
    while (ended < sockets.length - left) await tick();
    for (let quiet = 0; quiet < 5; quiet++) await tick();
    expect(ended).toBe(sockets.length - left);
    return sockets;
  }
  const served = async (): Promise<number | undefined> =>
    (await exchange(port, get('/health/live'))).answers[0]?.status;

  it('are closed at once beyond so many from one address, while others get in', async () => {
    const sockets = await flood(['127.0.0.3'], 100);
    expect(await served()).toBe(200);
    for (const socket of sockets) socket.destroy();
    await untilGone(sockets);
  });

  it('are closed at once beyond so many at all, until there are less', async () => {
    const sockets = await flood(['127.0.0.4', '127.0.0.5', '127.0.0.6'], 150);
    expect(await served()).toBeUndefined();
    for (const socket of sockets) socket.destroy();
    await untilGone(sockets);
    expect(await served()).toBe(200);
  });
});

it('nothing of it was worth an error', () => {
  expect(server.text).not.toContain('"level":"error"');
});
