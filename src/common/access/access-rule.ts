import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { PUBLIC, ROLES, SIGNED_IN } from './access.decorators';

/** What a route's decorators say about who may call it. */
export interface AccessRule {
  readonly kind: 'public' | 'optional' | 'signed-in' | 'roles';
  /** Any of these groups; empty unless the kind is `roles`. */
  readonly roles: readonly string[];
}

/** Reads the rule of each route once. By controller and method: two controllers may inherit one method. */
export class AccessRules {
  private readonly rules = new WeakMap<object, WeakMap<object, AccessRule>>();

  constructor(private readonly reflector: Reflector) {}

  of(context: ExecutionContext): AccessRule {
    const controller = context.getClass();
    const handler = context.getHandler();
    let ofController = this.rules.get(controller);
    if (ofController === undefined) this.rules.set(controller, (ofController = new WeakMap()));
    let rule = ofController.get(handler);
    if (rule === undefined) ofController.set(handler, (rule = this.read(context)));
    return rule;
  }

  /** Where decorators of method and controller differ, the stricter one counts. Without any, a token is needed. */
  private read(context: ExecutionContext): AccessRule {
    const get = (key: string): unknown =>
      this.reflector.getAllAndOverride<unknown>(key, [context.getHandler(), context.getClass()]);
    const roles = get(ROLES) as readonly string[] | undefined;
    return { kind: kindOf(roles, get(SIGNED_IN), get(PUBLIC)), roles: roles ?? [] };
  }
}

function kindOf(roles: readonly string[] | undefined, signedIn: unknown, open: unknown): AccessRule['kind'] {
  if (roles !== undefined) return 'roles';
  if (signedIn !== undefined) return 'signed-in';
  if (open === 'optional') return 'optional';
  return open === true ? 'public' : 'signed-in';
}
