import { METHODS } from 'node:http';
import type { ALBEvent, APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import { balancerFront } from './balancer-front';
import type { Front, FrontRequest } from './front';
import { gatewayFront, gatewayFrontV2 } from './gateway-front';

/** The one form that `@fastify/aws-lambda` is handed: it leaves nothing for it to guess. */
export interface PlainEvent {
  readonly httpMethod: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string | undefined;
  readonly isBase64Encoded: boolean;
  readonly requestContext: {
    readonly requestId: string;
    readonly http: { readonly sourceIp: string };
  };
}

/** A target that Fastify refuses with 400, as it can be decoded by nobody. */
const REFUSED = '/%';

/** Headers that described the way from the caller to the front: what is here has no framing any more. */
const OF_THE_WAY = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive', 'upgrade']);

/** Headers that Node counts, with separators and line ends, up to which it reads a request. */
export const MOST_HEADER_BYTES = 16_384;

/** @throws Error for what is no HTTP request: such events are sent by mistake, or to keep a function warm */
export function frontOf(event: unknown): Front {
  const { version, httpMethod, requestContext } = (event ?? {}) as {
    readonly version?: unknown;
    readonly httpMethod?: unknown;
    readonly requestContext?: { readonly elb?: unknown; readonly http?: unknown };
  };
  if (requestContext?.elb !== undefined) return balancerFront(event as ALBEvent);
  if (version === '2.0' && requestContext?.http !== undefined)
    return gatewayFrontV2(event as APIGatewayProxyEventV2);
  if (typeof httpMethod === 'string' && requestContext !== undefined)
    return gatewayFront(event as APIGatewayProxyEvent);
  throw new Error(
    'This function takes HTTP requests of API Gateway, load balancers and function URLs, and nothing else',
  );
}

/**
 * A request in the one form.
 *
 * @param basePath what the front puts before every path, such as the mapping of a custom domain; taken away
 * @param id the request's, unless the caller brings one
 */
export function plainEvent(request: FrontRequest, basePath: string, id: string): PlainEvent {
  const { body, isBase64Encoded, address } = request;
  return {
    // What Node's parser refuses would not even be injected.
    httpMethod: METHODS.includes(request.method) ? request.method : 'GET',
    path: targetOf(request, basePath),
    headers: headersOf(request.headers, address),
    body,
    isBase64Encoded,
    // Not an address, and so one for all of whom nobody knows where they are.
    requestContext: { requestId: id, http: { sourceIp: withoutPort(address) ?? 'unknown' } },
  };
}

/** Characters that the head of the request would take over HTTP. */
export function headerBytes({ method, path, query, headers }: FrontRequest): number {
  const fields = headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  return method.length + path.length + query.length + ' ? HTTP/1.1\r\n\r\n'.length + fields;
}

function targetOf({ method, path, query }: FrontRequest, basePath: string): string {
  if (!METHODS.includes(method)) return REFUSED;
  const own = withoutBase(path === '' ? '/' : path, basePath);
  const target = query === '' ? own : `${own}?${query}`;
  return isPlain(own, target) ? target : REFUSED;
}

function withoutBase(path: string, basePath: string): string {
  if (basePath === '' || !`${path}/`.startsWith(`${basePath}/`)) return path;
  return path.slice(basePath.length) || '/';
}

/**
 * Whether a target is read in one way only. On its way into the application it is parsed as an URL, which leads `/x/%2e%2e/v1` and `/x\..\v1` to
 * `/v1`, behind the back of whoever has judged the path before: a rule of the front, or a firewall.
 */
function isPlain(path: string, target: string): boolean {
  if (!path.startsWith('/') || path.startsWith('//')) return false;
  if (/[^\x21-\x7e]|[\\#]/.test(target)) return false;
  return !/\/(?:\.|%2e){1,2}(?:\/|$)/i.test(path);
}

function headersOf(
  fields: readonly (readonly [string, string])[],
  address: string | undefined,
): PlainEvent['headers'] {
  const all = new Map<string, string[]>();
  for (const [written, value] of fields) {
    const name = written.toLowerCase();
    if (OF_THE_WAY.has(name)) continue;
    const values = all.get(name);
    if (values === undefined) all.set(name, [value]);
    else values.push(value);
  }
  const chain = withoutFront(all.get('x-forwarded-for'), address);
  if (chain === undefined) all.delete('x-forwarded-for');
  else all.set('x-forwarded-for', [chain]);
  return {
    // What injects requests would name itself.
    'user-agent': undefined,
    ...Object.fromEntries([...all].map(([name, values]) => [name, values.length === 1 ? values[0] : values])),
  };
}

/**
 * `X-Forwarded-For` as the front has received it. What it has added itself is the address of the connection, as a server's own socket would tell it; so
 * `TRUST_PROXY` means the proxies before the front, as it does everywhere else.
 */
function withoutFront(
  chains: readonly string[] | undefined,
  address: string | undefined,
): string | undefined {
  const entries = (chains ?? []).flatMap((chain) => chain.split(',').map((entry) => entry.trim()));
  if (entries.at(-1) === address) entries.pop();
  const before = entries.filter((entry) => entry !== '');
  return before.length === 0 ? undefined : before.join(', ');
}

/** Load balancers may be told to write `192.0.2.1:49152` and `[2001:db8::1]:49152`. */
function withoutPort(address: string | undefined): string | undefined {
  if (address === undefined || address === '') return undefined;
  const [, ip = address] =
    /^(\d+(?:\.\d+){3}):\d+$|^\[([^\]]+)\](?::\d+)?$/.exec(address)?.filter(Boolean) ?? [];
  return ip;
}
