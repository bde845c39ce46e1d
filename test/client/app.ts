import {
  GatehouseClient,
  memoryStore,
  type SessionEnd,
  type StoredTokens,
  type TokenStore,
} from '../../client/src/index.ts';
import { ScriptedService } from './scripted-service';

export interface AppOptions {
  readonly service?: ScriptedService;
  readonly store?: TokenStore;
  readonly refreshAhead?: number;
}

/** One app in front of a scripted service: what it keeps, and what it is told. */
export class App {
  readonly ends: SessionEnd[] = [];
  readonly service: ScriptedService;
  readonly store: TokenStore;
  readonly client: GatehouseClient;

  constructor({ service = new ScriptedService(), store = memoryStore(), ...options }: AppOptions = {}) {
    this.service = service;
    this.store = store;
    this.client = new GatehouseClient({
      baseUrl: 'https://api.example.com',
      store,
      onSessionEnd: (reason) => this.ends.push(reason),
      fetch: service.fetch,
      ...options,
    });
  }

  /** @param options `expiresIn`: life of the tokens, seconds */
  static async of(
    username: string,
    options: AppOptions & { readonly expiresIn?: number } = {},
  ): Promise<App> {
    const { expiresIn = 3600, ...rest } = options;
    const app = new App(rest);
    app.service.expiresIn = expiresIn;
    await app.signIn(username);
    app.service.calls();
    return app;
  }

  async signIn(username: string): Promise<void> {
    await this.client.signIn({ username, password: 'Correct-Horse-7' });
  }

  me(signal?: AbortSignal): Promise<{ sub: string }> {
    return this.client.call('get', '/v1/users/me', signal === undefined ? {} : { signal });
  }

  async kept(): Promise<StoredTokens | null | undefined> {
    return this.store.get();
  }
}

/** Lets everything run that waits for nothing but its turn. */
export const settle = (): Promise<void> => new Promise(setImmediate);

/** Moves the clock of this machine, until `jest.restoreAllMocks()`; a scripted service has none. */
export function later(seconds: number): void {
  const now = Date.now() + seconds * 1000;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
}
