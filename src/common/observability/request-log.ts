import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error';
import { TokenFault } from '../access/token-fault';
import type { Observer } from './answered';
import type { AddressWriter } from './client-address';
import { failureOf } from './failure';
import type { Log } from './log';
import { traceOf } from './trace-context';

/** Probes come every few seconds and say nothing. */
const QUIET = /^\/health\//;

/**
 * One line for each request, written when the answer has left. It names the route by its pattern, not by its address, because
 * addresses hold usernames; the caller by `sub`.
 */
export function requestLog(log: Log, address: AddressWriter): Observer {
  return (request, reply) => {
    const level = levelOf(request, reply);
    // Not even built when nobody listens: this is on the path of every request.
    if (log.isLevelEnabled(level)) log[level](lineOf(request, reply, address), 'request');
  };
}

function levelOf(request: FastifyRequest, reply: FastifyReply): 'debug' | 'info' | 'warn' | 'error' {
  // Under overload, a line for each would be load as well; overload.ts sums them up.
  if (request.problemCode === 'overloaded') return 'debug';
  if (reply.statusCode >= 500) return request.failure instanceof AppError ? 'warn' : 'error';
  return QUIET.test(request.url) ? 'debug' : 'info';
}

function lineOf(request: FastifyRequest, reply: FastifyReply, address: AddressWriter): object {
  const trace = traceOf(request);
  return {
    requestId: request.id,
    awsRequestId: request.invocation?.id,
    trace_id: trace.traceId,
    span_id: trace.spanId,
    parent_id: trace.parentId,
    method: request.method,
    route: request.routeOptions.url ?? 'none',
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    ip: address(request.ip),
    caller: request.caller?.sub,
    problem: request.problemCode,
    reason: reasonOf(request.failure),
    failure: reply.statusCode >= 500 ? failureOf(request.failure) : undefined,
  };
}

/** Why a token was refused, in our own fixed words. */
function reasonOf(failure: unknown): string | undefined {
  return failure instanceof AppError && failure.cause instanceof TokenFault
    ? failure.cause.message
    : undefined;
}
