import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { identityAnswer, identityOperation, isForIdentityPool } from '../identity/api';
import { hostedAnswer, isHosted } from '../hosted/router';
import type { OperationTable, PoolContext } from '../operation';
import { reportAnswer, reportPath } from '../imports/report';
import { uploadAnswer, uploadPath } from '../imports/upload';
import type { Quotas } from '../quotas/quotas';
import { modelledOperations } from '../wire/api-model';
import { errorAnswer, jsonAnswer, send, type Answer } from './answer';
import { callAnswer, targetOf, type ApiParts } from './api';
import { parseBody, readBody } from './body';
import { controlAnswer, type ControlParts } from './control';
import { Counters } from './counters';
import { answerUnder, Faults } from './faults';
import { inboxAnswer } from './inbox';
import { discoveryAnswer, jwksAnswer } from './published-keys';

/** SDK clients keep connections open; the server must not be the first to hang up. */
const keepAliveMs = 65_000;
const loopback = new Set(['127.0.0.1', '::1', 'localhost']);
const wellKnown = /^\/([\w-]+_[0-9a-zA-Z]+)\/\.well-known\/(jwks\.json|openid-configuration)$/u;

export interface ServerOptions {
  readonly context: PoolContext;
  readonly operations: OperationTable;
  readonly quotas: Quotas;
  readonly log: (line: string) => void;
  /** Switches `/_local/control/…` on. */
  readonly control: boolean;
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  /** Allows a host that other machines can reach. The pool takes any credentials: think twice. */
  readonly exposed: boolean;
}

export interface RunningServer {
  readonly port: number;
  /** Stops listening and cuts every connection. */
  close(): Promise<void>;
}

/**
 * Starts listening.
 *
 * @throws Error when the host is not a loopback address and `exposed` is false, or the port is taken
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  if (!loopback.has(options.host) && !options.exposed) {
    throw new Error(
      `${options.host} can be reached from other machines; the local pool only listens on loopback`,
    );
  }
  const parts: Parts = { ...options, faults: new Faults(), counters: new Counters() };
  const server = createServer((request, response) => {
    handle(parts, request, response).catch((error: unknown) => {
      options.log(`${request.method ?? ''} ${request.url ?? ''} failed: ${String(error)}`);
      response.socket?.destroy();
    });
  });
  server.keepAliveTimeout = keepAliveMs;
  await listen(server, options.host, options.port);
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

type Parts = ApiParts & ControlParts & Pick<ServerOptions, 'control'>;

async function handle(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const method = request.method ?? 'GET';
  if (method === 'OPTIONS') send(response, preflight(request));
  else if (method === 'POST' && url.pathname === '/') await api(parts, request, response);
  else if (isHosted(url.pathname)) send(response, await hostedAnswer(parts, method, url, request));
  else if (url.pathname.startsWith('/_local/')) send(response, await local(parts, method, url, request));
  else if (method === 'GET') await published(parts, url.pathname, request, response);
  else send(response, notFound(method, url.pathname));
}

async function api(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const forIdentityPool = isForIdentityPool(request);
  const operation = forIdentityPool ? identityOperation(request) : targetOf(request);
  if (forIdentityPool || modelledOperations.has(operation)) parts.counters.countCall(operation);
  const fault = parts.faults.take(operation);
  const answer = (): Promise<Answer> =>
    forIdentityPool
      ? identityAnswer(parts.context, operation, request)
      : callAnswer(parts, operation, request);
  if (fault) await answerUnder(fault, response, answer);
  else send(response, await answer());
}

async function published(
  parts: Parts,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, poolId, name] = wellKnown.exec(path) ?? [];
  if (poolId === undefined) {
    send(response, notFound('GET', path));
  } else if (name === 'openid-configuration') {
    const host = request.headers.host ?? `localhost:${request.socket.localPort ?? ''}`;
    send(response, discoveryAnswer(parts.context, poolId, `http://${host}`));
  } else {
    parts.counters.countJwks();
    const fault = parts.faults.take('jwks');
    const answer = (): Promise<Answer> => Promise.resolve(jwksAnswer(parts.context, poolId));
    if (fault) await answerUnder(fault, response, answer);
    else send(response, await answer());
  }
}

/** The emulator's own side. Web pages of other origins get no say in it: it hands out codes and moves the clock. */
async function local(parts: Parts, method: string, url: URL, request: IncomingMessage): Promise<Answer> {
  const { origin, host, accept } = request.headers;
  if (origin !== undefined && origin !== `http://${host ?? ''}`) {
    return jsonAnswer(403, { message: 'Not open to other origins.' });
  }
  if (method === 'GET' && url.pathname === '/_local/inbox') {
    return inboxAnswer(parts.context, url.searchParams, accept ?? '');
  }
  if (method === 'PUT' && uploadPath.test(url.pathname)) return uploadAnswer(parts.context, url, request);
  const [, jobId] = reportPath.exec(url.pathname) ?? [];
  if (method === 'GET' && jobId !== undefined) return reportAnswer(parts.context, jobId);
  const name = url.pathname.startsWith('/_local/control/')
    ? url.pathname.slice('/_local/control/'.length)
    : '';
  if (name === '' || !parts.control) return notFound(method, url.pathname);
  try {
    return await controlAnswer(parts, method, name, parseBody(await readBody(request)));
  } catch (error) {
    return errorAnswer(error);
  }
}

/** Any page may call the API, with any headers, as on AWS. */
function preflight(request: IncomingMessage): Answer {
  return {
    status: 200,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
      'access-control-expose-headers': 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
      'access-control-max-age': '172800',
    },
    body: '',
  };
}

function notFound(method: string, path: string): Answer {
  return jsonAnswer(404, { message: `There is nothing at ${method} ${path}.` });
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
