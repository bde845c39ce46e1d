import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error';
import type { Log } from '../observability/log';
import type { Metrics } from '../observability/metrics';
import type { Turns } from './turns';

/** What limits, counts and tells. */
interface Needs {
  readonly turns: Turns;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** Milliseconds for which nothing more is read from those who were refused: these at least, and up to twice as many. */
const REST = 750;

/** Longest `Retry-After`, in seconds. */
const LONGEST_WAIT = 4;

/** Milliseconds between two lines that say so. */
const LOG_INTERVAL = 10_000;

/** Who asks whether the process is alive must not be told that it is busy: it would be killed for being used. */
const PROBES = /^\/health\//;

/**
 * Lets requests wait for their turn, and refuses those that come while others wait for too long: before their token or their body is looked
 * at. Probes never wait.
 *
 * @param limit milliseconds that requests may wait; 0 lets none wait and refuses none
 */
export function registerOverload(fastify: FastifyInstance, limit: number, needs: Needs): void {
  if (limit === 0) return;
  const { turns } = needs;
  const refusals = new Refusals(needs);
  fastify.addHook('onRequest', (request, reply, done) => {
    // By the pattern, as an address can be written in many ways.
    if (PROBES.test(request.routeOptions.url ?? '')) done();
    else if (turns.wait() > limit) done(refusals.of(request, reply, turns.wait()));
    else turns.take(done);
  });
}

class Refusals {
  private count = 0;
  private logged = -LOG_INTERVAL;

  constructor(private readonly needs: Needs) {}

  of(request: FastifyRequest, reply: FastifyReply, wait: number): AppError {
    this.note(wait);
    calmDown(request, reply);
    return new AppError('overloaded', { retryAfter: 1 + Math.floor(Math.random() * LONGEST_WAIT) });
  }

  private note(wait: number): void {
    this.needs.metrics.count('gatehouse_http_shed_total', {});
    this.count++;
    const now = performance.now();
    if (now - this.logged < LOG_INTERVAL) return;
    this.needs.log.warn(
      { refused: this.count, waitMs: Math.round(wait) },
      'overloaded, requests are refused',
    );
    this.logged = now;
    this.count = 0;
  }
}

/**
 * Reads nothing more of a connection for a moment: whoever asks again at once, as programs do, would take the time that is left for
 * others.
 */
function calmDown({ raw: { socket } }: FastifyRequest, { raw }: FastifyReply): void {
  raw.once('finish', () => {
    socket.pause();
    // Not all of them at the same moment.
    setTimeout(() => socket.resume(), REST * (1 + Math.random())).unref();
  });
}
