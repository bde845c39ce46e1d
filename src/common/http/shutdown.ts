import type { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setImmediate as immediate, setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** The listener closes when nobody has connected for so many times around the event loop; or after so many, if somebody always does. */
const QUIET = { turns: 10, most: 200, milliseconds: 2 };

/** Milliseconds that connections without a request are left open after that: a request may be on its way. */
const LAST_CHANCE = 200;

/** How often connections are looked through for those that are done, in milliseconds. */
const SWEEP_INTERVAL = 20;

/** Whether the service is on its way out: readiness says so before the listener closes. */
@Injectable()
export class Draining {
  private readonly begun = new AbortController();
  private held: (() => void)[] | undefined;

  get active(): boolean {
    return this.begun.signal.aborted;
  }

  /** Aborted when the service begins to end: whatever would go on for long comes to an end by itself. */
  get signal(): AbortSignal {
    return this.begun.signal;
  }

  start(): void {
    this.begun.abort();
  }

  /** Keeps answers back until `release`. */
  hold(): void {
    this.held = [];
  }

  release(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const send of held) send();
  }

  /** Sends an answer, now or when answers are released. */
  whenReleased(send: () => void): void {
    if (this.held === undefined) send();
    else this.held.push(send);
  }
}

/**
 * While the service is on its way out, tells callers with each answer that the connection ends with it (`Connection: close`), so that
 * none of them is about to use a connection when it is closed. Of requests that were sent in one go, the last one's answer says so:
 * those behind it would be lost.
 */
export function registerDraining(fastify: FastifyInstance, draining: Draining): void {
  const newest = new WeakMap<Socket, FastifyRequest>();
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (draining.active) newest.set(request.raw.socket, request);
    done();
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (!draining.active) {
      done(null, payload);
      return;
    }
    draining.whenReleased(() => {
      if (newest.get(request.raw.socket) === request) reply.header('connection', 'close');
      done(null, payload);
    });
  });
}

/**
 * Stops listening, and resolves when the last request that had come in is answered and its connection closed.
 *
 * @param patience milliseconds after which all that is left is cut off
 * @returns how many connections were cut off
 */
export async function closeServer(server: Server, draining: Draining, patience: number): Promise<number> {
  // A connection that waits to be accepted is reset when the listener closes. Whoever waits for an answer is not about to connect: for
  // a moment nobody gets one, and what has been on its way comes in.
  draining.hold();
  await nobodyConnects(server);
  // Of the class below: that of HTTP cuts off whoever has just connected, and no longer looks after slow senders.
  const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
  draining.release();
  return endConnections(server, closed, patience);
}

/** Node takes one connection each time around its event loop, so that those that wait come in one after the other. */
async function nobodyConnects(server: Server): Promise<void> {
  let quiet = 0;
  const note = (): void => {
    quiet = 0;
  };
  server.on('connection', note);
  for (let turn = 0; turn < QUIET.most && quiet < QUIET.turns; turn++) {
    quiet++;
    await pause(QUIET.milliseconds);
    await immediate();
  }
  server.off('connection', note);
}

async function endConnections(server: Server, closed: Promise<unknown>, patience: number): Promise<number> {
  let cut = 0;
  const end = setTimeout(() => {
    server.getConnections((_error, count) => {
      cut = count;
      server.closeAllConnections();
    });
  }, patience);
  await Promise.race([closed, pause(LAST_CHANCE)]);
  const sweep = setInterval(() => {
    server.closeIdleConnections();
  }, SWEEP_INTERVAL);
  await closed;
  clearInterval(sweep);
  clearTimeout(end);
  return cut;
}
