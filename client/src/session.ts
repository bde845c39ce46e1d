import { isProblem } from './problem.ts';
import type { StoredTokens, TokenStore } from './token-store.ts';
import type { components } from './types.ts';

export type Tokens = components['schemas']['SignInTokens'];

/** Why somebody is signed out. */
export type SessionEnd = 'signed_out' | 'expired' | 'revoked';

export interface SessionOptions {
  readonly store: TokenStore;
  /** Tokens are renewed when they have less than this left, ms. */
  readonly refreshAhead: number;
  readonly refresh: (tokens: StoredTokens) => Promise<Tokens>;
  readonly onEnd: (reason: SessionEnd) => void;
}

/** Held while tokens are renewed, so that the tabs of a browser that share a store renew once. */
const LOCK = 'gatehouse-refresh';

/** The tokens of the signed-in user, and their renewal: one at a time, however many calls wait for it. */
export class Session {
  private refreshing: Promise<StoredTokens | undefined> | undefined;
  /** Counts sign-ins and sign-outs: an answer to a refresh of an earlier one is thrown away. */
  private generation = 0;

  constructor(private readonly options: SessionOptions) {}

  async tokens(): Promise<StoredTokens | undefined> {
    return this.options.store.get();
  }

  /** Tokens that are good for a while, renewed if need be; undefined when nobody is signed in (any more). */
  async usable(): Promise<StoredTokens | undefined> {
    const tokens = await this.tokens();
    if (tokens === undefined || tokens.expiresAt - Date.now() > this.options.refreshAhead) return tokens;
    return this.renew(tokens);
  }

  /**
   * Tokens in place of those that the service has refused, or that end soon.
   *
   * @param stale those the caller has used: if others have been renewed since, those are given
   * @throws what the refresh throws, unless it means that the session is over
   */
  async renew(stale: StoredTokens): Promise<StoredTokens | undefined> {
    this.refreshing ??= exclusively(() => this.replace(stale)).finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  /** Keeps the tokens of a sign-in. */
  async begin(tokens: Tokens, deviceKey?: string): Promise<void> {
    this.generation++;
    await this.options.store.set(stored(tokens, deviceKey));
  }

  /** Forgets the tokens and tells the app. */
  async end(reason: SessionEnd): Promise<void> {
    this.generation++;
    await this.options.store.clear();
    this.options.onEnd(reason);
  }

  private async replace(stale: StoredTokens): Promise<StoredTokens | undefined> {
    const present = await this.tokens();
    // Another call or tab has been quicker, or has signed out.
    if (present?.accessToken !== stale.accessToken) return present;
    const { generation } = this;
    try {
      const fresh = stored(await this.options.refresh(present), present.deviceKey);
      if (generation !== this.generation) return await this.tokens();
      await this.options.store.set(fresh);
      return fresh;
    } catch (error) {
      const over = isProblem(error, 'invalid_refresh_token', 'refresh_token_reused');
      if (!over || generation !== this.generation) throw error;
      await this.end(error.code === 'refresh_token_reused' ? 'revoked' : 'expired');
      return undefined;
    }
  }
}

function stored(tokens: Tokens, deviceKey: string | undefined): StoredTokens {
  const { accessToken, idToken, refreshToken, expiresIn } = tokens;
  const expiresAt = Date.now() + expiresIn * 1000;
  return { accessToken, idToken, refreshToken, expiresAt, ...(deviceKey === undefined ? {} : { deviceKey }) };
}

/** The part of the Web Locks API that is used. */
interface Locks {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** Across the tabs of a browser where it can; elsewhere there is one caller anyway. */
async function exclusively<T>(work: () => Promise<T>): Promise<T> {
  const { navigator } = globalThis as { readonly navigator?: { readonly locks?: Locks } };
  return navigator?.locks === undefined ? work() : navigator.locks.request(LOCK, work);
}
