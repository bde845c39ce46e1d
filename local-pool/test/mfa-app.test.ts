import { comesTo, Mfa, stepLength, wrongCode, type Step } from './mfa';
import { PoolUnderTest, refusal } from './support';

/** SOFTWARE_TOKEN_MFA. The codes are another library's than the pool's. */
let pools: PoolUnderTest;
let mfa: Mfa;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
  mfa = await Mfa.open(pools);
});
beforeEach(async () => {
  await mfa.midStep();
  await mfa.userWithApp('ada');
});
afterAll(() => pools.close());

const wrong = ['CodeMismatchException', 'Invalid code received for user'];
const used = ['ExpiredCodeException', 'Your software token has already been used once.'];
const answer = (step: Step, code: string): Promise<Step> =>
  mfa.answer(step, 'ada', { SOFTWARE_TOKEN_MFA_CODE: code });

it('asks for the code of the app by its name, if it has one', async () => {
  const { ChallengeParameters } = await mfa.begin('ada');
  expect(ChallengeParameters).toEqual({ USER_ID_FOR_SRP: 'ada' });
  const user = await mfa.userWithApp('ada');
  const totp = { secret: 'A'.repeat(32), name: 'My phone', lastStep: 0 };
  pools.context.store.users.put({ ...user, mfa: { ...user.mfa, totp } });
  expect((await mfa.begin('ada')).ChallengeParameters).toEqual({
    FRIENDLY_DEVICE_NAME: 'My phone',
    USER_ID_FOR_SRP: 'ada',
  });
});

it.each([
  ['this moment', 0],
  ['the step before', -stepLength],
  ['the step after', stepLength],
])('takes the code of %s', async (_, seconds) => {
  const code = mfa.code(undefined, seconds);
  expect(comesTo(await answer(await mfa.begin('ada'), code))).toBe('tokens');
});

it.each([
  ['two steps before', -2 * stepLength],
  ['two steps after', 2 * stepLength],
])('refuses the code of %s, and takes the right one after it', async (_, seconds) => {
  const step = await mfa.begin('ada');
  expect(await refusal(answer(step, mfa.code(undefined, seconds)))).toEqual(wrong);
  expect(comesTo(await answer(step, mfa.code()))).toBe('tokens');
});

it.each(['', '12345', '1234567', 'abcdef', '００００００'])('refuses %p', async (code) => {
  expect(await refusal(answer(await mfa.begin('ada'), code))).toEqual(wrong);
});

it('takes a code once, whichever sign-in it is given in', async () => {
  const code = mfa.code();
  await answer(await mfa.begin('ada'), code);
  expect(await refusal(answer(await mfa.begin('ada'), code))).toEqual(used);
  // Nor an older one that was never given.
  expect(await refusal(answer(await mfa.begin('ada'), mfa.code(undefined, -stepLength)))).toEqual(used);
  await pools.advance(stepLength);
  expect(await refusal(answer(await mfa.begin('ada'), code))).toEqual(used);
  expect(comesTo(await answer(await mfa.begin('ada'), mfa.code()))).toBe('tokens');
});

it('takes a code once in parallel sign-ins', async () => {
  const steps = await Promise.all(Array.from({ length: 5 }, () => mfa.begin('ada')));
  const outcomes = await Promise.allSettled(steps.map((step) => answer(step, mfa.code())));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('locks after five wrong codes, in however many sign-ins', async () => {
  for (let n = 0; n < 5; n += 1) {
    expect(await refusal(answer(await mfa.begin('ada'), wrongCode(mfa)))).toEqual(wrong);
  }
  const locked = ['NotAuthorizedException', 'Password attempts exceeded'];
  expect(await refusal(mfa.begin('ada'))).toEqual(locked);
  await pools.advance(1);
  const step = await mfa.begin('ada');
  // The sixth locks for two seconds.
  expect(await refusal(answer(step, wrongCode(mfa)))).toEqual(wrong);
  expect(await refusal(answer(step, mfa.code()))).toEqual(locked);
  await pools.advance(2);
  expect(comesTo(await answer(await mfa.begin('ada'), mfa.code()))).toBe('tokens');
});

it('says when the app was taken away meanwhile', async () => {
  const step = await mfa.begin('ada');
  await mfa.user('ada');
  const [user] = pools.context.store.users.by('name', `${mfa.poolId}/ada`);
  expect(user?.mfa).toEqual({ enabled: [] });
  // The Session belongs to the user who is gone.
  expect((await refusal(answer(step, mfa.code())))[0]).toBe('NotAuthorizedException');
  const { sub } = await mfa.userWithApp('ada');
  const again = await mfa.begin('ada');
  pools.context.store.users.put({ ...pools.user(sub), mfa: { enabled: [] } });
  expect(await refusal(answer(again, mfa.code()))).toEqual([
    'SoftwareTokenMFANotFoundException',
    'User has not set up software token mfa',
  ]);
});
