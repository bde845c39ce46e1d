import { connect } from 'node:net';
import type { Answer } from './service';

/** An answer at the beginning of what has come, and where it ends; undefined while it is not whole. */
function firstAnswer(received: Buffer): { answer: Answer; end: number } | undefined {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const [status = '', ...lines] = received.toString('latin1', 0, headEnd).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  const start = headEnd + 4;
  const end = start + Number(headers['content-length'] ?? 0);
  if (received.length < end) return undefined;
  const text = received.toString('utf8', start, end);
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  return { answer: { status: Number(status.split(' ')[1]), headers, body }, end };
}

/**
 * Sends requests one behind the other on one connection, byte by byte as they are, and reads the answers in turn. It ends when there
 * are as many answers as requests, or when the server has had enough.
 */
export function exchange(origin: string, requests: readonly (string | Buffer)[]): Promise<Answer[]> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const answers: Answer[] = [];
    let received = Buffer.alloc(0);
    const settle = (): void => {
      socket.destroy();
      resolve(answers);
    };
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      for (let next = firstAnswer(received); next !== undefined; next = firstAnswer(received)) {
        answers.push(next.answer);
        received = received.subarray(next.end);
      }
      if (answers.length >= requests.length) settle();
    });
    socket.on('end', settle);
    socket.on('error', (error) => {
      if (answers.length > 0) settle();
      else reject(error);
    });
    for (const request of requests) socket.write(request, 'latin1');
  });
}

/** A request for a door with these header lines. */
export const requestOf = (path: string, lines: readonly string[], method = 'GET'): string =>
  [`${method} ${path} HTTP/1.1`, 'Host: localhost', ...lines, '', ''].join('\r\n');
