import type { RefreshTokenRotationType } from '@aws-sdk/client-cognito-identity-provider';
import { GatehouseClient, type StoredTokens } from '../../client/src/index.ts';
import { expectProblem, UUID } from '../support/answers';
import { later } from '../client/app';
import { type AnotherPool, anotherPool } from '../support/another-pool';
import { type Answer, freshEmail, Gatehouse, PASSWORD, type Tokens } from '../support/gatehouse';
import { startInstance } from '../support/instance';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());
afterEach(() => {
  jest.restoreAllMocks();
});

const rotations: { rotation: string; settings: RefreshTokenRotationType }[] = [
  { rotation: 'no rotation', settings: { Feature: 'DISABLED' } },
  { rotation: 'a grace period', settings: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 } },
  { rotation: 'no grace period', settings: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } },
];

/** How often Cognito has been asked for new tokens. */
async function refreshesAtCognito(): Promise<number> {
  const { operations } = (await gatehouse.control('counters', undefined, 'GET')) as {
    operations: Record<string, number>;
  };
  return operations['GetTokensFromRefreshToken'] ?? 0;
}

/** The sign-in that an access token comes from. */
const signInOf = ({ accessToken }: Tokens): unknown =>
  (
    JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as Record<
      string,
      unknown
    >
  )['origin_jti'];

