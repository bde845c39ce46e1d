import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error';
import type { Log } from '../observability/log';
import type { Metrics } from '../observability/metrics';

interface Observers {
  readonly metrics: Metrics;
  readonly log: Log;
}

/** Milliseconds that a turn of the event loop is to take, so that it soon comes round to timers and new connections. */
const TURN = 10;

/** Requests that are begun in a turn, at first and within bounds. */
const QUOTA = { first: 64, least: 4, most: 1024 };

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
export function registerOverload(fastify: FastifyInstance, limit: number, observers: Observers): void {
  if (limit === 0) return;
  const turns = new Turns();
  const refusals = new Refusals(observers);
  fastify.addHook('onRequest', (request, reply, done) => {
    // By the pattern, as an address can be written in many ways.
    if (PROBES.test(request.routeOptions.url ?? '')) done();
    else if (turns.wait() > limit) done(refusals.of(request, reply, turns.wait()));
    else turns.take(done);
  });
}

interface Waiting {
  readonly since: number;
  readonly go: () => void;
}

/**
 * Begins so many requests in a turn of the event loop as there is time for, first come, first served. Node would begin all that can be
 * read before it looks at anything else: with thousands of busy connections, a turn takes so long that timers stand still and new
 * connections, of which libuv takes one each turn, are not taken for minutes.
 */
class Turns {
  private began = 0;
  private underWay = false;
  /** Requests in a turn: how long they take shows only later, as most of their work waits for something. */
  private quota = QUOTA.first;
  private left = 0;
  private waiting: Waiting[] = [];
  /** Those before it have gone. */
  private first = 0;

  /** Milliseconds that a request will wait which comes now, as far as can be told, or that one has been waiting. */
  wait(): number {
    const next = this.waiting[this.first];
    if (next === undefined) return 0;
    const before = (this.waiting.length - this.first) / this.quota;
    return Math.max(before * TURN, performance.now() - next.since);
  }

  /** Goes on now, or when it is the request's turn. */
  take(go: () => void): void {
    if (!this.underWay) this.begin();
    if (this.left > 0) {
      this.left--;
      go();
    } else this.waiting.push({ since: performance.now(), go });
  }

  private begin(): void {
    this.underWay = true;
    this.left = this.quota;
    this.began = performance.now();
    // Comes when all has been read that could be.
    setImmediate(() => {
      this.end();
    });
  }

  private end(): void {
    this.underWay = false;
    if (this.first === this.waiting.length) return;
    const fitting = (this.quota * TURN) / (performance.now() - this.began);
    // Half of the way: a pause of the garbage collector says nothing of requests.
    this.quota = Math.min(QUOTA.most, Math.max(QUOTA.least, Math.round((this.quota + fitting) / 2)));
    this.begin();
    this.goOn();
  }

  private goOn(): void {
    const { waiting } = this;
    for (; this.first < waiting.length && this.left > 0; this.left--) waiting[this.first++]?.go();
    // Not each time: what is left has to be moved.
    if (this.first * 2 < waiting.length) return;
    this.waiting = waiting.slice(this.first);
    this.first = 0;
  }
}

class Refusals {
  private count = 0;
  private logged = -LOG_INTERVAL;

  constructor(private readonly observers: Observers) {}

  of(request: FastifyRequest, reply: FastifyReply, wait: number): AppError {
    this.note(wait);
    calmDown(request, reply);
    return new AppError('overloaded', { retryAfter: 1 + Math.floor(Math.random() * LONGEST_WAIT) });
  }

  private note(wait: number): void {
    this.observers.metrics.count('gatehouse_http_shed_total', {});
    this.count++;
    const now = performance.now();
    if (now - this.logged < LOG_INTERVAL) return;
    this.observers.log.warn(
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
