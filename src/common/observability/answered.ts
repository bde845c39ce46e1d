import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Looks at a request that has been answered. Must not throw. */
export type Observer = (request: FastifyRequest, reply: FastifyReply) => void;

/**
 * Calls each observer once for every request, when its answer has left, or when it is ready and the caller has gone. Fastify runs
 * `onResponse` only for answers that were sent: without the second case, who hangs up early leaves no trace of what was done.
 */
export function whenAnswered(fastify: FastifyInstance, observers: readonly Observer[]): void {
  const observe = (request: FastifyRequest, reply: FastifyReply): void => {
    for (const observer of observers) observer(request, reply);
  };
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (reply.raw.destroyed) observe(request, reply);
    done(null, payload);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    observe(request, reply);
    done();
  });
}
