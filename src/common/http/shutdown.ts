import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** How often connections are looked through for those that are done, in milliseconds. */
const SWEEP_INTERVAL = 20;

/** Whether the service is on its way out: readiness says so before the listener closes. */
@Injectable()
export class Draining {
  private started = false;

  get active(): boolean {
    return this.started;
  }

  start(): void {
    this.started = true;
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
    if (draining.active && newest.get(request.raw.socket) === request) reply.header('connection', 'close');
    done(null, payload);
  });
}

/**
 * Stops listening, and resolves when the last request that had come in is answered and its connection closed.
 *
 * @param patience milliseconds after which all that is left is cut off
 * @returns how many connections were cut off
 */
export async function closeServer(server: Server, patience: number): Promise<number> {
  let cut = 0;
  // Node itself closes connections only once, those that are idle when it stops listening, and then waits for ever.
  const sweep = setInterval(() => {
    server.closeIdleConnections();
  }, SWEEP_INTERVAL);
  const end = setTimeout(() => {
    server.getConnections((_error, count) => {
      cut = count;
      server.closeAllConnections();
    });
  }, patience);
  // The callback is told of a server that does not listen, which is as well.
  await new Promise((resolve) => server.close(resolve));
  clearInterval(sweep);
  clearTimeout(end);
  return cut;
}
