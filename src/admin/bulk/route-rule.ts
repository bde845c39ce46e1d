import { RequestMethod, type Type } from '@nestjs/common';
import { ROLES, type RolesRule } from '../../common/access/access.decorators';
import { SAME_ACCOUNT, type SameAccountRule } from '../../common/access/same-account.decorator';
import { type AuditAction, AUDITED } from '../../common/observability/audited.decorator';

/** What the decorators of a single route say, which holds for lines that ask for the same. */
export interface RouteRule {
  readonly roles: RolesRule;
  readonly sameAccount: SameAccountRule | undefined;
  readonly action: AuditAction;
  /** Of its success. */
  readonly status: number;
}

/**
 * Reads the rule of a route.
 *
 * @param controller whose decorators hold where the method has none
 * @throws Error where one is missing: a mistake in the program, found at the start
 */
export function routeRule(controller: Type, method: string): RouteRule {
  const handler = (controller.prototype as Record<string, object>)[method];
  if (handler === undefined) throw new Error(`${controller.name} has no ${method}`);
  const read = (key: string): unknown =>
    (Reflect.getMetadata(key, handler) as unknown) ?? (Reflect.getMetadata(key, controller) as unknown);
  const roles = read(ROLES) as RolesRule | undefined;
  const action = read(AUDITED) as AuditAction | undefined;
  if (roles === undefined || action === undefined)
    throw new Error(`${controller.name}.${method} has no rule that lines could be held to`);
  const made = Reflect.getMetadata('method', handler) === RequestMethod.POST ? 201 : 200;
  return {
    roles,
    action,
    sameAccount: read(SAME_ACCOUNT) as SameAccountRule | undefined,
    status: (read('__httpCode__') as number | undefined) ?? made,
  };
}
