import { randomUUID } from 'node:crypto';
import type { Method } from '../auth/choice/acr';
import { notAuthorized } from '../auth/refusals';
import { refreshesFromItsDevice } from '../devices/tracking';
import type { Caller, PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { ClientRecord, GrantRecord, PoolRecord, UserRecord } from '../store/records';
import { newTokenSession, sessionsInTheWay } from '../user-sessions/token-session';
import type { TokenSubject } from './claims';
import { lifetimes } from './lifetimes';
import { digestOf, newRefreshToken } from './refresh-token';

/** Rotated digests that are kept per family to recognise a thief; older ones are merely unknown. */
const rotatedKept = 100;

/** A refresh token with what it stands for. */
export interface Refreshed extends TokenSubject {
  /** The replacement; absent when the token goes on being used. */
  readonly refreshToken?: string;
}

/** Whom and what a sign-in is for. */
export interface NewGrant {
  readonly pool: PoolRecord;
  readonly client: ClientRecord;
  readonly user: UserRecord;
  readonly scope: string;
  readonly deviceKey?: string | undefined;
  /** Of the sign-in's entry in the user's history. Default: a new one. */
  readonly eventId?: string | undefined;
  /** By what the user has proved who he is. */
  readonly methods?: readonly Method[];
  /** The level of authentication, where one was asked for. */
  readonly acr?: string;
  /** When the user proved who he is, epoch seconds; given by managed login, where that may have been a while ago. */
  readonly hostedSince?: number | undefined;
  /** Where it comes from, for pools that track sessions. */
  readonly caller?: Caller | undefined;
}

/** Remembers a completed sign-in and makes its refresh token. */
export function openGrant(
  context: PoolContext,
  { pool, client, user, scope, deviceKey, eventId, methods, acr, hostedSince, caller }: NewGrant,
): Required<Refreshed> {
  const refreshToken = newRefreshToken();
  // Later than any sign-out so far, so that a sign-in in the same millisecond is not taken for an older one.
  const createdAt = Math.max(context.clock.now(), (user.tokensRevokedAt ?? 0) + 1);
  const session = newTokenSession(pool, createdAt, caller);
  if (session) {
    for (const old of sessionsInTheWay(pool, activeGrants(context, user))) revokeGrant(context, old);
  }
  const grant: GrantRecord = {
    id: randomUUID(),
    poolId: pool.id,
    clientId: client.id,
    sub: user.sub,
    authTime: hostedSince ?? context.clock.seconds(),
    eventId: eventId ?? randomUUID(),
    scope,
    ...(hostedSince === undefined ? {} : { hosted: true as const }),
    ...(deviceKey === undefined ? {} : { deviceKey }),
    ...(methods === undefined ? {} : { methods }),
    ...(acr === undefined ? {} : { acr }),
    ...(session ? { session } : {}),
    refreshDigest: digestOf(refreshToken),
    rotated: [],
    refreshExpiresAt: createdAt + lifetimes(client).refresh * 1000,
    createdAt,
  };
  context.store.grants.put(grant);
  return { pool, client, user, grant, refreshToken };
}

/** Signed out, revoked, or of a disabled user. Tokens stay revoked when the user is enabled again. */
export function isRevoked(grant: GrantRecord, user: UserRecord): boolean {
  return grant.revokedAt !== undefined || grant.createdAt <= (user.tokensRevokedAt ?? -1) || !user.enabled;
}

/** The user signed out everywhere: every token issued so far is revoked. */
export function withTokensRevoked(user: UserRecord, now: number): UserRecord {
  // At least one more than before, since a sign-in in the same millisecond was dated after the sign-out before it.
  return { ...user, tokensRevokedAt: Math.max(now, (user.tokensRevokedAt ?? 0) + 1) };
}

/** Ends a family: its refresh tokens and every access token that came from them. */
export function revokeGrant(context: PoolContext, grant: GrantRecord): void {
  if (grant.revokedAt === undefined) context.store.grants.put({ ...grant, revokedAt: context.clock.now() });
}

/** The user's sign-ins that are neither revoked nor over. */
export function activeGrants(context: PoolContext, user: UserRecord): readonly GrantRecord[] {
  const now = context.clock.now();
  return context.store.grants
    .by('user', user.sub)
    .filter((grant) => !isRevoked(grant, user) && now < grant.refreshExpiresAt);
}

/** The family a refresh token belongs to, whether the token is still good or not. */
export function grantOf(context: PoolContext, refreshToken: string): GrantRecord | undefined {
  return context.store.grants.by('refresh', digestOf(refreshToken))[0];
}

/**
 * What a refresh token stands for, if it is in force and this client's.
 *
 * @param deviceKey the device that asks: needed in pools that track devices
 * @throws PoolError NotAuthorizedException (invalid, revoked, expired), RefreshTokenReuseException: a token that was rotated away
 *   and comes back after its grace period was copied, so its whole family ends (RFC 9700 section 4.14.2)
 */
export function requireRefresh(
  context: PoolContext,
  client: ClientRecord,
  refreshToken: string,
  deviceKey?: string,
): TokenSubject {
  const { store } = context;
  const grant = grantOf(context, refreshToken);
  if (grant?.clientId !== client.id) throw notAuthorized('Invalid Refresh Token');
  const user = store.users.get(grant.sub);
  const pool = store.pools.get(grant.poolId);
  if (!user || !pool || isRevoked(grant, user) || user.status === 'RESET_REQUIRED') {
    throw notAuthorized('Refresh Token has been revoked');
  }
  if (!refreshesFromItsDevice(context, pool, grant, deviceKey)) throw notAuthorized('Invalid Refresh Token');
  if (context.clock.now() >= grant.refreshExpiresAt) throw notAuthorized('Refresh Token has expired');
  if (acceptedUntil(grant, digestOf(refreshToken)) <= context.clock.now()) {
    revokeGrant(context, grant);
    throw new PoolError('RefreshTokenReuseException', 'Refresh token reuse detected');
  }
  return { pool, client, user, grant };
}

/**
 * Replaces a refresh token. The old one is good for the client's grace period, for an answer that got lost or a second tab; each
 * such retry gets a token of its own. The end of life stays that of the first one.
 */
export function rotate(
  context: PoolContext,
  subject: TokenSubject,
  refreshToken: string,
): Required<Refreshed> {
  const { grant, client } = subject;
  const replacement = newRefreshToken();
  const old = digestOf(refreshToken);
  const grace = (client.settings.RefreshTokenRotation?.RetryGracePeriodSeconds ?? 0) * 1000;
  const graceUntil = Math.min(acceptedUntil(grant, old), context.clock.now() + grace);
  const others = grant.rotated.filter(({ digest }) => digest !== old);
  if (old !== grant.refreshDigest) {
    // Two answers were given within a grace period: the token of the first stays in force beside the new one.
    others.push({ digest: grant.refreshDigest, graceUntil: grant.refreshExpiresAt });
  }
  const rotated = [...others, { digest: old, graceUntil }].slice(-rotatedKept);
  const next: GrantRecord = { ...grant, refreshDigest: digestOf(replacement), rotated };
  context.store.grants.put(next);
  return { ...subject, grant: next, refreshToken: replacement };
}

/** When a token of the family stops being accepted, in ms. */
function acceptedUntil(grant: GrantRecord, digest: string): number {
  if (digest === grant.refreshDigest) return grant.refreshExpiresAt;
  return grant.rotated.find((entry) => entry.digest === digest)?.graceUntil ?? 0;
}
