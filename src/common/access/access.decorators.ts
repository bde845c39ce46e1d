import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from './caller';
import type { Role } from './roles';

export const PUBLIC = 'gatehouse:public';
export const ROLES = 'gatehouse:roles';
export const SIGNED_IN = 'gatehouse:signed-in';
export const FRESHNESS = 'gatehouse:freshness';

export interface PublicOptions {
  /** A valid bearer token tells who calls, and one that is not valid is treated as if it were not there. */
  readonly bearer?: 'optional';
}

/**
 * Opens a route to callers without a token. Everything that does not say so needs a valid access token.
 *
 * A token that is sent anyway is not looked at, unless `bearer: 'optional'` asks for it: then `@OptionalUser()` gives the caller.
 */
export const Public = (options: PublicOptions = {}) =>
  SetMetadata(PUBLIC, options.bearer === 'optional' ? 'optional' : true);

/** Any signed-in caller may use the route. Says what is the default, so that each route states its rule. */
export const SignedIn = () => SetMetadata(SIGNED_IN, true);

/** Which roles a route asks for. */
export interface RolesRule {
  readonly names: readonly Role[];
  /** Whether one of them is enough. */
  readonly need: 'any' | 'all';
}

type SomeRoles = [Role, ...Role[]];

const rolesRule = (need: RolesRule['need'], names: SomeRoles) =>
  SetMetadata(ROLES, { names, need } satisfies RolesRule);

/**
 * The caller needs one of these roles, or with `Roles.all(…)` each of them. Roles are groups (`cognito:groups`) that the table of roles
 * knows (roles.ts).
 */
export const Roles = Object.assign((...names: SomeRoles) => rolesRule('any', names), {
  all: (...names: SomeRoles) => rolesRule('all', names),
});

/** More than a good token: a call of Cognito that takes it, or a sign-in that is not older than this. */
export type FreshnessRule = 'live' | { readonly maxAge: `${number}${'s' | 'm' | 'h'}` };

/**
 * Asks more of a guarded route than a good token.
 *
 * `live` asks Cognito on each call whether it still takes the token, and lets nobody pass while Cognito does not answer: for what must
 * not be done by a token that was ended elsewhere. `maxAge` wants somebody who has signed in lately, for which refreshing is no substitute:
 * for what a token that lies around must not be enough for.
 */
export const Freshness = (rule: FreshnessRule) => SetMetadata(FRESHNESS, rule);

/** The verified caller of a guarded route. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): Caller =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** The caller of a route that is `@Public({ bearer: 'optional' })`; undefined without a valid token. */
export const OptionalUser = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller | undefined =>
    context.switchToHttp().getRequest<FastifyRequest>().caller,
);

/** The caller that the guard verified; a programming error on a public route. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === undefined) throw new Error('This route is public: it has no caller');
  return request.caller;
}
