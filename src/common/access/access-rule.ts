import type { Reflector } from '@nestjs/core';
import { PerRoute } from '../http/per-route';
import { FRESHNESS, type FreshnessRule, PUBLIC, ROLES, type RolesRule, SIGNED_IN } from './access.decorators';

/** What a route's decorators say about who may call it. */
export interface AccessRule {
  readonly kind: 'public' | 'optional' | 'signed-in' | 'roles';
  /** Undefined unless the kind is `roles`. */
  readonly roles: RolesRule | undefined;
  /** Whether Cognito is asked on each call. */
  readonly live: boolean;
  /** How long ago the sign-in may be, seconds. */
  readonly maxAge?: number;
}

const SECONDS = { s: 1, m: 60, h: 3600 } as const;

/** The rules of all routes. Where decorators of method and controller differ, the stricter one counts; without any, a token is needed. */
export function accessRules(reflector: Reflector): PerRoute<AccessRule> {
  return new PerRoute((context) => {
    const get = (key: string): unknown =>
      reflector.getAllAndOverride<unknown>(key, [context.getHandler(), context.getClass()]);
    const roles = get(ROLES) as RolesRule | undefined;
    const freshness = get(FRESHNESS) as FreshnessRule | undefined;
    return {
      kind: kindOf(roles, get(SIGNED_IN), get(PUBLIC)),
      roles,
      live: freshness === 'live',
      ...(typeof freshness === 'object' ? { maxAge: secondsOf(freshness.maxAge) } : {}),
    };
  });
}

/** Whether somebody in these groups has the roles that are asked for. */
export function hasRoles({ names, need }: RolesRule, groups: readonly string[]): boolean {
  const holds = (role: string): boolean => groups.includes(role);
  return need === 'all' ? names.every(holds) : names.some(holds);
}

function kindOf(roles: RolesRule | undefined, signedIn: unknown, open: unknown): AccessRule['kind'] {
  if (roles !== undefined) return 'roles';
  if (signedIn !== undefined) return 'signed-in';
  if (open === 'optional') return 'optional';
  return open === true ? 'public' : 'signed-in';
}

function secondsOf(age: string): number {
  return Number.parseInt(age, 10) * SECONDS[age.at(-1) as keyof typeof SECONDS];
}
