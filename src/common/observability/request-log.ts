import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error';
import type { Log } from './log';

/** Probes come every few seconds and say nothing. */
const QUIET = /^\/health\//;

/**
 * One line for each request, written when the answer has left. It names the route by its pattern, not by its address, because
 * addresses hold usernames; the caller by `sub`.
 */
export function registerRequestLog(fastify: FastifyInstance, log: Log): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const level = levelOf(request, reply);
    // Not even built when nobody listens: this is on the path of every request.
    if (log.isLevelEnabled(level)) log[level](lineOf(request, reply), 'request');
    done();
  });
}

function levelOf(request: FastifyRequest, reply: FastifyReply): 'debug' | 'info' | 'warn' | 'error' {
  if (reply.statusCode >= 500) return request.failure instanceof AppError ? 'warn' : 'error';
  return QUIET.test(request.url) ? 'debug' : 'info';
}

function lineOf(request: FastifyRequest, reply: FastifyReply): object {
  return {
    requestId: request.id,
    method: request.method,
    route: request.routeOptions.url ?? 'none',
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    ip: request.ip,
    caller: request.caller?.sub,
    problem: request.problemCode,
    failure: reply.statusCode >= 500 ? failureOf(request.failure) : undefined,
  };
}

/**
 * What is worth knowing of a failure on our side. Messages of Cognito's errors repeat values that people sent, so of those only the
 * name and the request id go out; a fault of our own code comes with its stack.
 */
export function failureOf(failure: unknown): object | undefined {
  if (!(failure instanceof Error)) return failure === undefined ? undefined : { type: typeof failure };
  if (failure instanceof AppError) return { code: failure.code, cause: causeOf(failure.cause) };
  return {
    type: failure.name,
    message: failure.message,
    stack: failure.stack,
    cause: causeOf(failure.cause),
  };
}

interface UpstreamFailure {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly requestId?: unknown; readonly httpStatusCode?: unknown };
}

function causeOf(cause: unknown): object | undefined {
  if (typeof cause !== 'object' || cause === null) return undefined;
  const { name, code, $metadata } = cause as UpstreamFailure;
  return { name, code, upstreamRequestId: $metadata?.requestId, upstreamStatus: $metadata?.httpStatusCode };
}
