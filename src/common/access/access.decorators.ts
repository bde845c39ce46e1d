import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from './caller';

export const PUBLIC = 'gatehouse:public';
export const ROLES = 'gatehouse:roles';
export const SIGNED_IN = 'gatehouse:signed-in';

/** Opens a route to callers without a token. Everything that does not say so needs a valid access token. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Any signed-in caller may use the route. Says what is the default, so that each route states its rule. */
export const SignedIn = () => SetMetadata(SIGNED_IN, true);

/** The caller needs one of these groups (`cognito:groups`): groups are the roles. */
export const Roles = (...groups: [string, ...string[]]) => SetMetadata(ROLES, groups);

/** The verified caller of a guarded route. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): Caller =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** The caller that the guard verified; a programming error on a public route. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === undefined) throw new Error('This route is public: it has no caller');
  return request.caller;
}
