import { GatehouseClient } from '../../client/src/index.ts';
import { App, later, settle } from './app';
import { lost, ME, PATCH_ME, problem, REFRESH, ScriptedService, SIGN_OUT } from './scripted-service';

afterEach(() => {
  jest.restoreAllMocks();
});

describe('the end of a session', () => {
  it.each([
    ['expired', 'unauthorized', 'invalid_refresh_token'],
    ['revoked', 'token_revoked', 'invalid_refresh_token'],
    ['revoked', 'unauthorized', 'refresh_token_reused'],
    ['revoked', 'unauthorized', 'user_disabled'],
    ['revoked', 'unauthorized', 'user_not_found'],
    ['expired', 'unauthorized', 'validation_failed'],
    ['expired', 'unauthorized', 'invalid_parameter'],
  ] as const)('is told once as %s: %s, then %s', async (reason, first, second) => {
    const app = await App.of('ada');
    for (let calls = 0; calls < 5; calls++) app.service.next(ME, () => problem(401, first));
    app.service.next(REFRESH, () => problem(401, second));
    const answers = await Promise.allSettled(Array.from({ length: 5 }, () => app.me()));
    expect(answers.map((answer) => answer.status)).toEqual(Array(5).fill('rejected'));
    expect(answers[0]).toMatchObject({ reason: { code: first } });
    expect(app.ends).toEqual([reason]);
    expect(await app.kept()).toBeUndefined();
    expect(app.service.calls().filter((call) => call === REFRESH)).toHaveLength(1);
  });

  it.each(['request_blocked', 'operation_refused', 'internal_error', 'rate_limited'] as const)(
    'has not come by %s',
    async (code) => {
      const app = await App.of('ada');
      app.service.endAccessTokens();
      app.service.next(REFRESH, () => problem(403, code));
      await expect(app.me()).rejects.toMatchObject({ code });
      expect(app.ends).toEqual([]);
      await app.me();
    },
  );

  it('is told once however often somebody signs out', async () => {
    const app = await App.of('ada');
    await Promise.all([app.client.signOut(), app.client.signOut(), app.client.signOut()]);
    await app.client.signOut();
    expect(app.ends).toEqual(['signed_out']);
    expect(app.service.calls()).toEqual([SIGN_OUT]);
  });

  it('is told to the app in a turn of its own, which may sign in again', async () => {
    const service = new ScriptedService();
    const told: (boolean | undefined)[] = [];
    const client: GatehouseClient = new GatehouseClient({
      baseUrl: 'https://api.example.com',
      fetch: service.fetch,
      onSessionEnd: () =>
        void client.isSignedIn().then(async (signedIn) => {
          told.push(signedIn);
          await client.signIn({ username: 'bob', password: 'x' });
        }),
    });
    await client.signIn({ username: 'ada', password: 'x' });
    await client.signOut();
    await settle();
    expect(told).toEqual([false]);
    await expect(client.call('get', '/v1/users/me')).resolves.toEqual({ sub: 'bob' });
  });
});

