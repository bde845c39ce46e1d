import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { decodeJwt } from 'jose';
import { Metrics } from '../observability/metrics';
import type { Caller } from './caller';
import { ExpiringMap } from './expiring-map';
import { LIFE, type RevocationKind } from './revocation-list';
import { RevocationStore } from './revocation-store';

/** Refresh tokens and cleared sign-ins that are remembered, some 150 bytes each. */
const CAPACITY = 200_000;

/**
 * Milliseconds by which a cut reaches into the future: `iat` is by Cognito's clock and in whole seconds, so that a token from just before
 * the cut may seem to come from after it.
 */
const MARGIN = 5000;

/** What decides whether a token has been ended. */
export type Judged = Pick<Caller, 'sub' | 'jti' | 'issuedAt' | 'authTime' | 'originJti' | 'groups'>;

/** Tokens that Cognito has just answered with. */
interface Issued {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/**
 * Access tokens that ended before their time. Cognito's revocation does not reach a token that is verified offline (guide "Ending
 * user sessions with token revocation"), so sign-out, disabling and deleting are written down here and the guard looks.
 *
 * By session (`origin_jti`) and by user, never by the token itself: one signature has many spellings. Entries last as long as
 * tokens can. Methods that write resolve when the other instances can know of it, or Redis has been slow to answer.
 */
@Injectable()
export class Revocations {
  /** `origin_jti` by digest of the refresh token. */
  private readonly refreshTokens = new ExpiringMap<string>(CAPACITY);
  /** Sign-ins that Cognito has vouched for, with the doubt that it was about. */
  private readonly cleared = new ExpiringMap<number>(CAPACITY);

  constructor(
    private readonly store: RevocationStore,
    private readonly metrics: Metrics,
  ) {
    const { list } = store;
    metrics.watch('gatehouse_revocation_entries', { list: 'sessions' }, () => list.size('session'));
    metrics.watch('gatehouse_revocation_entries', { list: 'users' }, () => list.size('user'));
    metrics.watch('gatehouse_revocation_entries', { list: 'refresh_tokens' }, () => this.refreshTokens.size);
  }

  /** Whether the caller's token has been ended. */
  has(caller: Judged): boolean {
    const { list } = this.store;
    const now = Date.now();
    const signIn = signInOf(caller);
    if (list.at('session', signIn, now) !== undefined) return true;
    const cut = this.cutOf(caller, now);
    if (isCut(caller.issuedAt, cut, now) && !this.spared('token', caller.jti, cut, now)) return true;
    const signIns = list.at('sign-ins', caller.sub, now);
    return isCut(caller.authTime, signIns, now) && !this.spared('kept', signIn, signIns, now);
  }

  /** Whether only Cognito knows if the caller's token has been ended. */
  doubts(caller: Judged): boolean {
    const now = Date.now();
    const doubt = this.store.list.at('doubt', caller.sub, now);
    return (
      isCut(caller.issuedAt, doubt, now) && (this.cleared.get(signInOf(caller), now) ?? 0) < (doubt ?? 0)
    );
  }

  /** Cognito has vouched for the caller's token: its sign-in is not in doubt any more. */
  clear(caller: Judged): void {
    const now = Date.now();
    const doubt = this.store.list.at('doubt', caller.sub, now);
    if (doubt !== undefined) this.cleared.set(signInOf(caller), doubt, doubt + LIFE, now);
  }

  /**
   * Ends the tokens of one sign-in, also younger ones than the one at hand.
   *
   * @param originJti `origin_jti` of the session; for a token that has none, its `jti` ends that token alone
   */
  async revokeSession(originJti: string): Promise<void> {
    this.metrics.count('gatehouse_revocations_total', { kind: 'session' });
    await this.store.write({ kind: 'session', id: originJti, at: Date.now() + MARGIN });
  }

  /**
   * Ends all tokens of a user that have been issued so far. Tokens that `remember` is told of afterwards are good.
   *
   * @param issuedAt when a token that must be among them was issued, in seconds since the epoch: Cognito's clock may be ahead
   */
  async revokeUser(sub: string, issuedAt = 0): Promise<void> {
    this.metrics.count('gatehouse_revocations_total', { kind: 'user' });
    await this.cut('user', sub, issuedAt);
  }

  /**
   * Ends all sign-ins of a user but this one, with whatever tokens they are refreshed to.
   *
   * @param kept a token of the sign-in that goes on
   */
  async revokeOtherSignIns(kept: Judged): Promise<void> {
    this.metrics.count('gatehouse_revocations_total', { kind: 'sign-ins' });
    const at = await this.cut('sign-ins', kept.sub, kept.authTime);
    await this.store.write({ kind: 'kept', id: signInOf(kept), at });
  }

  /** Which cut of a user's tokens is the last, as a number that only ever changes with the next one; 0 without any. */
  cutOfUser(sub: string): number {
    return this.store.list.at('user', sub, Date.now()) ?? 0;
  }

