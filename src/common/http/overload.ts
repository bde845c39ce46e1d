import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error';
import type { Metrics } from '../observability/metrics';

/** How often the delay of the event loop is looked at, in milliseconds: shorter, and a pause of the garbage collector would count. */
const SAMPLE_INTERVAL = 500;

/** Longest `Retry-After`, in seconds. */
const LONGEST_WAIT = 4;

/** Who asks whether the process is alive must not be told that it is busy: it would be killed for being used. */
const PROBES = /^\/health\//;

/**
 * Refuses requests while the process has more to do than it can: before their token or their body is looked at, and as many of them as
 * the event loop is late. The mean delay of a whole interval counts, so that one long pause does not.
 *
 * @param limit mean delay of the event loop in milliseconds; 0 refuses nothing
 */
export function registerOverload(fastify: FastifyInstance, limit: number, metrics: Metrics): void {
  if (limit === 0) return;
  void fastify.register(underPressure, {
    maxEventLoopDelay: limit,
    sampleInterval: SAMPLE_INTERVAL,
    pressureHandler: (request, _reply, _kind, delay = 0) => {
      if (PROBES.test(routeOf(request)) || Math.random() < admitted(limit, delay)) return;
      metrics.count('gatehouse_http_shed_total', {});
      // Not all of them at the same moment.
      throw new AppError('overloaded', { retryAfter: 1 + Math.floor(Math.random() * LONGEST_WAIT) });
    },
  });
}

/**
 * The share of requests that is let in. All or nothing would swing between idle and drowned; in proportion, the delay would grow with
 * the number of callers.
 */
function admitted(limit: number, delay: number): number {
  return (limit / delay) ** 4;
}

/** The pattern, as an address can be written in many ways. */
const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? '';
