import { type INestApplication, RequestMethod, type Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import {
  FRESHNESS,
  type FreshnessRule,
  PUBLIC,
  ROLES,
  type RolesRule,
  SIGNED_IN,
} from '../common/access/access.decorators';
import { ACCOUNT_ID, SAME_ACCOUNT, type SameAccountRule } from '../common/access/same-account.decorator';
import type { ErrorCode } from '../common/errors/error-table';
import { FAILS } from '../common/errors/fails.decorator';
import { LIMIT } from '../common/rate-limits/limit.decorator';
import { CLIENT_CONTEXT } from '../common/http/client-context';
import { LISTS } from '../common/http/lists.decorator';
import { GIVES, type StreamedContent, TAKES } from '../common/http/streamed-body';
import { AUDITED } from '../common/observability/audited.decorator';

/** What a route's decorators say of it. */
export interface RouteFacts {
  /** Lower-case HTTP method. */
  readonly method: string;
  /** Path in OpenAPI's spelling: `/v1/admin/users/{username}`. */
  readonly path: string;
  /** `ClassName.method`, for messages. */
  readonly handler: string;
  /** Undefined when the route declares no access rule. */
  readonly access: 'public' | 'optional' | 'signed-in' | 'roles' | undefined;
  readonly roles: readonly string[];
  /** Whether one of the roles is enough. */
  readonly need: 'any' | 'all';
  /** How it keeps callers to their account. */
  readonly sameAccount: SameAccountRule | undefined;
  /** Whether it takes the caller's account. */
  readonly accountId: 'needed' | 'optional' | undefined;
  /** What it asks for besides a good token. */
  readonly freshness: FreshnessRule | undefined;
  /** Undefined when the route declares no limit. */
  readonly limit: string | undefined;
  /** Undefined when the route declares no failures of its own. */
  readonly fails: readonly ErrorCode[] | undefined;
  readonly audited: string | undefined;
  /** Whether something of the path, the query or the body is checked against a class. */
  readonly validates: boolean;
  /** Whether it hands on to Cognito where the request came from, with `X-Device-Data`. */
  readonly takesDeviceData: boolean;
  /** Class of the items, for a route that gives pages. */
  readonly lists: Type | undefined;
  /** The body, for a route that reads it as it comes. */
  readonly takes: StreamedContent | undefined;
  /** Class of the lines, for a route that answers with a stream of them. */
  readonly gives: Type | undefined;
  /** Whether Cognito may be asked: all routes below `/v1` do, some only about a token that is in doubt. */
  readonly callsCognito: boolean;
}

/** All routes of all controllers, read from their metadata. Policy tests and the OpenAPI document are made from it. */
export function routesOf(app: INestApplication): RouteFacts[] {
  const reflector = app.get(Reflector);
  const scanner = new MetadataScanner();
  const discovery = app.get(DiscoveryService);
  return discovery.getControllers().flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const controller = metatype as new () => object;
    const prototype = controller.prototype as Record<string, () => unknown>;
    return scanner
      .getAllMethodNames(prototype)
      .map((name) => ({ name, handler: prototype[name] }))
      .filter((method): method is { name: string; handler: () => unknown } => isRoute(method.handler))
      .map(({ name, handler }) => factsOf(reflector, controller, name, handler));
  });
}

const isRoute = (handler: unknown): boolean =>
  typeof handler === 'function' && Reflect.getMetadata('method', handler) !== undefined;

function factsOf(
  reflector: Reflector,
  controller: new () => object,
  name: string,
  handler: () => unknown,
): RouteFacts {
  const read = (key: string): unknown => reflector.getAllAndOverride<unknown>(key, [handler, controller]);
  const method = RequestMethod[Reflect.getMetadata('method', handler) as RequestMethod].toLowerCase();
  const path = pathOf(
    Reflect.getMetadata('path', controller) as string,
    Reflect.getMetadata('path', handler) as string,
  );
  const open = read(PUBLIC);
  const roles = read(ROLES) as RolesRule | undefined;
  const limit = read(LIMIT) as string | { name: string } | undefined;
  return {
    method,
    path,
    handler: `${controller.name}.${name}`,
    access: accessOf(open, roles, read(SIGNED_IN)),
    roles: roles?.names ?? [],
    need: roles?.need ?? 'any',
    sameAccount: read(SAME_ACCOUNT) as SameAccountRule | undefined,
    accountId: read(ACCOUNT_ID) as RouteFacts['accountId'],
    freshness: read(FRESHNESS) as FreshnessRule | undefined,
    limit: typeof limit === 'object' ? limit.name : limit,
    fails: read(FAILS) as ErrorCode[] | undefined,
    audited: read(AUDITED) as string | undefined,
    validates: validates(controller, name),
    takesDeviceData: read(CLIENT_CONTEXT) === true,
    lists: read(LISTS) as Type | undefined,
    takes: read(TAKES) as StreamedContent | undefined,
    gives: read(GIVES) as Type | undefined,
    callsCognito: path.startsWith('/v1/'),
  };
}

/** Places of a request that the validation pipe looks at, by Nest's numbers: body, query, path. */
const CHECKED = new Set(['3', '4', '5']);

/** The pipe has nothing to check a plain text or number against. */
function validates(controller: new () => object, name: string): boolean {
  const places = (Reflect.getMetadata('__routeArguments__', controller, name) ?? {}) as Record<
    string,
    { readonly index: number }
  >;
  const types = Reflect.getMetadata('design:paramtypes', controller.prototype as object, name) as unknown[];
  return Object.entries(places).some(
    ([key, { index }]) => CHECKED.has(key.split(':')[0] ?? '') && !PLAIN.has(types[index]),
  );
}

const PLAIN = new Set<unknown>([String, Number, Boolean]);

function accessOf(open: unknown, roles: RolesRule | undefined, signedIn: unknown): RouteFacts['access'] {
  if (roles !== undefined) return 'roles';
  if (signedIn === true) return 'signed-in';
  if (open === undefined) return undefined;
  return open === true ? 'public' : 'optional';
}

function pathOf(controller: string, handler: string): string {
  const joined = [controller, handler]
    .map((part) => part.replace(/^\/+|\/+$/g, ''))
    .filter((part) => part !== '')
    .join('/');
  return `/${joined.replace(/:(\w+)/g, '{$1}')}`;
}
