import {
  GatehouseClient,
  isProblem,
  memoryStore,
  type SessionEnd,
  type StoredTokens,
} from '../../client/src/index.ts';
import { Gatehouse, PASSWORD } from '../support/gatehouse';

let gatehouse: Gatehouse;
let username: string;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  username = await gatehouse.user({ name: 'Ada' });
});
afterAll(() => gatehouse.close());

/** A client that notes what it sends and when its session ends. */
class Observed {
  readonly sent: string[] = [];
  readonly ends: SessionEnd[] = [];
  readonly store = memoryStore();
  /** Awaited before a request goes out. */
  before: (path: string) => Promise<void> | void = () => undefined;
  readonly client = new GatehouseClient({
    baseUrl: gatehouse.url,
    store: this.store,
    onSessionEnd: (reason) => this.ends.push(reason),
    fetch: async (input, init) => {
      const path = new URL(input).pathname;
      await this.before(path);
      this.sent.push(`${init.method} ${path}`);
      return fetch(input, init);
    },
  });

  static async signedIn(): Promise<Observed> {
    const observed = new Observed();
    expect(await observed.client.signIn({ username, password: PASSWORD })).toEqual({ status: 'SIGNED_IN' });
    observed.sent.length = 0;
    return observed;
  }

  me(): Promise<{ sub: string }> {
    return this.client.call('get', '/v1/users/me', {});
  }

  async change(tokens: Partial<StoredTokens>): Promise<StoredTokens> {
    const changed = { ...(await this.tokens()), ...tokens };
    await this.store.set(changed);
    return changed;
  }

  async tokens(): Promise<StoredTokens> {
    const tokens = await this.store.get();
    if (tokens === undefined || tokens === null) throw new Error('nobody is signed in');
    return tokens;
  }
}

const REFRESH = 'POST /v1/auth/refresh';
const ME = 'GET /v1/users/me';

describe('the tokens of a client', () => {
  it('go with every call and are renewed ahead of their end', async () => {
    const observed = await Observed.signedIn();
    await observed.me();
    expect(observed.sent).toEqual([ME]);
    const before = await observed.change({ receivedAt: 0, expiresAt: Date.now() + 59_000 });
    await observed.me();
    expect(observed.sent).toEqual([ME, REFRESH, ME]);
    const after = await observed.tokens();
    expect(after.accessToken).not.toBe(before.accessToken);
    expect(after.expiresAt).toBeGreaterThan(Date.now() + 3_500_000);
  });

  it('are renewed once however many calls wait', async () => {
    const observed = await Observed.signedIn();
    await observed.change({ expiresAt: 0 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => observed.me()));
    expect(new Set(answers.map(({ sub }) => sub)).size).toBe(1);
    expect(observed.sent.filter((sent) => sent === REFRESH)).toHaveLength(1);
    expect(observed.sent.filter((sent) => sent === ME)).toHaveLength(20);
  });

  it('are renewed once after many refusals, and each call is repeated once', async () => {
    const observed = await Observed.signedIn();
    const { accessToken } = await observed.tokens();
    await observed.change({ accessToken: `${accessToken.slice(0, -8)}AAAAAAAA` });
    await Promise.all(Array.from({ length: 10 }, () => observed.me()));
    expect(observed.sent.filter((sent) => sent === REFRESH)).toHaveLength(1);
    expect(observed.sent.filter((sent) => sent === ME)).toHaveLength(20);
    expect(observed.ends).toEqual([]);
  });

  it('end with the session, and the app is told once', async () => {
    const observed = await Observed.signedIn();
    const { accessToken } = await observed.tokens();
    await gatehouse.post('/v1/auth/sign-out/everywhere', undefined, accessToken);
    const answers = await Promise.allSettled([observed.me(), observed.me(), observed.me()]);
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'token_revoked', status: 401 } });
    }
    expect(observed.ends).toEqual(['revoked']);
    expect(await observed.client.isSignedIn()).toBe(false);
    await expect(observed.me()).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('are kept when a renewal fails for want of the service', async () => {
    const observed = await Observed.signedIn();
    const before = await observed.change({ expiresAt: 0 });
    observed.before = (path) => {
      if (path.endsWith('/refresh')) throw new TypeError('fetch failed');
    };
    await expect(observed.me()).rejects.toMatchObject({ name: 'GatehouseUnreachable' });
    expect(await observed.store.get()).toEqual(before);
    expect(observed.ends).toEqual([]);
    observed.before = () => undefined;
    await observed.me();
  });

  it('that are answered after a sign-out are thrown away', async () => {
    const observed = await Observed.signedIn();
    await observed.change({ expiresAt: 0 });
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    observed.before = (path) => (path.endsWith('/refresh') ? held : undefined);
    const call = observed.me();
    await new Promise(setImmediate);
    await observed.client.signOut();
    release();
    await expect(call).rejects.toMatchObject({ status: 401 });
    expect(await observed.store.get()).toBeUndefined();
    expect(observed.ends).toEqual(['signed_out']);
  });
});

describe('signing out', () => {
  it('ends the tokens at the service, too', async () => {
    const observed = await Observed.signedIn();
    const { accessToken, refreshToken } = await observed.tokens();
    await observed.client.signOut();
    expect(observed.ends).toEqual(['signed_out']);
    expect((await gatehouse.get('/v1/users/me', accessToken)).status).toBe(401);
    expect((await gatehouse.post('/v1/auth/refresh', { refreshToken })).status).toBe(401);
  });

  it('everywhere reaches the other client', async () => {
    const [one, other] = [await Observed.signedIn(), await Observed.signedIn()];
    await one.client.signOutEverywhere();
    await expect(other.me()).rejects.toMatchObject({ code: 'token_revoked' });
    expect([one.ends, other.ends]).toEqual([['signed_out'], ['revoked']]);
  });

  it('forgets the tokens although the service is away', async () => {
    const observed = await Observed.signedIn();
    observed.before = () => {
      throw new TypeError('fetch failed');
    };
    await expect(observed.client.signOut()).rejects.toMatchObject({ name: 'GatehouseUnreachable' });
    expect(await observed.client.isSignedIn()).toBe(false);
  });
});

describe('refusals', () => {
  it('are errors with the code, the fields and the request', async () => {
    const { client } = new Observed();
    const refused = await client.signUp({ username, password: 'short' }).catch((error: unknown) => error);
    if (!isProblem(refused, 'password_policy')) throw refused as Error;
    expect(refused).toMatchObject({ status: 422, retryAfter: undefined, name: 'GatehouseProblem' });
    expect(refused.fields).toEqual([{ field: 'password', message: expect.any(String) }]);
    expect(refused.requestId).toMatch(/^[\w-]{10,}$/);
    expect(isProblem(refused)).toBe(true);
    expect(isProblem(refused, 'code_mismatch')).toBe(false);
  });
});

it('walks through the pages of a list', async () => {
  for (let made = 0; made < 4; made++) await gatehouse.user();
  const client = new GatehouseClient({ baseUrl: `${gatehouse.url}/` });
  await client.signIn({ username: 'admin@example.com', password: 'Admin-Passw0rd!' });
  const names = new Set<string>();
  for await (const user of client.list('/v1/admin/users', { query: { limit: 2 } })) names.add(user.username);
  expect(names.size).toBeGreaterThanOrEqual(6);
});
