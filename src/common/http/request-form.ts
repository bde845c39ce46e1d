import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../errors/app-error';

/** `uri-host [":" port]` of RFC 9110 §7.2. An empty one names no host of ours. */
const HOST = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(?::\d{0,5})?$/i;

/** Requests that carry no content: what comes after them would be taken for a request by who overlooks its length. */
const BODILESS: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD']);

/**
 * Refuses what HTTP allows nobody to send but Node's parser lets pass, and what two parties could read differently: the proxy in front
 * and this service. The connection is closed, as nobody knows where the next request would begin, and what came in behind is not run.
 *
 * RFC 9112 §3.2 (exactly one valid `Host`), §6.1 (`Transfer-Encoding` of HTTP/1.0, codings that nobody knows), RFC 9110 §5.3 (fields
 * that may stand once), §9.3.1 (content of a GET), §10.1.1 (expectations other than `100-continue`).
 */
export function registerRequestForm(fastify: FastifyInstance): void {
  const { server } = fastify;
  // Node would answer without headers and body of ours.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  const refused = new WeakSet<Socket>();
  fastify.addHook('onRequest', ({ raw }, reply, done) => {
    const fault = refused.has(raw.socket) ? 'It came behind a request that was refused.' : faultOf(raw);
    if (fault === undefined) {
      done();
      return;
    }
    refused.add(raw.socket);
    reply.header('connection', 'close');
    done(new AppError('bad_request', { detail: fault }));
  });
}

/** The path and query of an address, without the scheme and host that a request to a proxy has (RFC 9112 §3.2.2). */
export function withoutOrigin({ url = '/' }: { readonly url?: string | undefined }): string {
  if (url.startsWith('/')) return url;
  const path = url.replace(/^https?:\/\/[^/?#]*/i, '');
  return path === '' || path.startsWith('?') ? `/${path}` : path;
}

/** What is wrong with a request, in fixed words; undefined when nothing is. On the path of every request. */
function faultOf(request: IncomingMessage): string | undefined {
  if (request.httpVersionMajor !== 1) return 'Only HTTP/1.1 and HTTP/1.0 are spoken here.';
  if (request.url?.includes('#') === true) return 'An address that is sent has no fragment.';
  return (
    repeatedIn(request.rawHeaders) ?? hostFault(request) ?? framingFault(request) ?? expectationFault(request)
  );
}

function repeatedIn(rawHeaders: readonly string[]): string | undefined {
  let hosts = 0;
  let types = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i];
    // By length first: lower-casing every name would cost more than all the rest.
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++;
    else if (name?.length === 12 && name.toLowerCase() === 'content-type') types++;
  }
  if (hosts > 1) return 'There is more than one Host header.';
  return types > 1 ? 'There is more than one Content-Type header.' : undefined;
}

function hostFault({ headers: { host }, httpVersionMinor }: IncomingMessage): string | undefined {
  if (host === undefined) return httpVersionMinor === 0 ? undefined : 'There is no Host header.';
  return HOST.test(host) ? undefined : 'The Host header names no host.';
}

function framingFault({ headers, method, httpVersionMinor }: IncomingMessage): string | undefined {
  const coding = headers['transfer-encoding'];
  if (coding !== undefined) {
    if (httpVersionMinor === 0) return 'HTTP/1.0 has no Transfer-Encoding.';
    if (coding.toLowerCase() !== 'chunked')
      return 'The only Transfer-Encoding that is known here is chunked.';
  }
  const length = headers['content-length'];
  const bodied = coding !== undefined || (length !== undefined && Number(length) > 0);
  return bodied && BODILESS.has(method) ? 'A GET or HEAD request has no body.' : undefined;
}

function expectationFault({ headers: { expect } }: IncomingMessage): string | undefined {
  if (expect === undefined || expect.toLowerCase() === '100-continue') return undefined;
  return 'The only expectation that is known here is 100-continue.';
}
