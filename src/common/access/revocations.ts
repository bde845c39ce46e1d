import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { decodeJwt } from 'jose';
import type { Caller } from './caller';
import { MAX_LIFE } from './claims';
import { ExpiringMap } from './expiring-map';

/** Entries per list, some 150 bytes each. */
const CAPACITY = 200_000;

/**
 * Seconds by which a cut reaches into the future: `iat` is by Cognito's clock and in whole seconds, so that a token from just before
 * the cut may seem to come from after it.
 */
const MARGIN = 5;

/** A user's tokens up to and with this second are refused. */
interface Cut {
  readonly second: number;
  /** `jti` of tokens that are known to have been issued after the cut, although their `iat` does not show it. */
  readonly later: Set<string>;
}

const nowInSeconds = (): number => Math.floor(Date.now() / 1000);

/**
 * Access tokens that ended before their time. Cognito's revocation does not reach a token that is verified offline (guide "Ending
 * user sessions with token revocation"), so sign-out, disabling and deleting are written down here and the guard looks.
 *
 * By session (`origin_jti`) and by user, never by the token itself: one signature has many spellings. Entries last as long as
 * tokens can. In memory of this instance; the methods that write return promises so that a shared store can take their place.
 */
@Injectable()
export class Revocations {
  private readonly sessions = new ExpiringMap<true>(CAPACITY);
  private readonly users = new ExpiringMap<Cut>(CAPACITY);
  /** `origin_jti` by digest of the refresh token. */
  private readonly refreshTokens = new ExpiringMap<string>(CAPACITY);

  /** Whether the caller's token has been ended. */
  has(caller: Pick<Caller, 'sub' | 'jti' | 'issuedAt' | 'originJti'>): boolean {
    const now = nowInSeconds();
    if (this.sessions.get(caller.originJti ?? caller.jti, now) === true) return true;
    const cut = this.users.get(caller.sub, now);
    if (cut === undefined || cut.later.has(caller.jti)) return false;
    // A token from the future comes from a clock that says nothing about before and after: only `remember` can clear it.
    return caller.issuedAt <= cut.second || caller.issuedAt > now + MARGIN;
  }

  /**
   * Ends the tokens of one sign-in.
   *
   * @param originJti `origin_jti` of the session; for a token that has none, its `jti` ends that token alone
   * @param until seconds since the epoch to which to keep the entry; by default as long as any token can live, as the session may
   *   have younger tokens than the one at hand
   */
  revokeSession(originJti: string, until = nowInSeconds() + MAX_LIFE): Promise<void> {
    this.sessions.set(originJti, true, until, nowInSeconds());
    return Promise.resolve();
  }

  /**
   * Ends all tokens of a user that have been issued so far. Tokens that `remember` is told of afterwards are good.
   *
   * @param issuedAt when a token that must be among them was issued, in seconds since the epoch: Cognito's clock may be ahead
   */
  revokeUser(sub: string, issuedAt = 0): Promise<void> {
    const now = nowInSeconds();
    const second = Math.max(now + MARGIN, issuedAt, this.users.get(sub, now)?.second ?? 0);
    this.users.set(sub, { second, later: new Set() }, second + MAX_LIFE, now);
    return Promise.resolve();
  }

  /**
   * Notes tokens that Cognito has just answered with: a sign-out that only brings the refresh token then knows which access tokens
   * to end, and a sign-in right after a cut is not taken for one before it. Of the refresh token only a digest is kept.
   */
  remember(tokens: { readonly accessToken: string; readonly refreshToken: string }): void {
    // Read, not verified: they come straight from Cognito.
    const {
      sub = '',
      jti = '',
      iat = 0,
      exp = 0,
      origin_jti: originJti = jti,
    } = decodeAccess(tokens.accessToken);
    const now = nowInSeconds();
    this.refreshTokens.set(digest(tokens.refreshToken), originJti, exp, now);
    const cut = this.users.get(sub, now);
    if (cut !== undefined && (iat <= cut.second || iat > now + MARGIN)) cut.later.add(jti);
  }

  /**
   * Whether an access token that this service has handed out has been ended since.
   *
   * @param accessToken read, not verified
   */
  ended(accessToken: string): boolean {
    const { sub = '', jti = '', iat: issuedAt = 0, origin_jti: originJti = jti } = decodeAccess(accessToken);
    return this.has({ sub, jti, issuedAt, originJti });
  }

  /**
   * Ends the access tokens that came with a refresh token.
   *
   * @returns false when this instance has not handed them out, or has forgotten
   */
  async revokeByRefreshToken(refreshToken: string): Promise<boolean> {
    const originJti = this.refreshTokens.get(digest(refreshToken), nowInSeconds());
    if (originJti === undefined) return false;
    await this.revokeSession(originJti);
    return true;
  }
}

const decodeAccess = (token: string) => decodeJwt<{ origin_jti?: string }>(token);

const digest = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
