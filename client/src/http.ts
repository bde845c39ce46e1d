import { GatehouseUnreachable, problemFrom } from './problem.ts';

/** What the client needs of `fetch`. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One call. */
export interface Call {
  readonly method: Method;
  /** With its parameters filled in, from `/v1` on. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The body of a success. */
export interface Success<T> {
  readonly data: T;
  readonly meta: { readonly requestId: string; readonly nextCursor?: string };
}

/**
 * Sends one call and reads its whole answer.
 *
 * @returns undefined for an answer without a body
 * @throws GatehouseProblem when the service refuses, GatehouseUnreachable without an answer of the service, the signal's reason when
 *   it is aborted
 */
export async function send<T>(fetch: Fetch, baseUrl: string, call: Call): Promise<Success<T> | undefined> {
  const { status, ok, body } = await exchange(fetch, baseUrl, call);
  if (!ok) throw problemFrom(status, body);
  if (status === 204) return undefined;
  if (typeof body !== 'object' || body === null || !('data' in body)) throw new GatehouseUnreachable(status);
  return body as Success<T>;
}

async function exchange(
  fetch: Fetch,
  baseUrl: string,
  call: Call,
): Promise<{ status: number; ok: boolean; body: unknown }> {
  try {
    const response = await fetch(baseUrl + call.path + queryOf(call), initOf(call));
    const text = await response.text();
    return { status: response.status, ok: response.ok, body: parsed(text) };
  } catch (cause) {
    if (call.signal?.aborted === true) throw call.signal.reason;
    throw new GatehouseUnreachable(undefined, { cause });
  }
}

function initOf({ method, body, headers, signal }: Call): RequestInit {
  return {
    method,
    headers: {
      accept: 'application/json, application/problem+json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
    // Tokens travel in the header and in bodies: no cookie is wanted. Answers forbid caches to keep them.
    credentials: 'omit',
  };
}

function queryOf({ query = {} }: Call): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(Object.fromEntries(given)).toString()}`;
}

/** What is not JSON is not the service's. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
