import type { RouteFacts } from '../../src/docs/routes';

/** What the gates say to a caller of a route. */
export type Verdict = 'open' | 'unauthorized' | 'forbidden' | 'not there';

/** The account of everything that paths name in the matrix. */
export const ACCOUNT = 'acme';

/** Roles that reach everybody, by the contract. */
const PLATFORM = ['admin', 'support'];

/** Somebody who asks: what Cognito has signed of him, and what he says of himself. */
export interface Caller {
  /** Claims of the access token; without them nobody is signed in. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Groups that count. */
  readonly groups: readonly string[];
  /** The account that counts. */
  readonly account?: string;
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
 * Everybody who may come.
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
export function expected(route: Ruled, caller: Caller): Verdict {
  const { access, sameAccount, accountId } = route;
  if (access === 'public' || access === 'optional') return 'open';
  if (caller.claims === undefined) return 'unauthorized';
  if (access === 'roles' && !hasRoles(route, caller)) return 'forbidden';
  const confined = access === 'roles' ? isConfined(route, caller) : sameAccount !== undefined;
  if (confined && sameAccount === undefined) return 'forbidden';
  if ((confined || accountId === 'needed') && caller.account === undefined) return 'forbidden';
  return !confined || sameAccount === 'handler' || caller.account === ACCOUNT ? 'open' : 'not there';
}

type Ruled = Pick<RouteFacts, 'access' | 'roles' | 'need' | 'sameAccount' | 'accountId'>;

function hasRoles({ roles, need }: Ruled, { groups }: Caller): boolean {
  const held = roles.filter((role) => groups.includes(role));
  return need === 'all' ? held.length === roles.length : held.length > 0;
}

/** No role of the whole platform has let the caller in. */
function isConfined({ roles, need }: Ruled, { groups }: Caller): boolean {
  if (need === 'all') return !roles.every((role) => PLATFORM.includes(role));
  return !roles.some((role) => groups.includes(role) && PLATFORM.includes(role));
}
