import { type AnotherPool, anotherPool } from '../support/another-pool';
import { type Answer, freshEmail, Gatehouse, PASSWORD, type Tokens } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { RedisServer } from '../support/redis-server';
import { amount } from './amount';

/** Whatever is good for once is brought twenty times at once, to two instances that share a Redis. */
const ROUNDS = amount(50, 3);
const TWENTY = 20;

let redis: RedisServer;
let gatehouse: Gatehouse;
let instances: readonly [Gatehouse, Gatehouse];
let pool: AnotherPool;
let rotating: readonly [Gatehouse, Gatehouse];
beforeAll(async () => {
  redis = await RedisServer.start();
  gatehouse = await Gatehouse.start();
  const shared = { REDIS_URL: redis.url, REDIS_TIMEOUT_MS: 5000, SESSION_SECRET: 'x'.repeat(40) };
  pool = await anotherPool(gatehouse, {
    pool: { UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] },
    client: {
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
    },
  });
  const start = (): Promise<Gatehouse> => startInstance(gatehouse, shared);
  const startRotating = (): Promise<Gatehouse> => startInstance(gatehouse, { ...shared, ...pool.changes });
  instances = [await start(), await start()];
  rotating = [await startRotating(), await startRotating()];
});
afterAll(async () => {
  for (const { app } of [...instances, ...rotating]) await app.close();
  pool.sdk.destroy();
  await gatehouse.close();
  await redis.close();
});

/** Twenty requests at once, half of them to each instance. */
const race = (
  [one, two]: readonly [Gatehouse, Gatehouse],
  call: (at: Gatehouse, i: number) => Promise<Answer>,
): Promise<Answer[]> =>
  Promise.all(Array.from({ length: TWENTY }, (_, i) => call(i % 2 === 0 ? one : two, i)));

/** Holds each of many races to one winner. @param run gives the answers, and those of them that won */
async function expectOneWinner(run: () => Promise<{ answers: Answer[]; won: Answer[] }>): Promise<void> {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { answers, won } = await run();
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    rounds.push(won.length);
  }
  expect(rounds).toEqual(Array<number>(ROUNDS).fill(1));
}

const good = (answers: Answer[]): Answer[] => answers.filter(({ status }) => status < 300);

/** Signs up, and gives the name with the code that was sent. */
async function signedUp(): Promise<{ username: string; code: string }> {
  const username = freshEmail();
  await gatehouse.post('/v1/auth/sign-up', { username, password: PASSWORD, attributes: { email: username } });
  return { username, code: await gatehouse.code(username) };
}

it(`the code of a sign-up is good once, in ${ROUNDS} races`, () =>
  expectOneWinner(async () => {
    const body = await signedUp();
    const answers = await race(instances, (at) => at.post('/v1/auth/sign-up/confirm', body));
    return { answers, won: good(answers) };
  }));

it(`the code for a new password is good once, in ${ROUNDS} races, and the password is that of the winner`, async () => {
  const username = await gatehouse.user();
  await expectOneWinner(async () => {
    await gatehouse.post('/v1/auth/password/forgot', { username });
    const code = await gatehouse.code(username);
    const answers = await race(instances, (at, i) =>
      at.post('/v1/auth/password/reset', { username, code, newPassword: `Winner-Horse-${i}` }),
    );
    const winner = answers.findIndex(({ status }) => status === 204);
    await gatehouse.signIn(username, `Winner-Horse-${winner}`);
    // Messages may be asked for so many times only.
    await gatehouse.control('clock', { advanceSeconds: 3600 });
    return { answers, won: good(answers) };
  });
});

it(`the code of a sign-in is good once, in ${ROUNDS} races`, () =>
  expectOneWinner(async () => {
    const username = await gatehouse.user();
    const begun = await instances[0].post('/v1/auth/sign-in', { username, method: 'email_otp' });
    const { session } = begun.body.data as { session: string };
    const body = { session, answer: { code: await gatehouse.code(username) } };
    const answers = await race(instances, (at) => at.post('/v1/auth/challenge', body));
    return { answers, won: good(answers) };
  }));

it(`the code for a new address is good once, in ${ROUNDS} races`, () =>
  expectOneWinner(async () => {
    const { accessToken: token } = await gatehouse.signIn(await gatehouse.user());
    const email = freshEmail();
    await gatehouse.call('PATCH', '/v1/users/me', { token, body: { attributes: { email } } });
    const body = { code: await gatehouse.code(email) };
    const answers = await race(instances, (at) =>
      at.post('/v1/users/me/attributes/email/verify', body, token),
    );
    return { answers, won: good(answers) };
  }));

it(`a refresh token that rotates is good for one sign-in to go on, in ${ROUNDS} races`, async () => {
  const [at] = rotating;
  const { username, code } = await (async () => {
    const email = freshEmail();
    await at.post('/v1/auth/sign-up', { username: email, password: PASSWORD, attributes: { email } });
    return { username: email, code: await gatehouse.code(email) };
  })();
  await at.post('/v1/auth/sign-up/confirm', { username, code });
  await expectOneWinner(async () => {
    const { refreshToken } = await at.signIn(username);
    const answers = await race(rotating, (instance) => instance.post('/v1/auth/refresh', { refreshToken }));
    // Those who asked the same instance together share its answer.
    const tokens = new Map(
      good(answers).map((answer) => [(answer.body.data.tokens as Tokens).refreshToken, answer]),
    );
    return { answers, won: [...tokens.values()] };
  });
});
