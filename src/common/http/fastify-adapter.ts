import { FastifyAdapter } from '@nestjs/platform-fastify';
import type {
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifyServerOptions,
} from 'fastify';
import type { Environment } from '../config/environment';
import { problemOf } from '../errors/problem';
import { AppError } from '../errors/app-error';
import { whenAnsweredWithoutHooks } from '../observability/answered';
import { answerClientError } from './client-error';
import { boundConnections } from './connections';
import { registerEnvelope } from './envelope';
import { BODY_LIMIT, registerJsonBody } from './json-body';
import { registerRequestForm, withoutOrigin } from './request-form';
import { requestIdOf, registerRequestId } from './request-id';
import { registerSecurityHeaders, SECURITY_HEADERS } from './security-headers';
import { registerStreamedBodies } from './streamed-body';

/** The HTTP server with all that holds for every request, whatever route it meets. */
export function createFastifyAdapter(environment: Environment): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    genReqId: requestIdOf,
    rewriteUrl: withoutOrigin,
    trustProxy: trustedProxies(environment.TRUST_PROXY),
    // Whoever dribbles headers or a body is cut off; Node looks once a second instead of every 30.
    http: {
      headersTimeout: 5000,
      connectionsCheckingInterval: 1000,
      // Refused by registerRequestForm, as Node would answer without our headers.
      requireHostHeader: false,
      // Not to be loosened by NODE_OPTIONS.
      insecureHTTPParser: false,
      maxHeaderSize: 16_384,
    },
    requestTimeout: 9000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 512 },
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerClientError,
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  registerRequestId(fastify);
  registerSecurityHeaders(fastify);
  registerRequestForm(fastify);
  boundConnections(fastify.server, environment);
  registerJsonBody(fastify);
  registerStreamedBodies(fastify);
  registerEnvelope(fastify);
  return adapter;
}

/** Faults found before routing (a path that cannot be decoded) meet no hook, but get the same shape, headers and log line as all others. */
function answerFrameworkError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(
    error.code === 'FST_ERR_BAD_URL' ? new AppError('bad_request', { cause: error }) : error,
    request,
  );
  request.problemCode = problem.body.code;
  request.failure = error;
  whenAnsweredWithoutHooks(request, reply);
  void reply
    .headers({ ...SECURITY_HEADERS, ...problem.headers, 'x-request-id': request.id })
    .code(problem.body.status)
    .send(JSON.stringify(problem.body));
}

/** Nobody is believed by default: `X-Forwarded-For` from a stranger would choose the address that limits count. */
function trustedProxies(setting: string | undefined): NonNullable<FastifyServerOptions['trustProxy']> {
  if (setting === undefined) return false;
  if (/^\d+$/.test(setting)) return (_address, hop) => hop < Number(setting);
  return setting.split(',').map((address) => address.trim());
}
