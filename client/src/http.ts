import { throwIfAborted, unlessAborted } from './abort.ts';
import { type Fetch, type FetchInit, platform, type Signal } from './platform.ts';
import { GatehouseUnreachable, problemFrom } from './problem.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One call. */
export interface Call {
  readonly method: Method;
  /** With its parameters filled in, from `/v1` on. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: Signal | undefined;
}

/** The body of a success. */
export interface Success<T> {
  readonly data: T;
  readonly meta: { readonly requestId: string; readonly nextCursor?: string };
}

/** How a client reaches the service. */
export interface Connection {
  readonly baseUrl: string;
  readonly fetch: Fetch;
  /** How long a whole answer may take, ms. */
  readonly timeout: number;
}

/** What came back, whoever sent it. */
interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly retryAfter: number | undefined;
  readonly body: unknown;
}

/**
 * Sends one call and reads its whole answer.
 *
 * @returns undefined for an answer without a body
 * @throws GatehouseProblem when the service refuses, GatehouseUnreachable without an answer of the service, the signal's reason when
 *   it is aborted
 */
export async function send<T>(connection: Connection, call: Call): Promise<Success<T> | undefined> {
  const { status, ok, retryAfter, body } = await exchange(connection, call);
  if (!ok) throw problemFrom(body) ?? new GatehouseUnreachable({ status, retryAfter });
  if (status === 204) return undefined;
  if (!isSuccess(body)) throw new GatehouseUnreachable({ status, retryAfter });
  return body as Success<T>;
}

async function exchange({ baseUrl, fetch, timeout }: Connection, call: Call): Promise<Answer> {
  throwIfAborted(call.signal);
  const url = baseUrl + call.path + queryOf(call);
  // One signal for both ends of patience: the caller's and ours.
  const controller = new platform.AbortController();
  const init = initOf(call, controller.signal);
  const abort = (): void => {
    controller.abort();
  };
  const timer = platform.setTimeout(abort, timeout);
  call.signal?.addEventListener('abort', abort);
  try {
    return await unlessAborted(answerOf(fetch, url, init), controller.signal);
  } catch (cause) {
    throwIfAborted(call.signal);
    throw new GatehouseUnreachable({ cause });
  } finally {
    platform.clearTimeout(timer);
    call.signal?.removeEventListener('abort', abort);
  }
}

async function answerOf(fetch: Fetch, url: string, init: FetchInit): Promise<Answer> {
  const response = await fetch(url, init);
  const { status, ok, headers } = response;
  const seconds = Number(headers.get('retry-after') ?? undefined);
  const body = parsed(await response.text());
  return { status, ok, retryAfter: Number.isFinite(seconds) ? seconds : undefined, body };
}

function initOf({ method, body, headers }: Call, signal: Signal): FetchInit {
  return {
    method,
    headers: {
      accept: 'application/json, application/problem+json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal,
    // Tokens travel in the header and in bodies: no cookie is wanted. Answers forbid caches to keep them.
    credentials: 'omit',
    // The service redirects no call of its API, and a password must not follow somebody who does.
    redirect: 'error',
  };
}

/** By hand: React Native's URLSearchParams is not whole. */
function queryOf({ query = {} }: Call): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  );
  return given.length === 0 ? '' : `?${given.join('&')}`;
}

/** What is not JSON is not the service's. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isSuccess(body: unknown): body is Success<unknown> {
  if (typeof body !== 'object' || body === null) return false;
  const { data, meta } = body as Partial<Record<keyof Success<unknown>, unknown>>;
  return data !== undefined && typeof meta === 'object' && meta !== null;
}
