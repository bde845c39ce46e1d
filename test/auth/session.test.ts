import { Gatehouse, type Tokens } from '../support/gatehouse';
import { expectData, expectDone, expectProblem, fault, SIGNED_IN, UUID } from '../support/answers';
import { Directory } from '../support/directory';
import { startInstance } from '../support/instance';

let gatehouse: Gatehouse;
let directory: Directory;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  directory = new Directory(gatehouse);
});
afterAll(async () => {
  directory.close();
  await gatehouse.close();
});

const refresh = (refreshToken: unknown, more: object = {}) =>
  gatehouse.post('/v1/auth/refresh', { refreshToken, ...more });
const session = (token?: string) => gatehouse.get('/v1/auth/session', token);
const signOut = (refreshToken: unknown, token?: string) =>
  gatehouse.post('/v1/auth/sign-out', { refreshToken }, token);
const everywhere = (token?: string) => gatehouse.post('/v1/auth/sign-out/everywhere', undefined, token);

const fresh = async (): Promise<Tokens> => gatehouse.signIn(await gatehouse.user());

function claims(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
}

/** What was asked of the pool so far: calls by operation, and fetches of its keys. */
const asked = (): Promise<object> => gatehouse.control('counters', undefined, 'GET') as Promise<object>;

describe('the session', () => {
  it('is what the access token says', async () => {
    const { accessToken } = await fresh();
    const { sub, username, auth_time: authTime, exp } = claims(accessToken);
    expectData(await session(accessToken), 200, {
      sub,
      username,
      groups: [],
      scope: 'aws.cognito.signin.user.admin',
      authTime: new Date(Number(authTime) * 1000).toISOString(),
      expiresAt: new Date(Number(exp) * 1000).toISOString(),
    });
  });

  it('names the groups', async () => {
    const { accessToken } = await gatehouse.admin();
    expect((await session(accessToken)).body.data.groups).toEqual(['admin']);
  });

  it('asks nothing of Cognito', async () => {
    const { accessToken } = await fresh();
    await session(accessToken);
    const before = await asked();
    expect((await session(accessToken)).status).toBe(200);
    expect(await asked()).toEqual(before);
    // Whoever asks for the profile is counted.
    await gatehouse.get('/v1/users/me', accessToken);
    expect(await asked()).not.toEqual(before);
  });

  it.each([
    ['no token', () => Promise.resolve(undefined), 'Bearer realm="gatehouse"'],
    ['an ID token', async () => (await fresh()).idToken, 'Bearer realm="gatehouse", error="invalid_token"'],
    [
      'a refresh token',
      async () => (await fresh()).refreshToken,
      'Bearer realm="gatehouse", error="invalid_token"',
    ],
    ['garbage', () => Promise.resolve('a.b.c'), 'Bearer realm="gatehouse", error="invalid_token"'],
  ])('is refused with %s', async (_, token, challenge) => {
    const answer = await session(await token());
    expectProblem(answer, 401, 'unauthorized');
    expect(answer.headers.get('www-authenticate')).toBe(challenge);
  });
});

describe('refreshing', () => {
  it('gives new tokens of the same sign-in', async () => {
    const before = await fresh();
    const answer = await refresh(before.refreshToken);
    expectData(answer, 200, SIGNED_IN);
    const after = answer.body.data.tokens as Tokens;
    expect(after.refreshToken).not.toBe(before.refreshToken);
    expect(claims(after.accessToken)['jti']).not.toBe(claims(before.accessToken)['jti']);
    for (const kept of ['sub', 'origin_jti', 'auth_time', 'username']) {
      expect(claims(after.accessToken)[kept]).toBe(claims(before.accessToken)[kept]);
    }
    expect((await session(after.accessToken)).status).toBe(200);
    expectData(await refresh(after.refreshToken), 200, SIGNED_IN);
  });

  it('gives the refresh token back where the app client does not rotate', async () => {
    const { refreshToken } = await fresh();
    await directory.changeClient({ RefreshTokenRotation: { Feature: 'DISABLED' } });
    try {
      const answer = await refresh(refreshToken);
      expectData(answer, 200, SIGNED_IN);
      expect(answer.body.data.tokens.refreshToken).toBe(refreshToken);
    } finally {
      await directory.changeClient({
        RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 },
      });
    }
  });

  it('with a token that had been replaced ends the sign-in for the thief and for the owner', async () => {
    await directory.changeClient({
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
    });
    try {
      const stolen = await fresh();
      const early = (await refresh(stolen.refreshToken)).body.data.tokens as Tokens;
      const owner = (await refresh(early.refreshToken)).body.data.tokens as Tokens;
      expectProblem(await refresh(stolen.refreshToken), 401, 'refresh_token_reused');
      expectProblem(await refresh(owner.refreshToken), 401, 'invalid_refresh_token');
      expectProblem(await session(owner.accessToken), 401, 'token_revoked');
      expectProblem(await session(stolen.accessToken), 401, 'token_revoked');
    } finally {
      await directory.changeClient({
        RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 },
      });
    }
  });

  it.each<[string, (tokens: Tokens, username: string) => Promise<string>]>([
    ['an access token', (tokens) => Promise.resolve(tokens.accessToken)],
    ['garbage', () => Promise.resolve('a.b.c.d.e')],
    [
      'a token that was signed out',
      async (tokens) => {
        await signOut(tokens.refreshToken);
        return tokens.refreshToken;
      },
    ],
    [
      'a token of a disabled user',
      async (tokens, username) => {
        await directory.disable(username);
        return tokens.refreshToken;
      },
    ],
  ])('is refused with %s', async (_, token) => {
    const username = await gatehouse.user();
    expectProblem(
      await refresh(await token(await gatehouse.signIn(username), username)),
      401,
      'invalid_refresh_token',
    );
  });

  it.each([undefined, '', 'a b', 7, ['a'], 'x'.repeat(8193)])(
    'does not take %j for a refresh token',
    async (token) => {
      expectProblem(await refresh(token), 400, 'validation_failed', { errors: [fault('refreshToken')] });
    },
  );
});