  /** Ends all tokens that name a group, as it is gone. New ones, to which they are refreshed, do not name it. */
  async revokeGroup(name: string): Promise<void> {
    this.metrics.count('gatehouse_revocations_total', { kind: 'group' });
    await this.cut('group', name, 0);
  }

  /**
   * Puts the tokens of a user in doubt: one sign-in has been ended, and Cognito does not tell which tokens it had.
   *
   * @param good a token that Cognito has just taken
   */
  async doubtUser(good: Judged): Promise<void> {
    this.metrics.count('gatehouse_revocations_total', { kind: 'doubt' });
    await this.cut('doubt', good.sub, good.issuedAt);
    this.clear(good);
  }

  /**
   * Puts all tokens of a user in doubt that have been issued so far: somebody else has ended one of the sign-ins. Each of the others is asked
   * about once.
   */
  async doubtSignInsOf(sub: string): Promise<void> {
    this.metrics.count('gatehouse_revocations_total', { kind: 'doubt' });
    await this.cut('doubt', sub, 0);
  }

  /**
   * Notes tokens that Cognito has just answered with: a sign-out that only brings the refresh token then knows which access tokens
   * to end, and a sign-in right after a cut is not taken for one before it. Of the refresh token only a digest is kept.
   *
   * @param by whether somebody has signed in, or tokens have been refreshed
   */
  async remember(tokens: Issued, by: 'sign-in' | 'refresh'): Promise<void> {
    const { exp, ...issued } = readAccess(tokens.accessToken);
    const now = Date.now();
    this.refreshTokens.set(digest(tokens.refreshToken), signInOf(issued), exp * 1000, now);
    const cut = this.cutOf(issued, now);
    if (cut !== undefined && isCut(issued.issuedAt, cut, now))
      await this.store.write({ kind: 'token', id: issued.jti, at: cut });
    const signIns = this.store.list.at('sign-ins', issued.sub, now);
    if (by === 'sign-in' && signIns !== undefined && isCut(issued.authTime, signIns, now))
      await this.store.write({ kind: 'kept', id: signInOf(issued), at: signIns });
  }

  /**
   * Whether an access token that this service has handed out has been ended since.
   *
   * @param accessToken read, not verified
   */
  ended(accessToken: string): boolean {
    return this.has(readAccess(accessToken));
  }

  /**
   * Ends the access tokens that came with a refresh token.
   *
   * @returns false when this instance has not handed them out, or has forgotten
   */
  async revokeByRefreshToken(refreshToken: string): Promise<boolean> {
    const originJti = this.refreshTokens.get(digest(refreshToken), Date.now());
    if (originJti === undefined) return false;
    await this.revokeSession(originJti);
    return true;
  }

  /** Each cut is later than the one before it, so that it ends what that one has spared. */
  private async cut(kind: RevocationKind, sub: string, seconds: number): Promise<number> {
    const now = Date.now();
    const before = this.store.list.at(kind, sub, now) ?? 0;
    const at = Math.max(now + MARGIN, seconds * 1000, before + 1);
    await this.store.write({ kind, id: sub, at });
    return at;
  }

  /** Until when a token must have been issued to be over: by its user, a group that it names, or for want of room. */
  private cutOf({ sub, groups }: Judged, now: number): number | undefined {
    const { list } = this.store;
    let cut = Math.max(list.at('user', sub, now) ?? 0, list.floorAt(now) ?? 0);
    if (list.size('group') > 0)
      for (const group of groups) cut = Math.max(cut, list.at('group', group, now) ?? 0);
    return cut === 0 ? undefined : cut;
  }

  private spared(kind: RevocationKind, id: string, cut: number | undefined, now: number): boolean {
    return (this.store.list.at(kind, id, now) ?? 0) >= (cut ?? 0);
  }
}

/**
 * Whether a moment lies before a cut. One in the future comes from a clock that says nothing about before and after: only what has been
 * noted can clear it.
 *
 * @param seconds since the epoch
 * @param cut milliseconds since the epoch
 */
function isCut(seconds: number, cut: number | undefined, now: number): boolean {
  return cut !== undefined && (seconds * 1000 <= cut || seconds * 1000 > now + MARGIN);
}

/** Names the sign-in that a token belongs to; one without `origin_jti` stands for itself. */
const signInOf = ({ originJti, jti }: Pick<Judged, 'originJti' | 'jti'>): string => originJti ?? jti;

interface AccessClaims {
  readonly origin_jti?: string;
  readonly auth_time?: number;
  readonly 'cognito:groups'?: readonly string[];
}

/** What an access token says. Read, not verified: it comes straight from Cognito. */
function readAccess(token: string): Required<Judged> & { readonly exp: number } {
  const claims = decodeJwt<AccessClaims>(token);
  const { sub = '', jti = '', iat: issuedAt = 0, exp = 0 } = claims;
  const {
    auth_time: authTime = issuedAt,
    origin_jti: originJti = jti,
    'cognito:groups': groups = [],
  } = claims;
  return { sub, jti, issuedAt, authTime, originJti, groups, exp };
}

const digest = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
