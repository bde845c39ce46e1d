import { randomInt } from 'node:crypto';
import type { Caller, PoolContext } from '../operation';
import type { GrantRecord, PoolRecord } from '../store/records';
import type { TokenSubject } from '../tokens/claims';
import { deviceTypeOf } from './device-type';

/** What a pool with session tracking remembers of a sign-in: a token session. Part of its grant. */
export interface TokenSession {
  /** `tkn` and 25 lower-case letters and digits. */
  readonly id: string;
  /** When tokens were last issued. */
  readonly lastActiveAt: number;
  /** IP address of the latest activity. */
  readonly address?: string;
  /** What the latest activity came from, by its user agent. */
  readonly device: string;
}

/** A grant whose session is tracked. */
export type TrackedGrant = GrantRecord & { readonly session: TokenSession };

/** How a pool tracks sessions. */
export interface SessionTracking {
  readonly enabled: boolean;
  /** Most active token sessions of a user. */
  readonly maxPerUser: number;
}

const idLetters = 'abcdefghijklmnopqrstuvwxyz0123456789';
const idLength = 25;
const untracked: SessionTracking = { enabled: false, maxPerUser: 20 };

/** The pool's setting, or the default. */
export function trackingOf({ sessions }: PoolRecord): SessionTracking {
  return sessions ?? untracked;
}

/** Whether the pool tracks sessions: where that is set and its plan includes it. */
export function tracksSessions(pool: PoolRecord): boolean {
  return trackingOf(pool).enabled && pool.settings.UserPoolTier !== 'LITE';
}

/**
 * The session of a new sign-in.
 *
 * @returns undefined where sessions are not tracked
 */
export function newTokenSession(
  pool: PoolRecord,
  now: number,
  caller: Caller | undefined,
): TokenSession | undefined {
  if (!tracksSessions(pool)) return undefined;
  const letters = Array.from({ length: idLength }, () => idLetters.charAt(randomInt(idLetters.length)));
  return { id: `tkn${letters.join('')}`, lastActiveAt: now, ...origin(caller) };
}

/**
 * The sessions that have to end so that one more does not exceed the pool's limit: the least recently used ones, several after
 * the limit was lowered.
 *
 * @param active the user's grants in force
 */
export function sessionsInTheWay(pool: PoolRecord, active: readonly GrantRecord[]): readonly GrantRecord[] {
  const sessions = active.filter(isTracked).sort((a, b) => a.session.lastActiveAt - b.session.lastActiveAt);
  return sessions.slice(0, Math.max(0, sessions.length + 1 - trackingOf(pool).maxPerUser));
}

/** Notes that a session has had tokens issued again, and from where. */
export function noteActivity(context: PoolContext, subject: TokenSubject, caller: Caller): TokenSubject {
  const { grant, pool } = subject;
  if (!isTracked(grant) || !tracksSessions(pool)) return subject;
  const session = { id: grant.session.id, lastActiveAt: context.clock.now(), ...origin(caller) };
  const active: GrantRecord = { ...grant, session };
  context.store.grants.put(active);
  return { ...subject, grant: active };
}

export function isTracked(grant: GrantRecord): grant is TrackedGrant {
  return grant.session !== undefined;
}

function origin(caller: Caller | undefined): Pick<TokenSession, 'address' | 'device'> {
  return {
    ...(caller ? { address: caller.address } : {}),
    device: deviceTypeOf(caller?.userAgent ?? ''),
  };
}
