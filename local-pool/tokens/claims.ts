import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { amrOf } from '../auth/choice/acr';
import type { PoolContext } from '../operation';
import type { ClientRecord, GrantRecord, PoolRecord, UserRecord } from '../store/records';
import { readableAttributes } from '../users/attributes';
import { issuerOf } from './issuer';

/** Whom tokens are made for. */
export interface TokenSubject {
  readonly pool: PoolRecord;
  readonly client: ClientRecord;
  readonly user: UserRecord;
  readonly grant: GrantRecord;
}

/** Claims of an access token of API sign-in, without `iat` and `exp`. */
export function accessClaims(context: PoolContext, subject: TokenSubject): JWTPayload {
  const { client, user, grant } = subject;
  return {
    sub: user.sub,
    ...(grant.deviceKey === undefined ? {} : { device_key: grant.deviceKey }),
    ...groupClaim(user),
    iss: issuerOf(context, user.poolId),
    version: 2,
    client_id: client.id,
    ...originClaim(client, grant),
    event_id: grant.eventId,
    token_use: 'access',
    scope: grant.scope,
    auth_time: grant.authTime,
    ...assuranceClaims(grant),
    jti: randomUUID(),
    username: user.username,
  };
}

/** Claims of the access token of a client that acts for itself, without `iat` and `exp`. */
export function clientClaims(context: PoolContext, client: ClientRecord, scope: string): JWTPayload {
  return {
    sub: client.id,
    token_use: 'access',
    scope,
    auth_time: context.clock.seconds(),
    iss: issuerOf(context, client.poolId),
    version: 2,
    jti: randomUUID(),
    client_id: client.id,
  };
}

/** Claims of an ID token, without `iat` and `exp`. */
export function idClaims(context: PoolContext, subject: TokenSubject): JWTPayload {
  const { pool, client, user, grant } = subject;
  return {
    ...attributeClaims(user, visibleAttributes(pool, client, grant)),
    sub: user.sub,
    ...groupClaim(user),
    ...roleClaims(context, user),
    iss: issuerOf(context, user.poolId),
    'cognito:username': user.username,
    ...originClaim(client, grant),
    aud: client.id,
    event_id: grant.eventId,
    token_use: 'id',
    auth_time: grant.authTime,
    ...assuranceClaims(grant),
    jti: randomUUID(),
  };
}

/**
 * The attributes that ID tokens and userInfo show: what the client may read, in managed login by the scopes granted. `profile`
 * opens everything, and so does `openid` alone (guide "Scopes, M2M, and resource servers"). Identities are always shown.
 */
export function visibleAttributes(
  pool: PoolRecord,
  client: ClientRecord,
  { hosted, scope }: Pick<GrantRecord, 'hosted' | 'scope'>,
): ReadonlySet<string> {
  const readable = readableAttributes(pool, client);
  const scopes = scope.split(' ');
  const narrowed = contactScopes.filter(({ name }) => scopes.includes(name));
  const all = !hosted || narrowed.length === 0 || scopes.includes('profile');
  const asked: readonly string[] = narrowed.flatMap(({ attributes }) => attributes);
  return new Set([...[...readable].filter((name) => all || asked.includes(name)), 'identities']);
}

const contactScopes = [
  { name: 'email', attributes: ['email', 'email_verified'] },
  { name: 'phone', attributes: ['phone_number', 'phone_number_verified'] },
] as const;

/** Whether tokens of this client name their family; without that RevokeToken has nothing to hold on to. */
export function namesOrigin({ settings }: ClientRecord): boolean {
  return settings.EnableTokenRevocation !== false || settings.RefreshTokenRotation?.Feature === 'ENABLED';
}

function originClaim(client: ClientRecord, grant: GrantRecord): JWTPayload {
  return namesOrigin(client) ? { origin_jti: grant.id } : {};
}

/** Only where a level was asked for; refreshed tokens keep both. */
function assuranceClaims({ acr, methods = [] }: GrantRecord): JWTPayload {
  return acr === undefined ? {} : { acr, amr: amrOf(methods) };
}

function groupClaim({ groups }: UserRecord): JWTPayload {
  return groups.length > 0 ? { 'cognito:groups': [...groups] } : {};
}

/** Attributes are strings; in the ID token four of them are not. */
function attributeClaims({ attributes }: UserRecord, readable: ReadonlySet<string>): JWTPayload {
  const claims: JWTPayload = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (readable.has(name)) claims[name] = attributeClaim(name, value);
  }
  return claims;
}

function attributeClaim(name: string, value: string): unknown {
  switch (name) {
    case 'email_verified':
    case 'phone_number_verified':
      return value === 'true';
    case 'address':
      return { formatted: value };
    case 'updated_at':
      return Number(value);
    case 'identities':
      return JSON.parse(value) as unknown;
    default:
      return value;
  }
}

/** A user's groups, and what they are good for elsewhere. */
export interface GroupConfiguration {
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  /** When the lowest precedence leaves no doubt about it. */
  readonly preferredRole?: string | undefined;
}

export function groupConfiguration(context: PoolContext, user: UserRecord): GroupConfiguration {
  const withRoles = user.groups.flatMap((name) => {
    const { roleArn, precedence = Infinity } = context.store.groups.get(`${user.poolId}/${name}`) ?? {};
    return roleArn === undefined ? [] : [{ roleArn, precedence }];
  });
  const roles = [...new Set(withRoles.map(({ roleArn }) => roleArn))];
  const lowest = Math.min(...withRoles.map(({ precedence }) => precedence));
  const first = withRoles.filter(({ precedence }) => precedence === lowest);
  const preferred = new Set(first.map(({ roleArn }) => roleArn));
  const [only] = preferred;
  const certain = preferred.size === 1 && lowest !== Infinity;
  return { groups: user.groups, roles, ...(certain ? { preferredRole: only } : {}) };
}

function roleClaims(context: PoolContext, user: UserRecord): JWTPayload {
  const { roles, preferredRole } = groupConfiguration(context, user);
  if (roles.length === 0) return {};
  return {
    'cognito:roles': roles,
    ...(preferredRole === undefined ? {} : { 'cognito:preferred_role': preferredRole }),
  };
}
