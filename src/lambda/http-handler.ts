import awsLambdaFastify, { type LambdaResponse } from '@fastify/aws-lambda';
import type { Context } from 'aws-lambda';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../common/errors/app-error';
import { bareProblem } from '../common/http/client-error';
import type { Invocation } from '../common/http/request';
import { failureOf } from '../common/observability/failure';
import type { Log } from '../common/observability/log';
import type { Front, FrontAnswer } from './front';
import { frontOf, headerBytes, MOST_HEADER_BYTES, plainEvent, type PlainEvent } from './http-event';

/** Milliseconds that are kept for the answer: what Lambda ends itself is a 502 without a reason, and without a line in the log. */
const RESERVE = 500;
/** Milliseconds that are kept for ending an answer that is streamed: calls to Cognito that are under way, and the last line. */
const ENDING = 6000;
/** Part of Lambda's limit up to which a streamed answer goes on; the rest is for what is under way then. */
const FILLING = 0.75;

/** What Lambda hands over with an event. */
export type HttpContext = Pick<
  Context,
  'awsRequestId' | 'getRemainingTimeInMillis' | 'callbackWaitsForEmptyEventLoop'
>;

export type HttpHandler = (event: unknown, context: HttpContext) => Promise<object>;

/** What is done around each request, as the process may stand still in between. */
export interface Surroundings {
  readonly log: Log;
  /** Before the front's path; see `LAMBDA_BASE_PATH`. */
  readonly basePath: string;
  /** Brings the process up to date before it serves a request. */
  readonly awake: () => Promise<void>;
  /** Ends what must not wait for the next request. */
  readonly settle: () => Promise<void>;
}

/** The event as the library hands it to the application. */
interface BoundEvent extends PlainEvent {
  readonly invocation: Invocation;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What the library was called with; nothing for requests of the application to itself. */
    readonly awsLambda: { readonly event?: BoundEvent };
  }
}

/**
 * Serves HTTP events of AWS by an application that listens nowhere. To be called before it is ready.
 *
 * @returns fails for events that are no HTTP requests, and for nothing else
 */
export function httpHandler(fastify: FastifyInstance, surroundings: Surroundings): HttpHandler {
  const inject = awsLambdaFastify(fastify, { enforceBase64: isBinary });
  fastify.addHook('onRequest', (request, _reply, done) => {
    const invocation = request.awsLambda.event?.invocation;
    if (invocation !== undefined) request.invocation = invocation;
    done();
  });
  const serve = async (front: Front, context: HttpContext): Promise<FrontAnswer> => {
    if (headerBytes(front.request) > MOST_HEADER_BYTES) return problem('headers_too_large', context);
    await surroundings.awake();
    const left = context.getRemainingTimeInMillis();
    const event: BoundEvent = {
      ...plainEvent(front.request, surroundings.basePath, context.awsRequestId),
      invocation: {
        id: context.awsRequestId,
        bytes: front.limit * FILLING,
        until: performance.now() + left - Math.min(ENDING, left / 2),
      },
    };
    const response = await inTime(inject(event, context as Context), left - RESERVE);
    if (response === undefined) {
      surroundings.log.error({ awsRequestId: context.awsRequestId }, 'no time is left for the answer');
      return problem('upstream_timeout', context);
    }
    await surroundings.settle();
    return answerOf(response) ?? problem('internal_error', context);
  };
  return async (event, context) => {
    context.callbackWaitsForEmptyEventLoop = false;
    const front = frontOf(event);
    const answer = await serve(front, context).catch((error: unknown) => {
      surroundings.log.error(
        { awsRequestId: context.awsRequestId, failure: failureOf(error) },
        'request failed',
      );
      return problem('internal_error', context);
    });
    const result = front.result(answer);
    const bytes = Buffer.byteLength(JSON.stringify(result));
    if (bytes <= front.limit) return result;
    surroundings.log.error(
      { awsRequestId: context.awsRequestId, bytes },
      'the answer is too large for Lambda',
    );
    return front.result(problem('internal_error', context));
  };
}

/** Undefined when it does not come in time. What it does goes on when the process does. */
async function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Names that fronts do not take, or set themselves. */
const OF_THE_WAY = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);

/** Undefined when the application has not come to an answer, which it always signs with the id of the request. */
function answerOf({
  statusCode,
  headers,
  cookies,
  body,
  ...more
}: LambdaResponse & WithCookies): FrontAnswer | undefined {
  if (headers['x-request-id'] === undefined) return undefined;
  const several = more.multiValueHeaders?.['set-cookie'];
  return {
    status: statusCode,
    headers: Object.fromEntries(
      Object.entries(headers).filter(([name]) => !OF_THE_WAY.has(name) && name !== 'set-cookie'),
    ),
    cookies: several ?? cookies ?? [headers['set-cookie'] ?? []].flat(),
    body,
    isBase64Encoded: more.isBase64Encoded === true,
  };
}

/** What the library's types leave out. */
interface WithCookies {
  readonly multiValueHeaders?: Readonly<Record<string, string[]>>;
}

/** A failure that the application does not see. */
function problem(
  code: 'headers_too_large' | 'internal_error' | 'upstream_timeout',
  { awsRequestId }: HttpContext,
): FrontAnswer {
  const { status, headers, text } = bareProblem(new AppError(code), awsRequestId);
  return { status, headers, cookies: [], body: text, isBase64Encoded: false };
}

const TEXT = /^(?:text\/|application\/(?:[\w.-]+\+)?json|application\/(?:x-ndjson|javascript))/;

/** Whether a body is none of characters. */
function isBinary({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): boolean {
  const { 'content-type': type, 'content-encoding': coding } = headers;
  return coding !== undefined || (typeof type === 'string' && !TEXT.test(type));
}
