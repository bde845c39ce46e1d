import { KeptTokens, type Removed } from './kept-tokens.ts';
import { exclusively } from './locks.ts';
import { GatehouseProblem, GatehouseUnreachable, type ProblemCode } from './problem.ts';
import type { StoredTokens, TokenStore } from './token-store.ts';
import type { components } from './types.ts';

export type Tokens = components['schemas']['SignInTokens'];

/**
 * Why nobody is signed in any more: signed out, here or in another tab; the refresh token has come to its end; an administrator, a
 * sign-out everywhere or the theft of a refresh token has ended it.
 */
export type SessionEnd = 'signed_out' | 'expired' | 'revoked';

export interface SessionOptions {
  readonly store: TokenStore;
  /** Tokens are renewed when they have less than this left, ms. */
  readonly refreshAhead: number;
  readonly refresh: (tokens: StoredTokens) => Promise<Tokens>;
  /** Ends tokens that nobody keeps. Never throws. */
  readonly discard: (tokens: StoredTokens) => Promise<void>;
  readonly onEnd: (reason: SessionEnd) => void;
}

/** Refusals of a refresh after which no other try can succeed. With all others the session may still be good. */
const OVER: Partial<Record<ProblemCode, SessionEnd>> = {
  invalid_refresh_token: 'expired',
  refresh_token_reused: 'revoked',
  user_disabled: 'revoked',
  user_not_found: 'revoked',
  // What is in the store is not what was put there.
  validation_failed: 'expired',
  invalid_parameter: 'expired',
};

/** How long to go on with good tokens after a renewal ahead of their end has failed, seconds. */
const PAUSE = 10;

/** The tokens of the signed-in user, and their renewal: one at a time, however many calls wait for it. */
export class Session {
  private readonly kept: KeptTokens;
  /** Renewals that have not been answered, by their sign-in. */
  private readonly renewals = new Map<string, Promise<StoredTokens | undefined>>();
  /** No renewal ahead of the end before this, ms since the epoch. */
  private paused = 0;

  constructor(private readonly options: SessionOptions) {
    this.kept = new KeptTokens(options.store, () => {
      this.tell('signed_out');
    });
  }

  /** Whoever is signed in, with tokens that may have ended. */
  async tokens(): Promise<StoredTokens | undefined> {
    return this.kept.read();
  }

  /**
   * Tokens that are good for a while, renewed if need be; undefined when nobody is signed in (any more).
   *
   * @param signIn whose tokens are wanted; whoever is signed in when left out
   * @throws what the refresh throws, when the tokens have ended
   */
  async usable(signIn?: string): Promise<StoredTokens | undefined> {
    const tokens = await this.kept.read();
    if (tokens === undefined || (signIn ?? tokens.signIn) !== tokens.signIn) return undefined;
    const left = tokens.expiresAt - Date.now();
    if (left > this.aheadOf(tokens)) return tokens;
    return left > 0 ? this.renewAhead(tokens) : this.renew(tokens);
  }

  /**
   * Tokens in place of those that the service has refused, or that end soon.
   *
   * @param stale those the caller has used: if others of the same sign-in have come since, those are given
   * @param expected what it means when the refresh token is refused
   * @returns undefined when the sign-in is over, also when somebody else has signed in
   * @throws what the refresh throws, unless it means that the session is over
   */
  async renew(stale: StoredTokens, expected: SessionEnd = 'expired'): Promise<StoredTokens | undefined> {
    const { signIn } = stale;
    const underWay = this.renewals.get(signIn);
    if (underWay !== undefined) return underWay;
    const renewal = exclusively(`gatehouse-refresh:${signIn}`, () => this.replace(stale, expected)).finally(
      () => this.renewals.delete(signIn),
    );
    this.renewals.set(signIn, renewal);
    return renewal;
  }

  /** Keeps the tokens of a sign-in. */
  async begin(tokens: Tokens, deviceKey?: string): Promise<void> {
    // Told apart from others on this device only: nothing is protected by it.
    const signIn = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    await this.kept.begin(stored(tokens, { signIn, deviceKey }));
  }

  /**
   * Forgets the tokens and tells the app.
   *
   * @param signIn whose; whoever is signed in when left out
   * @returns what was forgotten, if there was anything left to forget
   */
  async end(reason: SessionEnd, signIn?: string): Promise<Removed | undefined> {
    const removed = await this.kept.end(signIn);
    if (removed !== undefined) this.tell(reason);
    return removed;
  }

  /** What is still good is good enough while the service cannot renew it. */
  private async renewAhead(tokens: StoredTokens): Promise<StoredTokens | undefined> {
    if (Date.now() < this.paused) return tokens;
    try {
      return await this.renew(tokens);
    } catch (error) {
      const known = error instanceof GatehouseProblem || error instanceof GatehouseUnreachable;
      this.paused = Date.now() + ((known ? error.retryAfter : undefined) ?? PAUSE) * 1000;
      return tokens;
    }
  }

  private async replace(stale: StoredTokens, expected: SessionEnd): Promise<StoredTokens | undefined> {
    const present = await this.since(stale);
    // Another call or tab has been quicker, or has signed out.
    if (present?.accessToken !== stale.accessToken) return present;
    const fresh = await this.refreshed(present, expected);
    // Another tab was quicker: without Web Locks nothing keeps two from trying.
    if (fresh === undefined) return this.since(stale);
    if (await this.kept.renew(fresh)) return fresh;
    // Signed out meanwhile: nobody would ever end these.
    await this.options.discard(fresh);
    return undefined;
  }

  /** @returns undefined when the refresh token is dead */
  private async refreshed(present: StoredTokens, expected: SessionEnd): Promise<StoredTokens | undefined> {
    try {
      return stored(await this.options.refresh(present), present);
    } catch (error) {
      const means = error instanceof GatehouseProblem ? OVER[error.code] : undefined;
      if (means === undefined) throw error;
      const now = await this.since(present);
      if (now?.accessToken === present.accessToken) {
        await this.end(means === 'expired' ? expected : means, present.signIn);
      }
      return undefined;
    }
  }

  /** What there is now of the same sign-in. */
  private async since({ signIn }: StoredTokens): Promise<StoredTokens | undefined> {
    const present = await this.kept.read();
    return present?.signIn === signIn ? present : undefined;
  }

  /** Never more than half of their life, or each call would renew them. */
  private aheadOf({ receivedAt, expiresAt }: StoredTokens): number {
    return Math.max(0, Math.min(this.options.refreshAhead, (expiresAt - receivedAt) / 2));
  }

  /** In a turn of its own: what the app does then, and what it throws, stays out of the call that has found out. */
  private tell(reason: SessionEnd): void {
    void Promise.resolve().then(() => {
      this.options.onEnd(reason);
    });
  }
}

function stored(
  { accessToken, idToken, refreshToken, expiresIn }: Tokens,
  { signIn, deviceKey }: { readonly signIn: string; readonly deviceKey?: string | undefined },
): StoredTokens {
  const receivedAt = Date.now();
  return {
    ...{ accessToken, idToken, refreshToken, signIn, receivedAt },
    expiresAt: receivedAt + expiresIn * 1000,
    ...(deviceKey === undefined ? {} : { deviceKey }),
  };
}
