import type { JWTPayload } from 'jose';
import { mapIn, objectIn, textIn, textsIn, unrecognizable, type ResponseValues } from './response';

/** What a trigger changes about one token. */
export interface ClaimOverrides {
  readonly add: Readonly<Record<string, unknown>>;
  readonly suppress: readonly string[];
}

/** What the pre-token trigger changes about the tokens that are about to be made. */
export interface TokenOverrides {
  readonly id: ClaimOverrides;
  readonly access: ClaimOverrides;
  readonly scopes: { readonly add: readonly string[]; readonly suppress: readonly string[] };
  /** In place of the user's groups; undefined leaves them as they are. */
  readonly groups?:
    | {
        readonly groups: readonly string[];
        readonly roles: readonly string[];
        readonly preferredRole?: string | undefined;
      }
    | undefined;
}

const none: ClaimOverrides = { add: {}, suppress: [] };

/** Nothing is changed. */
export const noOverrides: TokenOverrides = { id: none, access: none, scopes: { add: [], suppress: [] } };

/** "The maximum number of claims and scopes" that a function may add, override or suppress. */
const most = 5000;

const groupClaims = ['cognito:groups', 'cognito:roles', 'cognito:preferred_role'];

/** Claims that no function can touch, in either token (guide "Pre token generation Lambda trigger"). */
const fixed = new Set([
  ...['acr', 'amr', 'at_hash', 'aud', 'auth_time', 'azp', 'client_id', 'cognito:username', 'device_key'],
  ...['event_id', 'exp', 'iat', 'identities', 'iss', 'jti', 'nbf', 'nonce', 'origin_jti', 'scope', 'sub'],
  ...['token_use', 'username', 'version'],
]);

/**
 * Reads an answer of version 1: claims of the ID token, strings all of them, and groups.
 *
 * @throws PoolError InvalidLambdaResponseException
 */
export function overridesV1(response: ResponseValues): TokenOverrides {
  const details = objectIn(response, 'claimsOverrideDetails') ?? {};
  const add = mapIn(details, 'claimsToAddOrOverride') ?? {};
  return checked({
    ...noOverrides,
    id: { add, suppress: textsIn(details, 'claimsToSuppress') ?? [] },
    groups: groupsIn(details),
  });
}

/**
 * Reads an answer of version 2 or 3: claims of any type in both tokens, scopes and groups.
 *
 * @throws PoolError InvalidLambdaResponseException
 */
export function overridesV2(response: ResponseValues): TokenOverrides {
  const details = objectIn(response, 'claimsAndScopeOverrideDetails') ?? {};
  const access = objectIn(details, 'accessTokenGeneration') ?? {};
  return checked({
    id: claimsIn(objectIn(details, 'idTokenGeneration') ?? {}),
    access: claimsIn(access),
    scopes: {
      add: textsIn(access, 'scopesToAdd') ?? [],
      suppress: textsIn(access, 'scopesToSuppress') ?? [],
    },
    groups: groupsIn(details),
  });
}

function claimsIn(values: ResponseValues): ClaimOverrides {
  return {
    add: objectIn(values, 'claimsToAddOrOverride') ?? {},
    suppress: textsIn(values, 'claimsToSuppress') ?? [],
  };
}

/** Left out, the groups stay; an empty object or null takes them away, says the guide. */
function groupsIn(details: ResponseValues): TokenOverrides['groups'] {
  if (!Object.hasOwn(details, 'groupOverrideDetails')) return undefined;
  const groups = objectIn(details, 'groupOverrideDetails') ?? {};
  return {
    groups: textsIn(groups, 'groupsToOverride') ?? [],
    roles: textsIn(groups, 'iamRolesToOverride') ?? [],
    preferredRole: textIn(groups, 'preferredRole'),
  };
}

function checked(overrides: TokenOverrides): TokenOverrides {
  const { id, access, scopes } = overrides;
  const added = [id.add, access.add].flatMap((add) => Object.keys(add));
  const count = added.length + [id, access, scopes].reduce((sum, { suppress }) => sum + suppress.length, 0);
  const malformed = scopes.add.some((scope) => scope === '' || /\s/u.test(scope));
  if (count + scopes.add.length > most || malformed) throw unrecognizable();
  return overrides;
}

/** The claims of an ID token as the trigger wants them. */
export function overriddenId(claims: JWTPayload, { id, groups }: TokenOverrides): JWTPayload {
  const grouped = withGroups(claims, groups);
  const roles =
    groups === undefined
      ? {}
      : {
          ...(groups.roles.length > 0 ? { 'cognito:roles': groups.roles } : {}),
          ...(groups.preferredRole === undefined ? {} : { 'cognito:preferred_role': groups.preferredRole }),
        };
  return withClaims({ ...grouped, ...roles }, id);
}

/** The claims of an access token as the trigger wants them. `aud` may be added, but can only be the client. */
export function overriddenAccess(claims: JWTPayload, overrides: TokenOverrides): JWTPayload {
  const { access, scopes, groups } = overrides;
  const { aud } = access.add;
  const bound = aud !== undefined && aud === claims['client_id'] && !access.suppress.includes('aud');
  return {
    ...withClaims(withGroups(claims, groups), access),
    ...(bound ? { aud: claims['client_id'] as string } : {}),
    scope: scopeAfter(String(claims['scope']), scopes),
  };
}

function scopeAfter(scope: string, { add, suppress }: TokenOverrides['scopes']): string {
  const all = new Set([...scope.split(' '), ...add].filter((name) => name !== ''));
  return [...all].filter((name) => !suppress.includes(name)).join(' ');
}

function withGroups(claims: JWTPayload, groups: TokenOverrides['groups']): JWTPayload {
  if (groups === undefined) return claims;
  const rest = without(claims, groupClaims);
  return groups.groups.length > 0 ? { ...rest, 'cognito:groups': [...groups.groups] } : rest;
}

/** What is both added and suppressed is suppressed, and what is not the function's to change stays as it is. */
function withClaims(claims: JWTPayload, { add, suppress }: ClaimOverrides): JWTPayload {
  const added = Object.entries(add).filter(([name]) => mayAdd(name));
  const gone = suppress.filter((name) => !fixed.has(name));
  const groupsToo = gone.includes('cognito:groups') ? groupClaims : [];
  return without({ ...claims, ...Object.fromEntries(added) }, [...gone, ...groupsToo]);
}

function mayAdd(name: string): boolean {
  return !fixed.has(name) && !name.startsWith('cognito:') && !name.startsWith('dev:');
}

function without(claims: JWTPayload, names: readonly string[]): JWTPayload {
  const gone = new Set(names);
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !gone.has(name)));
}
