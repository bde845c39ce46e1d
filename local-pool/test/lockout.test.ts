import { PoolUnderTest, refusal } from './support';

let pools: PoolUnderTest;
let poolId: string;

beforeAll(async () => {
  pools = await PoolUnderTest.start();
  poolId = await pools.createPool();
});
afterAll(() => pools.close());

describe('lockout', () => {
  const wrong = ['NotAuthorizedException', 'Incorrect username or password.'];
  const locked = ['NotAuthorizedException', 'Password attempts exceeded'];
  let hiding: string;
  beforeAll(async () => {
    ({ ClientId: hiding } = await pools.createClient(poolId, { PreventUserExistenceErrors: 'ENABLED' }));
    await pools.createUser(poolId, 'known');
  });
  const guess = (username: string) => refusal(pools.signIn(hiding, username, 'Wrong-Horse-7'));

  it.each(['known', 'unknown'])(
    'locks a(n) %s user from the 5th wrong password on, doubling',
    async (username) => {
      for (let failure = 1; failure <= 5; failure += 1) expect(await guess(username)).toEqual(wrong);
      for (const seconds of [1, 2, 4, 8]) {
        await pools.advance(seconds - 0.5);
        expect(await guess(username)).toEqual(locked);
        await pools.advance(0.6);
        expect(await guess(username)).toEqual(wrong);
      }
    },
  );

  it('refuses the right password during a lock and forgets failures after it', async () => {
    await pools.createUser(poolId, 'edsger');
    for (let failure = 1; failure <= 5; failure += 1) expect(await guess('edsger')).toEqual(wrong);
    expect(await refusal(pools.signIn(hiding, 'edsger'))).toEqual(locked);
    await pools.advance(1.1);
    expect((await pools.signIn(hiding, 'edsger')).AccessToken).toBeDefined();
    for (let failure = 1; failure <= 4; failure += 1) expect(await guess('edsger')).toEqual(wrong);
    expect((await pools.signIn(hiding, 'edsger')).AccessToken).toBeDefined();
  });

  it('forgets failures after a quarter of an hour', async () => {
    await pools.createUser(poolId, 'barbara');
    for (let failure = 1; failure <= 4; failure += 1) await guess('barbara');
    await pools.advance(900);
    for (let failure = 1; failure <= 4; failure += 1) expect(await guess('barbara')).toEqual(wrong);
    expect((await pools.signIn(hiding, 'barbara')).AccessToken).toBeDefined();
  });

  it('counts parallel guesses one by one', async () => {
    await pools.createUser(poolId, 'donald');
    const answers = await Promise.all(Array.from({ length: 20 }, () => guess('donald')));
    expect(answers.filter(([, text]) => text === wrong[1])).toHaveLength(5);
    expect(answers.filter(([, text]) => text === locked[1])).toHaveLength(15);
  });

  it('never locks for longer than a quarter of an hour', async () => {
    const { sub } = await pools.createUser(poolId, 'frances', {
      failedPasswords: { count: 30, lastAt: pools.context.clock.now(), lockedUntil: 0 },
    });
    await guess('frances');
    const { lastAt, lockedUntil, count } = pools.user(sub).failedPasswords;
    expect([count, lockedUntil - lastAt]).toEqual([31, 900_000]);
  });
});
