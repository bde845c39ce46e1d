import type { Reflector } from '@nestjs/core';
import { PerRoute } from '../http/per-route';
import { PUBLIC, ROLES, SIGNED_IN } from './access.decorators';

/** What a route's decorators say about who may call it. */
export interface AccessRule {
  readonly kind: 'public' | 'optional' | 'signed-in' | 'roles';
  /** Any of these groups; empty unless the kind is `roles`. */
  readonly roles: readonly string[];
}

/** The rules of all routes. Where decorators of method and controller differ, the stricter one counts; without any, a token is needed. */
export function accessRules(reflector: Reflector): PerRoute<AccessRule> {
  return new PerRoute((context) => {
    const get = (key: string): unknown =>
      reflector.getAllAndOverride<unknown>(key, [context.getHandler(), context.getClass()]);
    const roles = get(ROLES) as readonly string[] | undefined;
    return { kind: kindOf(roles, get(SIGNED_IN), get(PUBLIC)), roles: roles ?? [] };
  });
}

function kindOf(roles: readonly string[] | undefined, signedIn: unknown, open: unknown): AccessRule['kind'] {
  if (roles !== undefined) return 'roles';
  if (signedIn !== undefined) return 'signed-in';
  if (open === 'optional') return 'optional';
  return open === true ? 'public' : 'signed-in';
}
