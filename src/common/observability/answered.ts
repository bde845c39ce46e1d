import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/**
 * Calls `write` once for every request, when its answer has left, or when it is ready and the caller has gone. Fastify runs
 * `onResponse` only for answers that were sent: without the second case, who hangs up early leaves no trace of what was done.
 */
export function whenAnswered(
  fastify: FastifyInstance,
  write: (request: FastifyRequest, reply: FastifyReply) => void,
): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (reply.raw.destroyed) write(request, reply);
    done(null, payload);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    write(request, reply);
    done();
  });
}
