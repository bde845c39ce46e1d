import {
  type KeyValueStorage,
  storageStore,
  type StoredTokens,
  type TokenStore,
} from '../../client/src/index.ts';
import { App, later, settle } from './app';
import { lost, ME, problem, REFRESH, ScriptedService, SIGN_OUT } from './scripted-service';

afterEach(() => {
  jest.restoreAllMocks();
});

/** Like `localStorage`. */
class Items implements KeyValueStorage {
  readonly items = new Map<string, string>();
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
  removeItem(key: string): void {
    this.items.delete(key);
  }
}

/** Like AsyncStorage: each step takes a while. */
function slow(items: Items): KeyValueStorage {
  return {
    getItem: (key) => settle().then(() => items.getItem(key)),
    setItem: (key, value) => settle().then(() => items.setItem(key, value)),
    removeItem: (key) => settle().then(() => items.removeItem(key)),
  };
}

/** Like Expo's SecureStore, over a store of three lines. */
function secure(items: Items): TokenStore {
  return {
    get: async () => {
      const text = await settle().then(() => items.getItem('tokens'));
      return text === null ? null : (JSON.parse(text) as StoredTokens);
    },
    set: (tokens) => settle().then(() => items.setItem('tokens', JSON.stringify(tokens))),
    clear: () => settle().then(() => items.removeItem('tokens')),
  };
}

describe.each<[string, (items: Items) => TokenStore]>([
  ['localStorage', (items) => storageStore(items)],
  ['AsyncStorage', (items) => storageStore(slow(items), 'tokens')],
  ['SecureStore', secure],
])('tokens in %s', (_, make) => {
  it('outlive a restart, are renewed there and leave nothing behind', async () => {
    const items = new Items();
    const { service } = await App.of('ada', { store: make(items) });
    const restarted = new App({ service, store: make(items) });
    expect(await restarted.client.isSignedIn()).toBe(true);
    service.endAccessTokens();
    await Promise.all([restarted.me(), restarted.me(), restarted.me()]);
    expect(service.calls().filter((call) => call === REFRESH)).toHaveLength(1);
    const again = new App({ service, store: make(items) });
    await expect(again.me()).resolves.toEqual({ sub: 'ada' });
    await again.client.signOut();
    expect([...items.items]).toEqual([]);
    expect(service.calls()).toEqual([ME, SIGN_OUT]);
  });
});

const whole: StoredTokens = {
  ...{ accessToken: '0.0', idToken: '0.0', refreshToken: '0.0', signIn: 'one' },
  ...{ receivedAt: 0, expiresAt: 4e12 },
};

describe('what is not tokens', () => {
  it('is told from tokens', async () => {
    const { service } = await App.of('ada');
    const items = new Items();
    items.setItem('gatehouse', JSON.stringify(whole));
    await expect(new App({ service, store: storageStore(items) }).me()).resolves.toEqual({ sub: 'ada' });
  });

  it.each([
    ...['', 'null', 'true', '{}', '[]', '"text"', '{"accessToken":', '[object Object]'],
    ...(['accessToken', 'idToken', 'refreshToken', 'signIn', 'receivedAt', 'expiresAt'] as const).flatMap(
      (name) => [JSON.stringify({ ...whole, [name]: undefined }), JSON.stringify({ ...whole, [name]: null })],
    ),
    JSON.stringify({ ...whole, accessToken: '' }),
    JSON.stringify({ ...whole, expiresAt: 'tomorrow' }),
    JSON.stringify({ ...whole, deviceKey: 7 }),
  ])('is nobody: %s', async (text) => {
    const items = new Items();
    items.setItem('gatehouse', text);
    const app = new App({ store: storageStore(items) });
    expect(await app.client.isSignedIn()).toBe(false);
    expect(await app.client.accessToken()).toBeUndefined();
    await expect(app.me()).rejects.toMatchObject({ code: 'unauthorized' });
    await app.client.signOut();
    expect(app.service.sent).toMatchObject([{ call: ME, token: undefined }]);
    expect(app.ends).toEqual([]);
    await app.signIn('ada');
    await expect(app.me()).resolves.toEqual({ sub: 'ada' });
  });
});

