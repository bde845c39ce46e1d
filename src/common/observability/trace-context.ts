import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

/** Where a request stands in a distributed trace. */
export interface TraceContext {
  /** 32 hexadecimal digits: the caller's trace, or a new one. */
  readonly traceId: string;
  /** 16 hexadecimal digits: this request within the trace. */
  readonly spanId: string;
  /** The caller's span; absent when the trace begins here. */
  readonly parentId?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Made by `traceOf` when it is first asked for. */
    trace?: TraceContext;
  }
}

/** W3C Trace Context: version, trace id, parent id, flags; versions to come may add parts. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-[^,]*)?$/;
/** What AWS load balancers and API Gateway send: `Root=1-<8 digits>-<24 digits>;Parent=<16 digits>;Sampled=1`. */
const AWS_ROOT = /(?:^|;)\s*Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;|$)/;
const AWS_PARENT = /(?:^|;)\s*Parent=([0-9a-f]{16})(?:;|$)/;
/** No header that AWS sends is as long. */
const AWS_LENGTH = 256;
const NO_TRACE = '0'.repeat(32);
const NO_SPAN = '0'.repeat(16);

/**
 * The trace of a request: by `traceparent`, else by `X-Amzn-Trace-Id`, else a new one. Made when it is first asked for, since only
 * the log wants it.
 */
export function traceOf(request: FastifyRequest): TraceContext {
  return (request.trace ??= traceFrom(request.headers));
}

/** @param headers `traceparent` sent twice arrives joined by a comma, and is no context */
export function traceFrom(headers: Readonly<Record<string, string | string[] | undefined>>): TraceContext {
  const uuid = randomUUID();
  // 62 bits of it are random, and it is never all zeros.
  const spanId = uuid.slice(19, 23) + uuid.slice(24);
  const given = fromW3c(headers['traceparent']) ?? fromAws(headers['x-amzn-trace-id']);
  if (given !== undefined) return { ...given, spanId };
  return { traceId: uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18) + spanId, spanId };
}

type Given = Omit<TraceContext, 'spanId'>;

/** As the Recommendation says under "Versioning of traceparent" and in the sections on its fields. */
function fromW3c(header: string | string[] | undefined): Given | undefined {
  if (typeof header !== 'string') return undefined;
  const [, version, traceId = '', parentId = '', more] = TRACEPARENT.exec(header) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  return traceId === NO_TRACE || parentId === NO_SPAN ? undefined : { traceId, parentId };
}

function fromAws(header: string | string[] | undefined): Given | undefined {
  if (typeof header !== 'string' || header.length > AWS_LENGTH) return undefined;
  const [, time = '', random = ''] = AWS_ROOT.exec(header) ?? [];
  if (random === '' || time + random === NO_TRACE) return undefined;
  const parentId = AWS_PARENT.exec(header)?.[1];
  return parentId === undefined || parentId === NO_SPAN
    ? { traceId: time + random }
    : { traceId: time + random, parentId };
}