describe('while tokens are being renewed', () => {
  it('a call that is aborted leaves at once, and the others go on', async () => {
    const app = await App.of('ada');
    later(3601);
    const release = app.service.hold(REFRESH);
    const leaving = new AbortController();
    const [first, second] = [app.me(leaving.signal), app.me()];
    const third = app.me(AbortSignal.abort(new Error('never begun')));
    await expect(third).rejects.toThrow('never begun');
    await settle();
    leaving.abort(new Error('left'));
    await expect(first).rejects.toThrow('left');
    release();
    await expect(second).resolves.toEqual({ sub: 'ada' });
    expect(app.service.calls()).toEqual([REFRESH, ME]);
  });

  it('a call that is aborted after its refusal leaves, too', async () => {
    const app = await App.of('ada');
    app.service.endAccessTokens();
    const release = app.service.hold(REFRESH);
    const leaving = new AbortController();
    const call = app.me(leaving.signal);
    await settle();
    leaving.abort(new Error('left'));
    await expect(call).rejects.toThrow('left');
    release();
    await settle();
    expect(app.service.calls()).toEqual([ME, REFRESH]);
    await app.me();
    expect(app.service.calls()).toEqual([ME]);
  });

  it('a sign-out wins: the new tokens are ended, too', async () => {
    const app = await App.of('ada');
    later(3601);
    const release = app.service.hold(REFRESH);
    const call = app.me();
    await settle();
    await app.client.signOut();
    expect(app.ends).toEqual(['signed_out']);
    release();
    await expect(call).rejects.toMatchObject({ status: 401 });
    expect(await app.kept()).toBeUndefined();
    const ended = app.service.sent.filter((sent) => sent.call === SIGN_OUT);
    expect(ended.map(({ body }) => body)).toEqual([{ refreshToken: '0.0' }, { refreshToken: '0.1' }]);
    // And nobody's token goes out after it.
    expect(app.service.sent.at(-1)).toMatchObject({ call: ME, token: undefined });
    expect(app.ends).toEqual(['signed_out']);
  });

  it('a sign-out wins also when the new tokens cannot be ended', async () => {
    const app = await App.of('ada');
    later(3601);
    const release = app.service.hold(REFRESH);
    const call = app.me();
    await settle();
    await app.client.signOut();
    app.service.next(SIGN_OUT, lost);
    release();
    await expect(call).rejects.toMatchObject({ status: 401 });
    expect(await app.kept()).toBeUndefined();
  });

  it('a refused renewal does not end the sign-in that came after it', async () => {
    const app = await App.of('ada');
    later(3601);
    app.service.next(REFRESH, () => problem(401, 'invalid_refresh_token'));
    const release = app.service.hold(REFRESH);
    const call = app.me();
    await settle();
    await app.signIn('bob');
    release();
    await expect(call).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(app.me()).resolves.toEqual({ sub: 'bob' });
    expect(app.ends).toEqual([]);
  });

  it("the next person does not wait for the last one's renewal", async () => {
    const app = await App.of('ada');
    later(3601);
    const release = app.service.hold(REFRESH);
    const first = app.me();
    await settle();
    await app.signIn('bob');
    app.service.endAccessTokens();
    await expect(app.me()).resolves.toEqual({ sub: 'bob' });
    release();
    await expect(first).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await app.kept()).toMatchObject({ accessToken: '1.1' });
  });
});

describe("a call of somebody who isn't there any more", () => {
  it('is not repeated as somebody else', async () => {
    const app = await App.of('ada');
    app.service.endAccessTokens();
    const release = app.service.hold(PATCH_ME);
    const call = app.client.call('patch', '/v1/users/me', { body: { attributes: { name: null } } });
    await settle();
    await app.signIn('bob');
    release();
    await expect(call).rejects.toMatchObject({ code: 'unauthorized' });
    expect(app.service.sent.filter((sent) => sent.call === PATCH_ME)).toMatchObject([
      { token: 'Bearer 0.0' },
    ]);
    await expect(app.me()).resolves.toEqual({ sub: 'bob' });
  });

  it('does not read the next page as somebody else', async () => {
    const app = await App.of('ada');
    const page = (data: unknown[], nextCursor?: string) => () =>
      Response.json({ data, meta: { requestId: 'request', nextCursor } });
    const DEVICES = 'GET /v1/users/me/devices';
    app.service.next(DEVICES, page([{ deviceKey: 'one' }], 'more'));
    const list = app.client.list('/v1/users/me/devices');
    await expect(list.next()).resolves.toMatchObject({ value: { deviceKey: 'one' } });
    await app.signIn('bob');
    app.service.next(DEVICES, () => problem(401, 'unauthorized'));
    await expect(list.next()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(app.service.sent.at(-1)).toMatchObject({ call: DEVICES, token: undefined });
  });

  it('everywhere ends the one who asked', async () => {
    const app = await App.of('ada');
    const release = app.service.hold('POST /v1/auth/sign-out/everywhere');
    const call = app.client.signOutEverywhere();
    await settle();
    await app.signIn('bob');
    release();
    await call;
    expect(app.ends).toEqual([]);
    await expect(app.me()).resolves.toEqual({ sub: 'bob' });
  });
});