describe('a store that fails', () => {
  const full = (): Promise<void> => Promise.reject(new Error('no room'));

  it('to read fails the call, and nothing is sent; a sign-in writes all the same', async () => {
    const app = new App();
    const get = jest.spyOn(app.store, 'get').mockRejectedValue(new Error('locked'));
    await expect(app.me()).rejects.toThrow('locked');
    expect(app.service.calls()).toEqual([]);
    await app.signIn('ada');
    get.mockRestore();
    await expect(app.me()).resolves.toEqual({ sub: 'ada' });
  });

  it('to write fails a sign-in', async () => {
    const app = new App();
    app.store.set = full;
    await expect(app.signIn('ada')).rejects.toThrow('no room');
    expect(await app.client.isSignedIn()).toBe(false);
  });

  it('to write renewed tokens costs nothing: they are used, and written when it can', async () => {
    const app = await App.of('ada');
    const set = jest.spyOn(app.store, 'set').mockImplementation(full);
    app.service.endAccessTokens();
    await expect(app.me()).resolves.toEqual({ sub: 'ada' });
    await expect(app.me()).resolves.toEqual({ sub: 'ada' });
    expect(app.service.calls()).toEqual([ME, REFRESH, ME, ME]);
    expect(await app.kept()).toMatchObject({ accessToken: '0.0' });
    set.mockRestore();
    await app.me();
    expect(await app.kept()).toMatchObject({ accessToken: '0.1' });
  });

  it('to write renewed tokens does not overwrite what another tab got since', async () => {
    const app = await App.of('ada');
    const set = jest.spyOn(app.store, 'set').mockImplementation(full);
    app.service.endAccessTokens();
    await app.me();
    set.mockRestore();
    later(1);
    const kept = (await app.kept()) as StoredTokens;
    await app.store.set({ ...kept, accessToken: 'newer', receivedAt: Date.now() });
    expect(await app.client.accessToken()).toBe('newer');
    expect(await app.kept()).toMatchObject({ accessToken: 'newer' });
  });

  it('to write does not keep from signing out', async () => {
    const app = await App.of('ada');
    app.store.set = full;
    app.service.endAccessTokens();
    await app.me();
    await app.client.signOut();
    expect(await app.client.isSignedIn()).toBe(false);
    expect(app.service.sent.at(-1)).toMatchObject({ call: SIGN_OUT, body: { refreshToken: '0.1' } });
  });

  it('to let go does not keep anybody signed in', async () => {
    const app = await App.of('ada');
    app.store.clear = full;
    await expect(app.client.signOut()).rejects.toThrow('no room');
    expect(app.service.calls()).toEqual([SIGN_OUT]);
    expect(app.ends).toEqual(['signed_out']);
    expect(await app.kept()).toBeDefined();
    expect(await app.client.isSignedIn()).toBe(false);
    await app.signIn('bob');
    await expect(app.me()).resolves.toEqual({ sub: 'bob' });
  });

  it('to let go of a session that is over does not ask for it again', async () => {
    const app = await App.of('ada');
    app.store.clear = full;
    app.service.endAccessTokens();
    app.service.next(REFRESH, () => problem(401, 'invalid_refresh_token'));
    await expect(app.me()).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(app.me()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(app.service.calls()).toEqual([ME, REFRESH, ME]);
    expect(app.ends).toEqual(['expired']);
  });

  it('by being slow brings nobody back', async () => {
    const items = new Items();
    const app = await App.of('ada', { store: storageStore(slow(items)) });
    app.service.endAccessTokens();
    const call = app.me();
    await settle();
    await settle();
    await settle();
    // The service has answered, and the new tokens are on their way into the store.
    await Promise.all([app.client.signOut(), call.catch(() => undefined)]);
    for (let turn = 0; turn < 10; turn++) await settle();
    expect([...items.items]).toEqual([]);
    expect(app.ends).toEqual(['signed_out']);
  });
});

/** What Web Locks do among the tabs of a browser: one at a time by name. */
class Locks {
  private readonly turns = new Map<string, Promise<unknown>>();
  request<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.turns.get(name) ?? Promise.resolve()).then(work);
    this.turns.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  }
}

