import type { RefreshTokenRotationType } from '@aws-sdk/client-cognito-identity-provider';
import { GatehouseClient, type StoredTokens } from '../../client/src/index.ts';
import { expectProblem } from '../support/answers';
import { type AnotherPool, anotherPool } from '../support/another-pool';
import { type Answer, freshEmail, Gatehouse, PASSWORD, type Tokens } from '../support/gatehouse';
import { startInstance } from '../support/instance';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());

const rotations: { rotation: string; settings: RefreshTokenRotationType }[] = [
  { rotation: 'no rotation', settings: { Feature: 'DISABLED' } },
  { rotation: 'a grace period', settings: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 } },
  { rotation: 'no grace period', settings: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } },
];

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

  const refresh = (refreshToken: string): Promise<Answer> =>
    instance.post('/v1/auth/refresh', { refreshToken });
  const works = async ({ accessToken }: Tokens): Promise<boolean> =>
    (await instance.get('/v1/users/me', accessToken)).status === 200;

  it('twenty refreshes of one token at once all get good tokens, and the sign-in goes on', async () => {
    const before = await instance.signIn(username);
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(before.refreshToken)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const [after] = answers.map(({ body }) => body.data.tokens as Tokens);
    for (const { body } of answers) expect(await works(body.data.tokens as Tokens)).toBe(true);
    const next = await refresh(after?.refreshToken ?? '');
    expect([next.status, await works(next.body.data.tokens as Tokens)]).toEqual([200, true]);
  });

  it('refreshes of two people at once do not mix', async () => {
    const [one, two] = [await instance.signIn(username), await instance.signIn(username)];
    const answers = await Promise.all([one, two, one, two].map(({ refreshToken }) => refresh(refreshToken)));
    const jti = (token: string): unknown =>
      (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>)[
        'origin_jti'
      ];
    expect(answers.map(({ body }) => jti(body.data.tokens.accessToken as string))).toEqual(
      [one, two, one, two].map(({ accessToken }) => jti(accessToken)),
    );
  });

  it('a refused refresh is not remembered', async () => {
    const refused = await Promise.all([refresh('x'), refresh('x')]);
    for (const answer of refused) expectProblem(answer, 401, 'invalid_refresh_token');
    expect((await refresh((await instance.signIn(username)).refreshToken)).status).toBe(200);
  });

  it('fifty calls of one client with old tokens cost one refresh', async () => {
    let refreshes = 0;
    let kept: StoredTokens | undefined;
    const client = new GatehouseClient({
      baseUrl: instance.url,
      store: {
        get: () => kept,
        set: (tokens) => void (kept = tokens),
        clear: () => void (kept = undefined),
      },
      fetch: (url, init) => {
        if (url.endsWith('/v1/auth/refresh')) refreshes++;
        return fetch(url, init);
      },
    });
    await client.signIn({ username, password: PASSWORD });
    if (kept !== undefined) kept = { ...kept, expiresAt: 0 };
    const calls = Array.from({ length: 50 }, () => client.call('get', '/v1/users/me', {}));
    const people = await Promise.all(calls);
    expect(new Set(people.map(({ sub }) => sub)).size).toBe(1);
    expect(refreshes).toBe(1);
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
    const now = Date.now() + 2000;
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    try {
      await heldAgainst(refreshToken, owner);
    } finally {
      jest.restoreAllMocks();
    }
  });

  /** What becomes of a token that comes again although it was replaced. */
  async function heldAgainst(old: string, owner: Tokens): Promise<void> {
    const again = await refresh(old);
    if (rotation !== 'no grace period') {
      expect(again.status).toBe(200);
      return;
    }
    expectProblem(again, 401, 'refresh_token_reused');
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
