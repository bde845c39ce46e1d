import type { Reflector } from '@nestjs/core';
import { PerRoute } from '../http/per-route';
import { ROLES, type RolesRule } from './access.decorators';
import { isConfined } from './roles';
import { ACCOUNT_ID, SAME_ACCOUNT, type SameAccountRule } from './same-account.decorator';

/** What a route's decorators say about the account of its callers. */
export interface AccountRule {
  readonly sameAccount: SameAccountRule | undefined;
  /** Whether the route takes the caller's account as a parameter. */
  readonly accountId: 'needed' | 'optional' | undefined;
  /** Undefined where any signed-in caller may come. */
  readonly roles: RolesRule | undefined;
  /** Whether there is anything to look at. */
  readonly applies: boolean;
}

/** The rules of all routes, those of a method before those of its controller. */
export function accountRules(reflector: Reflector): PerRoute<AccountRule> {
  return new PerRoute((context) => {
    const get = (key: string): unknown =>
      reflector.getAllAndOverride<unknown>(key, [context.getHandler(), context.getClass()]);
    const roles = get(ROLES) as RolesRule | undefined;
    const sameAccount = get(SAME_ACCOUNT) as SameAccountRule | undefined;
    const accountId = get(ACCOUNT_ID) as AccountRule['accountId'];
    const byRole = roles?.names.some(isConfined) === true;
    return {
      sameAccount,
      accountId,
      roles,
      applies: byRole || accountId !== undefined || (sameAccount !== undefined && roles === undefined),
    };
  });
}

/**
 * Whether a caller whom the route's rule lets in is kept to their own account: no role of the whole platform has let them in.
 *
 * @param groups what the caller holds
 */
export function isConfinedBy(
  { roles, sameAccount }: Pick<AccountRule, 'roles' | 'sameAccount'>,
  groups: readonly string[],
): boolean {
  if (roles === undefined) return sameAccount !== undefined;
  // Where all roles are needed, the narrowest counts.
  if (roles.need === 'all') return roles.names.some(isConfined);
  return roles.names.filter((name) => groups.includes(name)).every(isConfined);
}
