/** The tokens of a sign-in, as the client keeps them. */
export interface StoredTokens {
  readonly accessToken: string;
  readonly idToken: string;
  readonly refreshToken: string;
  /** When the access token ends, ms since the epoch by this machine's clock. */
  readonly expiresAt: number;
  /** The device that takes part in refreshing, where the user pool tracks devices. */
  readonly deviceKey?: string;
}

type OrPromise<T> = T | Promise<T>;

/** Where tokens are kept. Memory by default: nothing that scripts of a page can read later. */
export interface TokenStore {
  get(): OrPromise<StoredTokens | undefined>;
  set(tokens: StoredTokens): OrPromise<void>;
  clear(): OrPromise<void>;
}

/** Keeps tokens until the page or process ends. */
export function memoryStore(): TokenStore {
  let kept: StoredTokens | undefined;
  return {
    get: () => kept,
    set: (tokens) => {
      kept = tokens;
    },
    clear: () => {
      kept = undefined;
    },
  };
}

/** What a key-value storage of the platform offers: `localStorage`, AsyncStorage, a secure store. */
export interface KeyValueStorage {
  getItem(key: string): OrPromise<string | null>;
  setItem(key: string, value: string): OrPromise<unknown>;
  removeItem(key: string): OrPromise<unknown>;
}

/**
 * Keeps tokens in a storage of the platform. In a browser every script of the page can read `localStorage`: prefer memory there.
 *
 * @param key the item's name
 */
export function storageStore(storage: KeyValueStorage, key = 'gatehouse'): TokenStore {
  return {
    async get() {
      const text = await storage.getItem(key);
      if (text === null) return undefined;
      try {
        return JSON.parse(text) as StoredTokens;
      } catch {
        // Somebody else's item: as good as none.
        return undefined;
      }
    },
    async set(tokens) {
      await storage.setItem(key, JSON.stringify(tokens));
    },
    async clear() {
      await storage.removeItem(key);
    },
  };
}
