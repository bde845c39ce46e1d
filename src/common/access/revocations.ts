import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { decodeJwt } from 'jose';
import type { Caller } from './caller';

/** Entries of each kind at most; beyond that the oldest go. */
const MAX_ENTRIES = 100_000;

/** Longest life of an access token that Cognito allows, seconds: an entry older than that ends by itself. */
const LONGEST_TOKEN = 86_400;

/** How far Cognito's clock may be ahead of ours, seconds. */
const SKEW = 5;

interface RevokedUser {
  /** Tokens issued until then are revoked, seconds since the epoch. */
  readonly until: number;
  /** `jti` of tokens handed out after that, which the clock alone cannot tell apart. */
  readonly exempt: Set<string>;
  /** Seconds since the epoch. */
  readonly endsAt: number;
}

interface IssuedSession {
  readonly originJti: string;
  /** When the access token ends, seconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * Which access tokens are over before their time, on this instance. Keyed by what a token says (`origin_jti`, `sub`, `jti`) and
 * never by the token itself: the last character of a signature can be spelt in several ways.
 */
@Injectable()
export class Revocations {
  private readonly sessions = new Map<string, number>();
  private readonly users = new Map<string, RevokedUser>();
  private readonly issued = new Map<string, IssuedSession>();

  constructor(private readonly now: () => number = secondsNow) {}

  /** Whether a token that is otherwise valid has been revoked. */
  has(caller: Pick<Caller, 'sub' | 'jti' | 'issuedAt' | 'originJti'>): boolean {
    if (caller.originJti !== undefined && this.sessions.has(caller.originJti)) return true;
    const user = this.users.get(caller.sub);
    return user !== undefined && caller.issuedAt <= user.until && !user.exempt.has(caller.jti);
  }

  /**
   * Ends the access tokens of one sign-in.
   *
   * @param originJti what links them
   * @param until when the last of them ends, seconds since the epoch
   */
  revokeSession(originJti: string, until = this.now() + LONGEST_TOKEN): Promise<void> {
    insert(this.sessions, originJti, until, (end) => end < this.now());
    return Promise.resolve();
  }

  /**
   * Ends all access tokens of a user that have been issued so far.
   *
   * @param sub the user
   * @param issuedAt when a token that must be among them was issued, seconds since the epoch: Cognito's clock may be ahead
   */
  revokeUser(sub: string, issuedAt = 0): Promise<void> {
    const until = Math.max(this.now() + SKEW, issuedAt);
    const entry = { until, exempt: new Set<string>(), endsAt: until + LONGEST_TOKEN };
    insert(this.users, sub, entry, ({ endsAt }) => endsAt < this.now());
    return Promise.resolve();
  }

  /**
   * Notes tokens that are being handed out: a sign-out that only brings the refresh token then knows which access tokens to end, and
   * a sign-in right after a revocation is not taken for one before it.
   */
  remember(tokens: { readonly accessToken: string; readonly refreshToken: string }): void {
    // Straight from Cognito: read, not verified.
    const {
      sub = '',
      jti = '',
      exp = 0,
      origin_jti: originJti,
    } = decodeJwt<{ origin_jti?: string }>(tokens.accessToken);
    this.users.get(sub)?.exempt.add(jti);
    if (originJti === undefined) return;
    const session = { originJti, expiresAt: exp };
    insert(this.issued, digest(tokens.refreshToken), session, ({ expiresAt }) => expiresAt < this.now());
  }

  /** Ends the access tokens that came with a refresh token, as far as this instance handed them out. */
  async revokeByRefreshToken(refreshToken: string): Promise<void> {
    const session = this.issued.get(digest(refreshToken));
    if (session !== undefined) await this.revokeSession(session.originJti);
  }
}

/** Puts an entry last. When the map is full, ended entries and at least the oldest one go. */
function insert<T>(map: Map<string, T>, key: string, value: T, ended: (value: T) => boolean): void {
  map.delete(key);
  if (map.size >= MAX_ENTRIES) {
    let dropped = 0;
    for (const [old, entry] of map) {
      if (dropped > 0 && !ended(entry)) break;
      map.delete(old);
      dropped += 1;
    }
  }
  map.set(key, value);
}

/** Refresh tokens themselves are not kept. */
function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}

function secondsNow(): number {
  return Math.floor(Date.now() / 1000);
}
