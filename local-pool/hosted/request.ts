import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { callerOf, type ApiParts } from '../http/api';
import type { Answer } from '../http/answer';
import { readBody } from '../http/body';
import type { Caller } from '../operation';

/** What the pages and endpoints of managed login work with. */
export type HostedParts = ApiParts;

/** A request to managed login. */
export interface HostedRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  /** The fields of a form; empty unless the body is one. */
  readonly form: URLSearchParams;
  readonly cookies: ReadonlyMap<string, string>;
  readonly headers: IncomingHttpHeaders;
  readonly caller: Caller;
}

export type HostedHandler = (parts: HostedParts, request: HostedRequest) => Answer | Promise<Answer>;

/**
 * Reads a request.
 *
 * @throws PoolError RequestEntityTooLargeException
 */
export async function readRequest(url: URL, request: IncomingMessage): Promise<HostedRequest> {
  const { headers } = request;
  const isForm = headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded');
  const body = await readBody(request);
  return {
    path: url.pathname,
    query: url.searchParams,
    form: new URLSearchParams(isForm ? body : ''),
    cookies: cookiesIn(headers.cookie ?? ''),
    headers,
    caller: callerOf(request),
  };
}

/** A parameter that a request has at most once; a blank one counts as absent (RFC 6749, section 3.1). */
export function parameter(parameters: URLSearchParams, name: string): string | undefined {
  const value = parameters.get(name);
  return value === null || value === '' ? undefined : value;
}

/** A parameter that a request has twice, if any. */
export function repeated(parameters: URLSearchParams): string | undefined {
  const names = [...parameters.keys()];
  return names.find((name, index) => names.indexOf(name) !== index);
}

function cookiesIn(header: string): ReadonlyMap<string, string> {
  const pairs = header.split(';').flatMap((pair): [string, string][] => {
    const [name, ...value] = pair.trim().split('=');
    return name ? [[name, value.join('=')]] : [];
  });
  return new Map(pairs);
}
