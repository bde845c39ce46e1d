/*
 * The roles, in one table. A role is a group of the user pool that has a row here; routes ask for it with `@Roles`. A role of your own is
 * one more row, and a group of that name in the pool.
 */

/** What holding a role means. */
interface RoleRow {
  /** Whom routes that ask for the role let its holders reach: everybody, or users of their own account. */
  readonly scope: 'platform' | 'account';
  /** Roles that its holders may give to others and take from them. */
  readonly grants: 'all' | readonly string[];
}

/** Nobody grants what they do not hold: but for `all`, a row grants the role itself, and roles of your own that it stands above. */
export const roleTable = {
  admin: { scope: 'platform', grants: 'all' },
  support: { scope: 'platform', grants: [] },
  'account-admin': { scope: 'account', grants: ['account-admin'] },
} as const satisfies Readonly<Record<string, RoleRow>>;

/** Name of a role, which is the name of its group. */
export type Role = keyof typeof roleTable;

/** The role that a pool must never be without: its holders give all others. */
export const ADMINISTRATORS: Role = 'admin';

/** Whether a group is a role. Other groups open nothing here. */
export function isRole(group: string): group is Role {
  return Object.hasOwn(roleTable, group);
}

/** Whether holders of a role reach users of their own account only. */
export function isConfined(role: string): boolean {
  return rowOf(role).scope === 'account';
}

/**
 * Whether somebody may put others into a group or take them out. Of groups that are no roles that depends on their IAM role, which this
 * table knows nothing of.
 *
 * @param groups what the caller holds
 */
export function mayGrant(groups: readonly string[], group: string): boolean {
  if (!isRole(group)) return true;
  return groups.filter(isRole).some((held) => {
    const { grants } = rowOf(held);
    return grants === 'all' || grants.includes(group);
  });
}

/** Whether somebody may give everything there is. */
export function grantsAll(groups: readonly string[]): boolean {
  return groups.some((held) => rowOf(held).grants === 'all');
}

/** A group without a row may do nothing, and least of all to others. */
function rowOf(group: string): RoleRow {
  return isRole(group) ? roleTable[group] : { scope: 'account', grants: [] };
}
