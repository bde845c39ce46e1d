import { App, later } from './app';
import { lost, ME, PATCH_ME, problem, REFRESH } from './scripted-service';

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a renewal ahead of the end', () => {
  it.each([
    ['no connection', lost],
    ['a limit', () => problem(429, 'rate_limited', { retryAfter: 30 })],
    ['an outage', () => problem(503, 'upstream_unavailable', { retryAfter: 30 })],
  ])('that fails by %s leaves good tokens in use, and is not tried again at once', async (_, failure) => {
    const app = await App.of('ada');
    later(3550);
    app.service.next(REFRESH, failure);
    await expect(app.me()).resolves.toEqual({ sub: 'ada' });
    await expect(app.me()).resolves.toEqual({ sub: 'ada' });
    expect(app.service.calls()).toEqual([REFRESH, ME, ME]);
    later(31);
    await app.me();
    expect(app.service.calls()).toEqual([REFRESH, ME]);
    expect(app.ends).toEqual([]);
  });

  it('is waited for as long as the service says', async () => {
    const app = await App.of('ada');
    later(3545);
    app.service.next(REFRESH, () => problem(429, 'rate_limited', { retryAfter: 40 }));
    await app.me();
    later(39);
    await app.me();
    expect(app.service.calls()).toEqual([REFRESH, ME, ME]);
    later(2);
    await app.me();
    expect(app.service.calls()).toEqual([REFRESH, ME]);
  });

  it('that fails fails the call when the tokens have ended, and keeps them', async () => {
    const app = await App.of('ada');
    const before = await app.kept();
    later(3601);
    app.service.next(REFRESH, () => problem(503, 'upstream_unavailable', { retryAfter: 5 }));
    await expect(app.me()).rejects.toMatchObject({ code: 'upstream_unavailable', retryAfter: 5 });
    expect(app.service.calls()).toEqual([REFRESH]);
    expect(await app.kept()).toEqual(before);
    await expect(app.me()).resolves.toEqual({ sub: 'ada' });
  });

  it('comes half-way at the earliest, however short the tokens live', async () => {
    const app = await App.of('ada', { refreshAhead: 600, expiresIn: 300 });
    await app.me();
    expect(app.service.calls()).toEqual([ME]);
    later(151);
    await app.me();
    expect(app.service.calls()).toEqual([REFRESH, ME]);
  });

  it('goes by the time of receipt, whatever the clocks say', async () => {
    jest.spyOn(Date, 'now').mockReturnValue(0);
    const app = await App.of('ada');
    expect(await app.kept()).toMatchObject({ receivedAt: 0, expiresAt: 3_600_000 });
    // The clock of this machine is put right.
    jest.restoreAllMocks();
    await app.me();
    await app.me();
    expect(app.service.calls()).toEqual([REFRESH, ME, ME]);
    // And put back again: the tokens end unnoticed, until the service says so.
    jest.spyOn(Date, 'now').mockReturnValue(0);
    app.service.endAccessTokens();
    await app.me();
    expect(app.service.calls()).toEqual([ME, REFRESH, ME]);
  });
});

describe('a refused call', () => {
  it('is repeated once, body and all', async () => {
    const app = await App.of('ada');
    app.service.endAccessTokens();
    const body = { attributes: { name: 'Ada' } };
    await app.client.call('patch', '/v1/users/me', { body });
    expect(app.service.sent).toMatchObject([
      { call: PATCH_ME, token: 'Bearer 0.0', body },
      { call: REFRESH, body: { refreshToken: '0.0' } },
      { call: PATCH_ME, token: 'Bearer 0.1', body },
    ]);
  });

  it('is not repeated twice', async () => {
    const app = await App.of('ada');
    app.service.next(ME, () => problem(401, 'unauthorized'));
    app.service.next(ME, () => problem(401, 'unauthorized'));
    await expect(app.me()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(app.service.calls()).toEqual([ME, REFRESH, ME]);
    expect(app.ends).toEqual([]);
  });

  it.each(['incorrect_password', 'session_expired', 'invalid_credentials', 'code_mismatch'] as const)(
    'is not repeated for %s: the token was good',
    async (code) => {
      const app = await App.of('ada');
      app.service.next(ME, () => problem(401, code));
      await expect(app.me()).rejects.toMatchObject({ code });
      expect(app.service.calls()).toEqual([ME]);
    },
  );

  it.each([
    ['an outage', () => problem(503, 'upstream_unavailable', { retryAfter: 5 }), { retryAfter: 5 }],
    ['a limit', () => problem(429, 'rate_limited', { retryAfter: 7 }), { retryAfter: 7 }],
    ['a lost connection', lost, { name: 'GatehouseUnreachable' }],
  ])('is not repeated for %s, and tells when to try again', async (_, failure, told) => {
    const app = await App.of('ada');
    app.service.next(ME, failure);
    await expect(app.me()).rejects.toMatchObject(told);
    expect(app.service.calls()).toEqual([ME]);
  });

  it('tells why it could not be repeated when the renewal fails', async () => {
    const app = await App.of('ada');
    app.service.endAccessTokens();
    app.service.next(REFRESH, lost);
    await expect(app.me()).rejects.toMatchObject({ name: 'GatehouseUnreachable' });
    expect(app.ends).toEqual([]);
    await expect(app.me()).resolves.toEqual({ sub: 'ada' });
  });
});