describe('signing out', () => {
  it('ends the access tokens of this sign-in at once and leaves the others', async () => {
    const username = await gatehouse.user();
    const [here, there] = [await gatehouse.signIn(username), await gatehouse.signIn(username)];
    expect((await session(here.accessToken)).status).toBe(200);
    expectDone(await signOut(here.refreshToken));
    const answer = await session(here.accessToken);
    expectProblem(answer, 401, 'token_revoked');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="gatehouse", error="invalid_token"');
    expect((await session(there.accessToken)).status).toBe(200);
    expectProblem(await refresh(here.refreshToken), 401, 'invalid_refresh_token');
    expectData(await refresh(there.refreshToken), 200, SIGNED_IN);
  });

  it('ends access tokens from before and after a refresh', async () => {
    const before = await fresh();
    const after = (await refresh(before.refreshToken)).body.data.tokens as Tokens;
    expectDone(await signOut(after.refreshToken));
    expectProblem(await session(before.accessToken), 401, 'token_revoked');
    expectProblem(await session(after.accessToken), 401, 'token_revoked');
  });

  it('ends the sign-in of an access token that comes along', async () => {
    const [one, other] = [await fresh(), await fresh()];
    expectDone(await signOut(one.refreshToken, other.accessToken));
    expectProblem(await session(one.accessToken), 401, 'token_revoked');
    expectProblem(await session(other.accessToken), 401, 'token_revoked');
  });

  it('works with an access token that is over or none', async () => {
    const { refreshToken, accessToken } = await fresh();
    expectDone(await signOut(refreshToken, 'a.b.c'));
    expectProblem(await session(accessToken), 401, 'token_revoked');
  });

  it('is done when it was done before', async () => {
    const { refreshToken } = await fresh();
    expectDone(await signOut(refreshToken));
    expectDone(await signOut(refreshToken));
  });

  it('ends access tokens that another instance gave out', async () => {
    const { refreshToken, accessToken } = await fresh();
    const restarted = await startInstance(gatehouse);
    try {
      expect((await restarted.get('/v1/auth/session', accessToken)).status).toBe(200);
      expectDone(await restarted.post('/v1/auth/sign-out', { refreshToken }));
      expectProblem(await restarted.get('/v1/auth/session', accessToken), 401, 'token_revoked');
    } finally {
      await restarted.app.close();
    }
  });

  it('takes refresh tokens only', async () => {
    const { accessToken } = await fresh();
    expectProblem(await signOut(accessToken), 400, 'invalid_parameter', {
      errors: [{ field: 'refreshToken', message: 'must be a refresh token' }],
    });
    expectProblem(await signOut(undefined), 400, 'validation_failed', { errors: [fault('refreshToken')] });
  });
});

describe('signing out everywhere', () => {
  it('ends all sign-ins of the user, and a new one works at once', async () => {
    const username = await gatehouse.user();
    const [here, there] = [await gatehouse.signIn(username), await gatehouse.signIn(username)];
    expectDone(await everywhere(here.accessToken));
    for (const { accessToken, refreshToken } of [here, there]) {
      expectProblem(await session(accessToken), 401, 'token_revoked');
      expectProblem(await refresh(refreshToken), 401, 'invalid_refresh_token');
    }
    const { accessToken } = await gatehouse.signIn(username);
    expect((await session(accessToken)).body.data.sub).toEqual(UUID);
  });

  it('leaves other users alone', async () => {
    const other = await fresh();
    expectDone(await everywhere((await fresh()).accessToken));
    expect((await session(other.accessToken)).status).toBe(200);
  });

  it('needs an access token', async () => {
    expectProblem(await everywhere(), 401, 'unauthorized');
    expectProblem(await everywhere((await fresh()).idToken), 401, 'unauthorized');
  });
});
