import type { RouteFacts } from '../../src/docs/routes';

/** What the gates say to a caller of a route. */
export type Verdict = 'open' | 'unauthorized' | 'forbidden';

/** Somebody who asks: what Cognito has signed of him, and what he says of himself. */
export interface Caller {
  /** Claims of the access token; without them nobody is signed in. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Groups that count. */
  readonly groups: readonly string[];
  /** Whether every request says besides that its sender is an administrator of some account. */
  readonly forges?: true;
}

/** Names that are like the name of a role, and none. */
export function likenesses(role: string): string[] {
  const first = role.slice(0, 1);
  return [
    ...[role.toUpperCase(), first.toUpperCase() + role.slice(1), `${role}s`, role.slice(0, -1)],
    ...[`${role} `, ` ${role}`, `${role}\u00a0`, `${role}\u200b`, `\ufeff${role}`, `${role}\u00ad`],
    ...[`${role},user`, `user,${role}`, `user ${role}`, `["${role}"]`, `"${role}"`, `${role};`],
    ...[`cognito:${role}`, `/${role}`, `${role}/*`, '*', '.*', `role=${role}`, `${role}@example.com`],
    ...[role.replace('a', 'а'), role.replace('o', 'ο'), `${role}\u0301`],
    // The same letters in full width.
    role.replace(/[a-z]/g, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)),
    ...['__proto__', 'constructor', 'includes', 'length', '0'],
  ].filter((name) => name !== role);
}

/** Claims that other systems keep roles in, with all roles. */
const elsewhere = (roles: readonly string[]): Record<string, unknown> => ({
  ...{ groups: roles, roles, role: roles[0], 'cognito:roles': roles, 'cognito:preferred_role': roles[0] },
  ...{ 'custom:groups': roles.join(','), 'custom:role': roles[0], permissions: roles, is_admin: true },
  ...{
    realm_access: { roles },
    username: roles[0],
    scope: `aws.cognito.signin.user.admin ${roles.join(' ')}`,
  },
});

/**
 * Everybody who may come. Whoever belongs to an account joins as a further row.
 *
 * @param roles the roles that routes ask for
 */
export function callersFor(roles: readonly string[]): Readonly<Record<string, Caller>> {
  const inGroups = (...groups: string[]): Caller => ({ claims: { 'cognito:groups': groups }, groups });
  return {
    nobody: { groups: [] },
    'nobody who says to be an administrator': { groups: [], forges: true },
    'a user': { claims: {}, groups: [] },
    'a user who says to be an administrator': { claims: {}, groups: [], forges: true },
    'a user in a group of his own': inGroups('editors'),
    'a user in groups that are named like roles': inGroups(...roles.flatMap(likenesses)),
    'a user with roles in other claims': { claims: elsewhere(roles), groups: [] },
    ...Object.fromEntries(roles.map((role) => [`somebody with the role ${role}`, inGroups(role)])),
    'somebody with all roles': inGroups('editors', ...roles),
  };
}

/** What the metadata of a route says of a caller: nothing else may decide. */
export function expected({ access, roles }: Pick<RouteFacts, 'access' | 'roles'>, caller: Caller): Verdict {
  if (access === 'public' || access === 'optional') return 'open';
  if (caller.claims === undefined) return 'unauthorized';
  if (access !== 'roles') return 'open';
  return roles.some((role) => caller.groups.includes(role)) ? 'open' : 'forbidden';
}
