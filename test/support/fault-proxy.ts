import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { closed, listening, Onward } from './listening';

/** What goes wrong with an answer of Cognito's. None of them lets the call reach the pool. */
export type FaultName = keyof typeof faults;

/** A call that the proxy has seen. */
export interface SeenCall {
  readonly operation: string;
  readonly body: string;
}

/** Plants a fault in an answer. */
type Fault = (response: ServerResponse, socket: Socket) => void;

const TYPE = 'application/x-amz-json-1.1';
/** Long, and good for no operation. */
const NONSENSE = JSON.stringify({ Nonsense: 'x'.repeat(400) });

const answering =
  (status: number, body: string, headers: Record<string, string> = { 'content-type': TYPE }): Fault =>
  (response) => {
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
  };
const refusing = (name: string, message: string, status = 400): Fault =>
  answering(status, JSON.stringify({ __type: name, message }));

/** Does something every so many milliseconds while the connection lasts. */
function again(socket: Socket, milliseconds: number, work: () => void): void {
  const timer = setInterval(work, milliseconds);
  socket.once('close', () => {
    clearInterval(timer);
  });
}

const faults = {
  slow: (response, socket) => {
    const timer = setTimeout(() => {
      answering(200, NONSENSE)(response, socket);
    }, 20_000);
    socket.once('close', () => {
      clearTimeout(timer);
    });
  },
  hang: () => undefined,
  'hang in headers': (_, socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-'),
  'hang in the body': (response) => {
    response.writeHead(200, { 'content-type': TYPE, 'content-length': 1000 }).write('{"UserSub":');
  },
  drip: (response, socket) => {
    response.writeHead(200, { 'content-type': TYPE }).write('{');
    again(socket, 20, () => response.write(' '));
  },
  'drip of headers': (_, socket) => {
    socket.write('HTTP/1.1 200 OK\r\nx: ');
    again(socket, 20, () => socket.write('y'));
  },
  'endless hints': (_, socket) => {
    again(socket, 20, () => socket.write('HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n'));
  },
  reset: (_, socket) => {
    socket.resetAndDestroy();
  },
  close: (_, socket) => void socket.end(),
  half: (response, socket) => {
    response.writeHead(200, { 'content-type': TYPE, 'content-length': NONSENSE.length });
    response.write(NONSENSE.slice(0, 200), () => socket.destroy());
  },
  'half a header': (_, socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-le'),
  'half of chunks': (response, socket) => {
    response.writeHead(200, { 'content-type': TYPE });
    response.write(NONSENSE, () => socket.destroy());
  },
  'error 500': refusing('InternalErrorException', 'Something went wrong', 500),
  'error 500 with nothing': answering(500, ''),
  'error 502': answering(502, '<html>bad gateway</html>', { 'content-type': 'text/html' }),
  'error 503 with HTML': answering(503, '<html>service unavailable</html>', { 'content-type': 'text/html' }),
  'error 504 with text': answering(504, 'upstream request timeout', { 'content-type': 'text/plain' }),
  'bad JSON': answering(200, '{"AuthenticationResult":{"Acc'),
  'bad JSON with 400': answering(400, '{"__type":'),
  '400 without a name': answering(400, '{}'),
  empty: answering(200, ''),
  null: answering(200, 'null'),
  list: answering(200, '[]'),
  text: answering(200, '"ok"'),
  'missing members': answering(200, '{}'),
  'members of other operations': answering(200, NONSENSE),
  'members that are null': answering(
    200,
    JSON.stringify(
      Object.fromEntries(['User', 'Users', 'Group', 'Session', 'Username'].map((name) => [name, null])),
    ),
  ),
  'another type': answering(200, '{}', { 'content-type': 'text/html' }),
  HTML: answering(200, '<html>welcome</html>', { 'content-type': 'text/html' }),
  redirect: answering(302, '', { location: 'http://127.0.0.1:9/' }),
  'not found': answering(404, '<html>not found</html>', { 'content-type': 'text/html' }),
  'not HTTP': (_, socket) => void socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
  'compressed nonsense': answering(200, 'x', { 'content-type': TYPE, 'content-encoding': 'gzip' }),
  'endless body': (response, socket) => {
    response.writeHead(200, { 'content-type': TYPE }).write('{"x":"');
    const chunk = Buffer.alloc(65_536, 'x');
    const pour = (): void => {
      while (!socket.destroyed && response.write(chunk));
    };
    response.on('drain', pour);
    pour();
  },
  throttle: refusing('TooManyRequestsException', 'Rate exceeded'),
  'throttle by AWS': refusing('ThrottlingException', 'Rate exceeded'),
  'throttle by status': answering(429, '<html>slow down</html>', { 'content-type': 'text/html' }),
  'attempt limit': refusing('LimitExceededException', 'Attempt limit exceeded, please try after some time.'),
} as const satisfies Readonly<Record<string, Fault>>;

export const faultNames = Object.keys(faults) as FaultName[];

/** Stands between the service and the user pool on loopback: passes everything on, until a fault is planted. */
export class FaultProxy {
  /** What every call meets while it is set. */
  planted: FaultName | undefined;
  /** Calls since `forget`. */
  seen: SeenCall[] = [];
  private readonly onward: Onward;
  private readonly server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('error', () => undefined);
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      this.meet(incoming, outgoing, Buffer.concat(chunks));
    });
  });

  /** @param pool address of the user pool's server */
  constructor(pool: string) {
    this.onward = new Onward(pool);
    // What does not speak HTTP, such as the beginning of TLS.
    this.server.on('clientError', (_, socket) => socket.end('no\r\n'));
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** @returns the address that stands for the pool's */
  start(): Promise<string> {
    return listening(this.server);
  }

  async close(): Promise<void> {
    await closed(this.server);
    this.onward.close();
  }

  forget(): void {
    this.seen = [];
  }

  private meet(incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer): void {
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    this.seen.push({ operation, body: body.toString() });
    outgoing.on('error', () => undefined);
    if (this.planted === undefined) this.onward.pass(incoming, outgoing, body);
    else faults[this.planted](outgoing, incoming.socket);
  }
}
