import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../errors/app-error';
import type { ErrorCode } from '../errors/error-table';
import { problemOf } from '../errors/problem';
import { requestIdOf } from './request-id';
import { SECURITY_HEADERS } from './security-headers';
import { isStreaming } from './streaming-sockets';

/** Faults that Node's HTTP parser finds, by its code; all others are a bad request. */
const PARSER_FAULTS: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/**
 * Answers what is no HTTP request, or not one that Node takes, in the same shape as every other failure. There is no request and no
 * reply yet, only the socket, which is closed afterwards: nobody knows where the next request would begin.
 */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  // Its body may take as long as it takes. Node does not look at this connection again.
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && isStreaming(socket)) return;
  // The other side has gone, or an answer is already on its way.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  answerOnSocket(new AppError(PARSER_FAULTS[error.code ?? ''] ?? 'bad_request'), socket);
}

/** Milliseconds that the other side has to read such an answer and to close: a connection that is cut off at once may lose it. */
const LINGERING = 1000;

/** A problem document with all its headers, for a request that the application never meets. */
export function bareProblem(
  error: AppError,
  id: string,
): { readonly status: number; readonly headers: Record<string, string>; readonly text: string } {
  const { body, headers } = problemOf(error, { id, url: '/', headers: {} });
  return {
    status: body.status,
    headers: { ...SECURITY_HEADERS, ...headers, 'x-request-id': id },
    text: JSON.stringify(body),
  };
}

/** Writes a problem document straight onto a connection, and ends it. */
export function answerOnSocket(error: AppError, socket: Socket): void {
  const { status, headers, text } = bareProblem(error, requestIdOf({ headers: {} }));
  const lines = Object.entries({
    ...headers,
    'content-length': String(Buffer.byteLength(text)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${text}`);
  // Node no longer looks after it, and whoever goes on sending would keep it for ever.
  setTimeout(() => socket.destroy(), LINGERING).unref();
}
