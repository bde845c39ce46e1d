import { HttpException } from '@nestjs/common';
import { AppError, type FieldError } from './app-error';
import { errorRow, type ErrorCode } from './error-table';

/** RFC 9457 problem document, the body of every failure. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly instance: string;
  readonly requestId: string;
  readonly errors?: readonly FieldError[];
  /** Seconds, on 429 and 503; the same figure as the `Retry-After` header. */
  readonly retryAfter?: number;
}

export interface ProblemAnswer {
  readonly body: Problem;
  readonly headers: Record<string, string>;
}

interface ProblemRequest {
  readonly id: string;
  readonly url: string;
  /** The route that was met, if any was. */
  readonly routeOptions?: { readonly url?: string | undefined };
  readonly headers: { readonly authorization?: string | undefined };
}

/** Fastify's own errors by code; those not listed go by their status. */
const FASTIFY_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad_request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_json',
};

const STATUS_CODES: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
};

/** Turns whatever was thrown into the failure that the caller is told. Unknown errors become `internal_error`. */
export function appErrorOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  const known = typeof code === 'string' ? FASTIFY_CODES[code] : undefined;
  if (known !== undefined) return new AppError(known, { cause: error });
  const status = statusOf(error);
  if (status === undefined || status < 400 || status >= 500)
    return new AppError('internal_error', { cause: error });
  return new AppError(STATUS_CODES[status] ?? 'bad_request', { cause: error });
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/** The problem document and the headers that go with it. */
export function problemOf(thrown: unknown, request: ProblemRequest): ProblemAnswer {
  const error = appErrorOf(thrown);
  const row = errorRow(error.code);
  const retryAfter =
    error.status === 429 || error.status === 503 ? Math.ceil(error.retryAfter ?? 1) : undefined;
  const body: Problem = {
    type: `/errors/${error.code}`,
    title: row.title,
    status: error.status,
    code: error.code,
    detail: error.detail ?? row.meaning,
    instance: instanceOf(request),
    requestId: request.id,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
  return { body, headers: headersOf(error, retryAfter, request) };
}

function headersOf(
  error: AppError,
  retryAfter: number | undefined,
  request: ProblemRequest,
): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/problem+json; charset=utf-8' };
  if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter);
  if (error.status === 401) headers['www-authenticate'] = bearerChallenge(error.code, request);
  if (error.code === 'insufficient_scope') {
    headers['www-authenticate'] = 'Bearer realm="gatehouse", error="insufficient_scope"';
  }
  return headers;
}

/** RFC 6750 §3.1: a request without any token gets no error code. */
function bearerChallenge(code: ErrorCode, request: ProblemRequest): string {
  const presented =
    request.headers.authorization !== undefined && (code === 'unauthorized' || code === 'token_revoked');
  return presented ? 'Bearer realm="gatehouse", error="invalid_token"' : 'Bearer realm="gatehouse"';
}

/**
 * The path as the route is declared, with what was filled in blanked: addresses of people, and whatever else somebody puts into a
 * path by mistake. Problem documents are shown, logged and passed on by clients. Of a path that meets no route nothing is repeated.
 */
function instanceOf({ url, routeOptions }: ProblemRequest): string {
  const route = routeOptions?.url;
  if (route === undefined) return url === '/' ? '/' : '/***';
  return route.replace(/:\w+|\*/g, '***');
}
