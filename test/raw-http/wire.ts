import { connect, type Socket } from 'node:net';

/** One answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** By lower-case name; of repeated ones, the last. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** What came back over one connection. */
export interface Exchange {
  /** Without `100 Continue`. */
  readonly answers: readonly RawAnswer[];
  /** What is left when all answers have been read. */
  readonly rest: string;
  /** How long the server kept the connection open, in milliseconds; undefined when it never closed it. */
  readonly closedAfter: number | undefined;
}

/** Milliseconds after which a connection counts as hanging. */
const PATIENCE = 4000;

/**
 * Sends bytes over a connection of their own, and reads until the server closes it. When so many answers have come and do not say that
 * it will, our end is closed, so that a kept connection ends as well.
 *
 * @param method of the first request: the answer to a HEAD has no body, whatever its length says
 * @param expected number of answers
 */
export function exchange(
  port: number,
  bytes: string | Buffer,
  method = 'GET',
  expected = 1,
): Promise<Exchange> {
  return new Promise((resolve) => {
    const began = performance.now();
    const socket: Socket = connect({ port, host: '127.0.0.1' }, () => socket.write(raw(bytes)));
    let text = '';
    let ending = false;
    const finish = (closedAfter: number | undefined): void => {
      clearTimeout(patience);
      socket.destroy();
      resolve({ ...parse(text, method), closedAfter });
    };
    const patience = setTimeout(finish, PATIENCE, undefined);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const last = parse(text, method).answers[expected - 1];
      if (ending || last === undefined || last.headers.get('connection') === 'close') return;
      ending = true;
      socket.end();
    });
    // A reset is a way to close; what has been read by then counts.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      finish(performance.now() - began);
    });
  });
}

/** Bytes beyond ASCII are written as they stand: `\xff` is one byte. */
const raw = (bytes: string | Buffer): Buffer =>
  typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;

function parse(text: string, method: string): Pick<Exchange, 'answers' | 'rest'> {
  const answers: RawAnswer[] = [];
  let rest = text;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return { answers, rest };
    const [line = '', ...fields] = rest.slice(0, end).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1]);
    const headers = new Map(fields.map((field) => fieldOf(field)));
    // Of what is no request nobody knows that it was to be a HEAD; that answer is the last one.
    const unread = method === 'HEAD' && answers.length === 0 ? rest.length - end - 4 : Infinity;
    const length =
      status < 200 || status === 204 ? 0 : Math.min(Number(headers.get('content-length')), unread);
    if (!(rest.length >= end + 4 + length)) return { answers, rest };
    if (status >= 200) answers.push({ status, headers, body: rest.slice(end + 4, end + 4 + length) });
    rest = rest.slice(end + 4 + length);
  }
}

function fieldOf(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

/** How an answer differs from what every answer has to be; empty when it does not. */
export function faultsOf({ status, headers, body }: RawAnswer, method = 'GET'): string[] {
  const faults = Object.entries(FIXED_HEADERS).flatMap(([name, value]) =>
    headers.get(name) === value ? [] : [`${name}: ${headers.get(name) ?? 'missing'}`],
  );
  if (!/^[\w.:/+=-]{8,128}$/.test(headers.get('x-request-id') ?? '')) faults.push('no request id');
  if (headers.has('x-powered-by') || headers.has('server')) faults.push('names its software');
  if (!(status >= 200 && status < 500)) faults.push(`status ${status}`);
  if (status >= 400 && method !== 'HEAD') faults.push(...problemFaults(status, headers, body));
  return faults;
}

const FIXED_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

function problemFaults(status: number, headers: RawAnswer['headers'], body: string): string[] {
  if (headers.get('content-type') !== 'application/problem+json; charset=utf-8')
    return ['no problem document'];
  const problem = JSON.parse(body) as Record<string, unknown>;
  const right =
    problem['status'] === status &&
    problem['type'] === `/errors/${String(problem['code'])}` &&
    problem['requestId'] === headers.get('x-request-id') &&
    String(problem['instance']).startsWith('/');
  return right ? [] : [`problem document ${body}`];
}
