import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Gatehouse } from '../support/gatehouse';
import { everything, headerSets, planted, poisoned, query, spoiltBodies } from './planted';

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
}

/** A route as the OpenAPI document has it. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** A request with secrets in it. */
export interface Poison {
  readonly method: string;
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

const { paths } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'openapi.json'), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

export const routes: readonly Route[] = Object.entries(paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path,
    operation,
  })),
);

/** Secrets that fit into an address. */
const short = Object.values(planted).filter((secret) => secret.length < 400);

const filled = (path: string, part: string): string => path.replace(/\{\w+\}/g, encodeURIComponent(part));

/** A token that is good comes further; of its owner nothing must be left undone by it. */
const as = ({ path }: Route, token: string): Record<string, string> =>
  /\/(me|everywhere)$/.test(path) ? {} : { authorization: `Bearer ${token}` };

/** Requests to a route that are refused for what they are, with a secret in every place that a request has. */
export function refusedRequests(route: Route, token: string): Poison[] {
  const { method, path, operation } = route;
  const json = { 'content-type': 'application/json' };
  const inPath = path.includes('{') ? short : [''];
  return [
    ...inPath.map((secret) => ({ method, url: filled(path, secret) + query, headers: as(route, token) })),
    ...headerSets.map((headers) => ({ method, url: filled(path, 'nobody'), headers })),
    ...(operation.requestBody === undefined ? [] : spoiltBodies).map(({ body, type }) => ({
      method,
      url: filled(path, 'nobody'),
      headers: { ...as(route, token), ...json, ...(type === undefined ? {} : { 'content-type': type }) },
      body,
    })),
  ];
}

/** Requests to a route that are well-formed as far as that goes with secrets, so that they come as far as Cognito. */
export function reachingRequests(route: Route, token: string): Poison[] {
  const { method, path, operation } = route;
  const request = { method, url: filled(path, 'nobody@example.com'), headers: as(route, token) };
  const content = operation.requestBody?.content['application/json'];
  if (content === undefined) return [request];
  return [
    { ...request, body: poisoned(content.example) },
    { ...request, body: everything },
  ];
}

/** Requests that meet no route. */
export const lostRequests: readonly Poison[] = short.flatMap((secret) => {
  const part = encodeURIComponent(secret);
  return [`/v1/nowhere/${part}`, `/${part}%zz?x=${part}`, `/errors/${part}`].map((url) => ({
    method: 'GET',
    url,
  }));
});

/** What is no HTTP, with a secret in it. */
export const notHttp: readonly string[] = [planted['planted access token'] ?? ''].flatMap((secret) => [
  `GET /v1/users/me?token=${secret} HTTP/1.1\r\nhost: x\r\nbad header ${secret}\r\n\r\n`,
  `GET /v1/users/me HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${secret.repeat(30)}\r\n\r\n`,
  `POST /v1/auth/sign-in HTTP/9.9 ${secret}\r\n\r\n`,
  `POST /v1/auth/sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\ntransfer-encoding: chunked\r\n\r\n${secret}`,
  `POST /v1/auth/sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n${secret}`,
  `${secret}\r\n\r\n`,
]);

/** Sends requests, some at a time. */
export async function sendAll(at: Pick<Gatehouse, 'call'>, requests: readonly Poison[]): Promise<void> {
  const waiting = [...requests];
  const send = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { method, url, headers = {}, body } = next;
      await at.call(method, url, { headers, ...(body === undefined ? {} : { body }) });
    }
  };
  await Promise.all(Array.from({ length: 8 }, send));
}