describe.each(rotations)('with $rotation', ({ rotation, settings }) => {
  let pool: AnotherPool;
  let instance: Gatehouse;
  let username: string;
  beforeAll(async () => {
    pool = await anotherPool(gatehouse, {
      pool: { UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] },
      client: {
        GenerateSecret: true,
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
        RefreshTokenRotation: settings,
      },
    });
    instance = await startInstance(gatehouse, pool.changes);
    username = freshEmail();
    await instance.post('/v1/auth/sign-up', { username, password: PASSWORD });
    const code = await gatehouse.code(username);
    await instance.post('/v1/auth/sign-up/confirm', { username, code });
  });
  afterAll(async () => {
    pool.sdk.destroy();
    await instance.app.close();
  });

  const refresh = (refreshToken: string, at = instance): Promise<Answer> =>
    at.post('/v1/auth/refresh', { refreshToken });
  const twenty = <T>(of: () => T): T[] => Array.from({ length: 20 }, of);
  const statuses = (answers: readonly Answer[]): number[] => [
    ...new Set(answers.map(({ status }) => status)),
  ];
  const works = async ({ accessToken }: Tokens): Promise<boolean> =>
    (await instance.get('/v1/users/me', accessToken)).status === 200;

  it('twenty refreshes of one token at once all get good tokens, and the sign-in goes on', async () => {
    const before = await instance.signIn(username);
    const calls = await refreshesAtCognito();
    const answers = await Promise.all(twenty(() => refresh(before.refreshToken)));
    expect(statuses(answers)).toEqual([200]);
    if (rotation !== 'no rotation') expect(await refreshesAtCognito()).toBe(calls + 1);
    const [after] = answers.map(({ body }) => body.data.tokens as Tokens);
    for (const { body } of answers) expect(await works(body.data.tokens as Tokens)).toBe(true);
    const next = await refresh(after?.refreshToken ?? '');
    expect([next.status, await works(next.body.data.tokens as Tokens)]).toEqual([200, true]);
  });

  it('needs no name: that of Cognito is one that nobody has typed', async () => {
    const { refreshToken } = await instance.signIn(username);
    const { accessToken } = (await refresh(refreshToken)).body.data.tokens as Tokens;
    expect((await instance.get('/v1/auth/session', accessToken)).body.data.username).toEqual(UUID);
  });

  it('refreshes of two sign-ins at once do not mix', async () => {
    const [one, two] = [await instance.signIn(username), await instance.signIn(username)];
    const sent = Array.from({ length: 10 }, () => [one, two]).flat();
    const answers = await Promise.all(sent.map(({ refreshToken }) => refresh(refreshToken)));
    const came = answers.map(({ body }) => signInOf(body.data.tokens as Tokens));
    expect(came).toEqual(sent.map(signInOf));
    expect(new Set(came).size).toBe(2);
  });

  it('twenty failures at once are not remembered: the same token is good when Cognito is', async () => {
    const { refreshToken } = await instance.signIn(username);
    const fault = { operation: 'GetTokensFromRefreshToken', kind: 'throttle' };
    await gatehouse.control('faults', fault);
    const failed = await Promise.all(twenty(() => refresh(refreshToken)));
    await gatehouse.control('faults', undefined, 'DELETE');
    expect(statuses(failed)).toEqual([503]);
    const answer = await refresh(refreshToken);
    expect([answer.status, await works(answer.body.data.tokens as Tokens)]).toEqual([200, true]);
  });

  it('a refused token stays refused, whoever else asks', async () => {
    for (const answer of await Promise.all(twenty(() => refresh('x')))) {
      expectProblem(answer, 401, 'invalid_refresh_token');
    }
  });

  it('an answer that was lost can be asked for again where Cognito lets it', async () => {
    const { refreshToken } = await instance.signIn(username);
    await gatehouse.control('faults', { operation: 'GetTokensFromRefreshToken', kind: 'half', times: 1 });
    expectProblem(await refresh(refreshToken), 502, 'upstream_invalid_response');
    const again = await refresh(refreshToken);
    // Without grace Cognito cannot tell it from theft.
    if (rotation === 'no grace period') expectProblem(again, 401, 'refresh_token_reused');
    else expect([again.status, await works(again.body.data.tokens as Tokens)]).toEqual([200, true]);
  });

  describe('two instances', () => {
    let other: Gatehouse;
    beforeAll(async () => {
      other = await startInstance(gatehouse, pool.changes);
    });
    afterAll(() => other.app.close());

    it("go on with each other's tokens", async () => {
      let { refreshToken } = await instance.signIn(username);
      for (const at of [other, instance, other]) {
        const answer = await refresh(refreshToken, at);
        expect(answer.status).toBe(200);
        ({ refreshToken } = answer.body.data.tokens as Tokens);
      }
    });

    it('that are asked at once both have good tokens, but without grace', async () => {
      const { refreshToken } = await instance.signIn(username);
      const asked = [instance, other].map((at) => Promise.all(twenty(() => refresh(refreshToken, at))));
      const [here = [], there = []] = await Promise.all(asked);
      const tokens = [...here, ...there].flatMap(
        ({ body }) => (body.data?.tokens as Tokens | undefined) ?? [],
      );
      const next = await refresh(tokens.at(-1)?.refreshToken ?? '', other);
      if (rotation === 'no grace period') {
        // Each shares one call, and of the two calls Cognito takes one for theft: such clients need sticky sessions.
        expect([statuses(here), statuses(there)].sort()).toEqual([[200], [401]]);
        expectProblem(next, 401, 'invalid_refresh_token');
        return;
      }
      expect([statuses(here), statuses(there), next.status]).toEqual([[200], [200], 200]);
      expect(await Promise.all(tokens.map(works))).toEqual(tokens.map(() => true));
    });
  });

  it.each([
    { which: 'that its client knows to be old', life: 3600 },
    { which: 'that the service finds to be old', life: 7200 },
  ])('fifty calls of one client with a token $which cost one refresh', async ({ life }) => {
    let kept: StoredTokens | undefined;
    const sent: string[] = [];
    const client = new GatehouseClient({
      baseUrl: instance.url,
      store: {
        get: () => kept,
        set: (tokens) => void (kept = tokens),
        clear: () => void (kept = undefined),
      },
      fetch: (url, init) => {
        sent.push(new URL(url).pathname);
        return fetch(url, init);
      },
    });
    await client.signIn({ username, password: PASSWORD });
    if (kept !== undefined) kept = { ...kept, expiresAt: kept.receivedAt + life * 1000 };
    later(3601);
    const calls = Array.from({ length: 50 }, () => client.call('get', '/v1/users/me', {}));
    const people = await Promise.all(calls);
    expect(new Set(people.map(({ sub }) => sub)).size).toBe(1);
    expect(sent.filter((path) => path === '/v1/auth/refresh')).toHaveLength(1);
    // Those that the service has refused are sent again.
    const refused = life > 3600 ? 50 : 0;
    expect(sent.filter((path) => path === '/v1/users/me')).toHaveLength(50 + refused);
  });

  it('one token used again is theft where nothing allows it, once the next token has been used', async () => {
    const { refreshToken } = await instance.signIn(username);
    const second = (await refresh(refreshToken)).body.data.tokens as Tokens;
    const third = (await refresh(second.refreshToken)).body.data.tokens as Tokens;
    await heldAgainst(refreshToken, third);
  });

  it('one token used again is theft where nothing allows it, once two seconds have passed', async () => {
    const { refreshToken } = await instance.signIn(username);
    const owner = (await refresh(refreshToken)).body.data.tokens as Tokens;
    later(2);
    await heldAgainst(refreshToken, owner);
  });

  /** What becomes of a token that comes again although it was replaced. */
  async function heldAgainst(old: string, owner: Tokens): Promise<void> {
    if (rotation !== 'no grace period') {
      const again = await refresh(old);
      expect([again.status, await works(again.body.data.tokens as Tokens)]).toEqual([200, true]);
    }
    if (rotation === 'a grace period') later(31);
    if (rotation === 'no rotation') {
      expect((await refresh(old)).status).toBe(200);
      return;
    }
    expectProblem(await refresh(old), 401, 'refresh_token_reused');
    expectProblem(await refresh(owner.refreshToken), 401, 'invalid_refresh_token');
    expect(await works(owner)).toBe(false);
  }

  it('tokens that were signed out since are not given again', async () => {
    const { refreshToken } = await instance.signIn(username);
    const { accessToken, refreshToken: next } = (await refresh(refreshToken)).body.data.tokens as Tokens;
    await instance.post('/v1/auth/sign-out', { refreshToken: next }, accessToken);
    const answer = await refresh(refreshToken);
    expect([answer.status, answer.body.data]).toEqual([401, undefined]);
  });
});
