import type { FastifyInstance } from 'fastify';
import type { Observer } from './answered';
import type { LabelsOf } from './metric-table';
import type { Metrics } from './metrics';

type Durations = LabelsOf<'gatehouse_http_request_duration_seconds'>;

/**
 * Counts requests and their failures. Not to be called when metrics are off, as it is on the path of every request.
 *
 * Methods are as the caller sent them, and Node lets three dozen through: the table has a list, and the rest is `other`.
 */
export function requestMetrics(fastify: FastifyInstance, metrics: Metrics): Observer {
  let inFlight = 0;
  metrics.watch('gatehouse_http_requests_in_flight', {}, () => inFlight);
  fastify.addHook('onRequest', (_request, _reply, done) => {
    inFlight += 1;
    done();
  });
  return (request, reply) => {
    inFlight -= 1;
    const method = request.method as Durations['method'];
    const route = request.routeOptions.url ?? 'none';
    const status = String(reply.statusCode);
    metrics.count('gatehouse_http_requests_total', { method, route, status });
    const kind = `${status.charAt(0)}xx` as Durations['status'];
    const seconds = reply.elapsedTime / 1000;
    metrics.observe('gatehouse_http_request_duration_seconds', { method, route, status: kind }, seconds);
    const { problemCode } = request;
    if (problemCode !== undefined) metrics.count('gatehouse_http_problems_total', { code: problemCode });
  };
}
