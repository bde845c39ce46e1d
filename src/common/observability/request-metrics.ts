import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { isStreaming } from '../http/streaming-sockets';
import type { Observer } from './answered';
import type { LabelsOf } from './metric-table';
import type { Metrics } from './metrics';
import { tokenRefusal } from './token-refusals';

type Durations = LabelsOf<'gatehouse_http_request_duration_seconds'>;
type Fault = LabelsOf<'gatehouse_http_malformed_total'>['fault'];

/** What Node's HTTP parser and its timeouts find, by code; all others are not HTTP. */
const FAULTS: Readonly<Record<string, Fault>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'too_slow',
  ECONNRESET: 'reset',
};

/**
 * Counts requests and their failures. Not to be called when metrics are off, as it is on the path of every request.
 *
 * Methods are as the caller sent them, and Node lets three dozen through: the table has a list, and the rest is `other`.
 */
export function requestMetrics(server: Server, metrics: Metrics): Observer {
  watchServer(server, metrics);
  return (request, reply) => {
    const method = request.method as Durations['method'];
    const route = request.routeOptions.url ?? 'none';
    const status = String(reply.statusCode);
    metrics.count('gatehouse_http_requests_total', { method, route, status });
    const kind = `${status.charAt(0)}xx` as Durations['status'];
    const seconds = reply.elapsedTime / 1000;
    metrics.observe('gatehouse_http_request_duration_seconds', { method, route, status: kind }, seconds);
    if (request.problemCode !== undefined) countFailure(request, request.problemCode, metrics);
  };
}

function countFailure({ failure }: FastifyRequest, code: string, metrics: Metrics): void {
  metrics.count('gatehouse_http_problems_total', { code });
  const reason = tokenRefusal(failure);
  if (reason !== undefined) metrics.count('gatehouse_token_refusals_total', { reason });
}

/** What the server itself tells: by its events, since hooks are not run for everything, and not to the end. */
function watchServer(server: Server, metrics: Metrics): void {
  let inFlight = 0;
  metrics.watch('gatehouse_http_requests_in_flight', {}, () => inFlight);
  const ended = (): void => {
    inFlight -= 1;
  };
  server.on('request', (_request, response) => {
    inFlight += 1;
    response.once('close', ended);
  });
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket: Socket) => {
    if (code === 'ERR_HTTP_REQUEST_TIMEOUT' && isStreaming(socket)) return;
    metrics.count('gatehouse_http_malformed_total', { fault: FAULTS[code] ?? 'not_http' });
  });
}
