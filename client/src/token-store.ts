/** The tokens of a sign-in, as the client keeps them. */
export interface StoredTokens {
  readonly accessToken: string;
  readonly idToken: string;
  readonly refreshToken: string;
  /** Names the sign-in, here only: renewed tokens keep it, and somebody else's have another. */
  readonly signIn: string;
  /** When they came, ms since the epoch by this machine's clock. */
  readonly receivedAt: number;
  /** When the access token ends, ms since the epoch by this machine's clock: the service's clock plays no part. */
  readonly expiresAt: number;
  /** The device that takes part in refreshing, where the user pool tracks devices. */
  readonly deviceKey?: string;
}

type OrPromise<T> = T | Promise<T>;

/**
 * Where tokens are kept. Memory by default: nothing that scripts of a page can read later.
 *
 * What `get` gives is checked: anything but tokens counts as none. When `get` throws, so does the call that needed it; when `set`
 * throws, so does a sign-in, whereas renewed tokens stay in memory and are written with the next call; when `clear` throws, the
 * tokens are not used any more, and `signOut` throws after it has told the service.
 */
export interface TokenStore {
  get(): OrPromise<StoredTokens | null | undefined>;
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

/** What a key-value storage of the platform offers: `localStorage`, AsyncStorage. */
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

/** What a store has given, if it is tokens. */
export function tokensIn(found: unknown): StoredTokens | undefined {
  if (typeof found !== 'object' || found === null) return undefined;
  const { accessToken, idToken, refreshToken, signIn, receivedAt, expiresAt, deviceKey } = found as Partial<
    Record<keyof StoredTokens, unknown>
  >;
  const whole =
    [accessToken, idToken, refreshToken, signIn].every((text) => typeof text === 'string' && text !== '') &&
    [receivedAt, expiresAt].every((time) => Number.isFinite(time)) &&
    ['undefined', 'string'].includes(typeof deviceKey);
  return whole ? (found as StoredTokens) : undefined;
}
