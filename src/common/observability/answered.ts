import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Looks at a request that has been answered. Must not throw. */
export type Observer = (request: FastifyRequest, reply: FastifyReply) => void;

/** All observers of a server in one, for requests that meet no hook. */
const observersOf = new WeakMap<FastifyInstance, Observer>();

/**
 * Calls each observer once for every request, when its answer has left, or when it is ready and the caller has gone. Fastify runs
 * `onResponse` only for answers that were sent: without the second case, who hangs up early leaves no trace of what was done.
 */
export function whenAnswered(fastify: FastifyInstance, observers: readonly Observer[]): void {
  const observe = (request: FastifyRequest, reply: FastifyReply): void => {
    for (const observer of observers) observer(request, reply);
  };
  observersOf.set(fastify, observe);
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (reply.raw.destroyed) observe(request, reply);
    else if (payload instanceof Readable)
      whenCutOff(reply, () => {
        observe(request, reply);
      });
    done(null, payload);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    observe(request, reply);
    done();
  });
}

/** A stream that was not read to its end has left an answer, but not all of it. */
function whenCutOff({ raw }: FastifyReply, then: () => void): void {
  raw.once('close', () => {
    if (!raw.writableFinished) then();
  });
}

/** Has the observers look at a request for which Fastify runs no hooks, when its answer has left. To be called before it is sent. */
export function whenAnsweredWithoutHooks(request: FastifyRequest, reply: FastifyReply): void {
  reply.raw.once('close', () => observersOf.get(request.server)?.(request, reply));
}
