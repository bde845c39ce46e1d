import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error';
import { TokenFault } from '../access/token-fault';
import type { Observer } from './answered';
import type { AddressWriter } from './client-address';
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
  if (reply.statusCode >= 500) return request.failure instanceof AppError ? 'warn' : 'error';
  return QUIET.test(request.url) ? 'debug' : 'info';
}

function lineOf(request: FastifyRequest, reply: FastifyReply, address: AddressWriter): object {
  const trace = traceOf(request);
  return {
    requestId: request.id,
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

/**
 * What is worth knowing of a failure on our side: names, codes and where it came from. No messages of errors that are not ours:
 * Cognito's repeat values that people sent, and those of parsers quote what they read. Codes are called `problem` and `fault`, as
 * the log hides members named `code`.
 */
export function failureOf(failure: unknown): object | undefined {
  if (!(failure instanceof Error)) return failure === undefined ? undefined : { type: typeof failure };
  if (failure instanceof AppError) return { problem: failure.code, cause: causeOf(failure.cause) };
  return { ...described(failure), cause: causeOf(failure.cause) };
}

function causeOf(cause: unknown): object | undefined {
  return cause instanceof Error ? described(cause) : undefined;
}

interface Details {
  readonly code?: unknown;
  readonly $metadata?: { readonly requestId?: unknown; readonly httpStatusCode?: unknown };
}

function described(error: Error & Details): object {
  const { name, code, $metadata } = error;
  const fault = typeof code === 'string' ? code : undefined;
  if ($metadata !== undefined) {
    return { name, fault, upstreamRequestId: $metadata.requestId, upstreamStatus: $metadata.httpStatusCode };
  }
  return { name, fault, message: harmlessMessage(error), at: framesOf(error.stack) };
}

/** Messages of the language itself name our code; all others may hold a value. */
function harmlessMessage(error: Error): string | undefined {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
    ? error.message
    : undefined;
}

/** The stack without its first lines, which repeat the message. */
function framesOf(stack: string | undefined): string[] | undefined {
  return stack
    ?.split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .map((line) => line.trim());
}