/** Two tabs of one browser. */
async function tabs(): Promise<[App, App]> {
  const items = new Items();
  const one = await App.of('ada', { store: storageStore(items) });
  const other = new App({ service: one.service, store: storageStore(items) });
  await other.me();
  one.service.calls();
  return [one, other];
}

describe('tabs that share a store', () => {
  const present = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  const withLocks = (locks: object): void => {
    Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { locks } });
  };
  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'navigator');
    if (present !== undefined) Object.defineProperty(globalThis, 'navigator', present);
  });

  it('renew once among them by Web Locks', async () => {
    withLocks(new Locks());
    const [one, other] = await tabs();
    later(3601);
    const calls = [one, other, one, other].map((tab) => tab.me());
    expect(new Set((await Promise.all(calls)).map(({ sub }) => sub))).toEqual(new Set(['ada']));
    expect(one.service.calls().filter((call) => call === REFRESH)).toHaveLength(1);
    expect([one.ends, other.ends]).toEqual([[], []]);
  });

  it('pass on what the renewal of one of them fails by', async () => {
    withLocks(new Locks());
    const [one, other] = await tabs();
    later(3601);
    one.service.next(REFRESH, lost);
    await expect(one.me()).rejects.toMatchObject({ name: 'GatehouseUnreachable' });
    await expect(other.me()).resolves.toEqual({ sub: 'ada' });
  });

  it('work without locks where the page may not use them', async () => {
    withLocks({ request: () => Promise.reject(new Error('SecurityError')) });
    const [one] = await tabs();
    one.service.endAccessTokens();
    await expect(one.me()).resolves.toEqual({ sub: 'ada' });
    await one.client.signOut();
    expect(await one.kept()).toBeUndefined();
  });

  it('without locks: who comes second takes what the first one got', async () => {
    withLocks(undefined as unknown as object);
    const [one, other] = await tabs();
    later(3601);
    const release = one.service.hold(REFRESH);
    one.service.next(REFRESH, () => problem(401, 'invalid_refresh_token'));
    const late = other.me();
    await settle();
    await one.me();
    release();
    await expect(late).resolves.toEqual({ sub: 'ada' });
    expect(one.service.calls()).toEqual([REFRESH, REFRESH, ME, ME]);
    expect([one.ends, other.ends]).toEqual([[], []]);
  });

  it('sign out together, and each app is told once', async () => {
    const [one, other] = await tabs();
    await one.client.signOut();
    await expect(other.me()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await other.client.isSignedIn()).toBe(false);
    expect([one.ends, other.ends]).toEqual([['signed_out'], ['signed_out']]);
  });

  it('are told when another of them signs in as somebody else', async () => {
    const [one, other] = await tabs();
    await one.signIn('bob');
    await expect(other.me()).resolves.toEqual({ sub: 'bob' });
    await other.me();
    expect([one.ends, other.ends]).toEqual([[], ['signed_out']]);
  });

  it('do not bring back a session that another of them has ended', async () => {
    const [one, other] = await tabs();
    later(3601);
    const release = one.service.hold(REFRESH);
    const call = other.me();
    await settle();
    await one.client.signOut();
    release();
    await expect(call).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await one.kept()).toBeUndefined();
    expect([one.ends, other.ends]).toEqual([['signed_out'], ['signed_out']]);
    expect(one.service.sent.filter(({ call: sent }) => sent === SIGN_OUT)).toHaveLength(2);
  });
});

it('a client without a store keeps its tokens to itself', async () => {
  const service = new ScriptedService();
  const [one, other] = [await App.of('ada', { service }), new App({ service })];
  expect(await one.client.isSignedIn()).toBe(true);
  expect(await other.client.isSignedIn()).toBe(false);
});
