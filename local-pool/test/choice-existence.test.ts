import type { CreateUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider';
import { countSignInCode } from '../auth/user-limits';
import type { PoolRecord } from '../store/records';
import { Choice, masked, type Step } from './choice';
import { goodPassword, PoolUnderTest, refusal } from './support';

const byEmailAddress: Partial<CreateUserPoolCommandInput> = {
  UsernameAttributes: ['email'],
  UsernameConfiguration: { CaseSensitive: false },
};
const known = 'kim@example.com';
const unknown = 'kate@example.com';
const both = [known, unknown];

let pools: PoolUnderTest;
/** A pool whose users are named by their address, with one of them. */
let choice: Choice;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
  choice = await Choice.open(pools, undefined, byEmailAddress);
  await addKnown(choice.poolId);
});
afterAll(() => pools.close());

/** Replaces an earlier one. */
function addKnown(poolId: string) {
  const { users } = pools.context.store;
  for (const earlier of users.by('name', `${poolId}/${known}`)) users.delete(earlier.sub);
  const sub = crypto.randomUUID();
  const attributes = { email: known, email_verified: 'true' };
  return pools.createUser(poolId, sub, { sub, username: sub, attributes });
}

/** Both get the same out of `act`, random parts aside. */
async function expectSame(act: (name: string) => Promise<Step>): Promise<Step[]> {
  const steps = [await act(known), await act(unknown)];
  const [one, other] = steps.map(masked);
  expect(other).toEqual(one);
  return steps;
}

async function expectRefusedAlike(act: (name: string) => Promise<unknown>): Promise<[string, string]> {
  const first = await refusal(act(known));
  expect(await refusal(act(unknown))).toEqual(first);
  return first;
}

const wrong = { PASSWORD: 'Wrong-Horse-7' };
const incorrect = ['NotAuthorizedException', 'Incorrect username or password.'];

describe.each([
  ['password and codes', ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN']],
  ['codes only', ['EMAIL_OTP']],
  ['passwords only', ['PASSWORD']],
] as const)('somebody unknown is answered like somebody known: %s', (_, factors) => {
  beforeAll(() => {
    choice.change(factors);
  });

  it.each([undefined, 'PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'])(
    'with the preference %s',
    async (preferred) => {
      const more: Record<string, string> = preferred === undefined ? {} : { PREFERRED_CHALLENGE: preferred };
      await expectSame((name) => choice.begin(name, more));
      await expectSame((name) => choice.asAdmin.begin(name, more));
    },
  );

  it('with the password in the first request', async () => {
    const more = { PREFERRED_CHALLENGE: 'PASSWORD', ...wrong };
    const act = (name: string) => choice.begin(name, more);
    if ((factors as readonly string[]).includes('PASSWORD')) {
      expect(await expectRefusedAlike(act)).toEqual(incorrect);
    } else {
      expect((await expectSame(act))[1]?.ChallengeName).toBe('EMAIL_OTP');
    }
  });
});

describe('a sign-in that nobody can finish', () => {
  beforeAll(() => {
    choice.change(['PASSWORD', 'EMAIL_OTP']);
  });
  beforeEach(async () => {
    const { attempts } = pools.context.store;
    for (const { id } of [...attempts.values()]) attempts.delete(id);
    await addKnown(choice.poolId);
  });
  const choose = async (name: string, ANSWER: string, more: Record<string, string> = {}): Promise<Step> =>
    choice.answer(await choice.begin(name), name, { ANSWER, ...more });

  it('fails at the password', async () => {
    expect(await expectRefusedAlike((name) => choose(name, 'PASSWORD', wrong))).toEqual(incorrect);
    const steps = await expectSame((name) => choose(name, 'PASSWORD'));
    expect(steps[1]?.ChallengeName).toBe('PASSWORD');
    const [one, other] = await Promise.all(
      steps.map((step, index) => refusal(choice.answer(step, both[index] ?? '', wrong))),
    );
    expect([one, other]).toEqual([incorrect, incorrect]);
  });

  it('fails at the proof, with the same salt every time', async () => {
    const { SRP_A, prove } = choice.srp(unknown);
    await expectSame((name) => choose(name, 'PASSWORD_SRP', { SRP_A }));
    const step = await choose(unknown, 'PASSWORD_SRP', { SRP_A });
    const again = await choose(unknown, 'PASSWORD_SRP', { SRP_A });
    for (const name of ['SALT', 'USER_ID_FOR_SRP']) {
      expect(again.ChallengeParameters?.[name]).toBe(step.ChallengeParameters?.[name]);
    }
    expect(await refusal(prove(step))).toEqual(incorrect);
  });

  it('fails at the code, and nothing is sent', async () => {
    const before = pools.context.store.messages.size;
    const step = await choose(unknown, 'EMAIL_OTP');
    expect(pools.context.store.messages.size).toBe(before);
    const mine = await choose(known, 'EMAIL_OTP');
    expect(masked(step)).toEqual(masked(mine));
    for (let guess = 0; guess < 4; guess += 1) {
      const refused = await Promise.all([
        refusal(choice.answer(mine, known, { EMAIL_OTP_CODE: '00000000' })),
        refusal(choice.answer(step, unknown, { EMAIL_OTP_CODE: '00000000' })),
      ]);
      expect(refused[1]).toEqual(refused[0]);
      expect(refused[1]).toEqual(['CodeMismatchException', 'Invalid code or auth state for the user.']);
    }
  });

  it('is locked like any other from the fifth wrong code on', async () => {
    const steps = await Promise.all(both.map((name) => choose(name, 'EMAIL_OTP')));
    const guess = (index: number) =>
      refusal(choice.answer(steps[index] as Step, both[index] ?? '', { EMAIL_OTP_CODE: '00000000' }));
    for (const index of [0, 1]) {
      for (let count = 0; count < 5; count += 1)
        expect((await guess(index))[0]).toBe('CodeMismatchException');
    }
    const locked = ['NotAuthorizedException', 'Password attempts exceeded'];
    expect([await guess(0), await guess(1)]).toEqual([locked, locked]);
    const more = { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: goodPassword };
    expect(await expectRefusedAlike((name) => choice.begin(name, more))).toEqual(locked);
  });

  it('is sent twenty codes an hour, and no more', async () => {
    const ask = (name: string) => choice.begin(name, { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    for (const name of both) for (let count = 0; count < 20; count += 1) await ask(name);
    expect(await expectRefusedAlike(ask)).toEqual([
      'LimitExceededException',
      'Attempt limit exceeded, please try after some time.',
    ]);
    await pools.advance(3601);
    await expectSame(ask);
  });

  it('belongs to the name that was asked for', async () => {
    const step = await choose(unknown, 'EMAIL_OTP');
    for (const other of [known, 'somebody@example.com']) {
      const call = choice.answer(step, other, { EMAIL_OTP_CODE: '00000000' });
      expect(await refusal(call)).toEqual(['NotAuthorizedException', 'Invalid session for the user.']);
    }
  });
});

it('keeps count of the addresses of users, however many others are asked for', () => {
  const { poolId } = choice;
  const { context } = pools;
  const pool = pools.pool(poolId);
  const counted = (address: string) => context.store.attempts.get(`${poolId}:${address}/sign-in-code`);
  countSignInCode(context, pool, 'real@example.com', true);
  for (let count = 0; count <= 10_000; count += 1) {
    countSignInCode(context, pool, `${count}@example.com`, false);
  }
  expect(counted('real@example.com')).toBeDefined();
  expect([counted('0@example.com'), counted('10000@example.com')]).toEqual([undefined, expect.anything()]);
});

describe('a pool whose users have names', () => {
  let plain: Choice;
  beforeAll(async () => {
    plain = await Choice.open(pools);
  });

  it('limits codes per address, whichever user asks for them', async () => {
    const attributes = { email: 'shared@example.com' };
    await pools.createUser(plain.poolId, 'one', { attributes });
    await pools.createUser(plain.poolId, 'two', { attributes });
    const ask = (name: string) => plain.begin(name, { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    for (let count = 0; count < 20; count += 1) await ask('one');
    expect((await refusal(ask('two')))[0]).toBe('LimitExceededException');
  });

  it('offers somebody unknown the addresses that the users of the pool have', async () => {
    const offered = async (settings: Partial<PoolRecord['settings']>, name = 'nobody') => {
      plain.change(['EMAIL_OTP', 'SMS_OTP'], settings);
      return (await plain.begin(name)).AvailableChallenges;
    };
    const either = { UsernameAttributes: ['email' as const, 'phone_number' as const] };
    expect(await offered({ AutoVerifiedAttributes: ['phone_number'] })).toEqual(['SMS_OTP']);
    expect(await offered(either, '+15550001234')).toEqual(['SMS_OTP']);
    expect(await offered(either, unknown)).toEqual(['EMAIL_OTP']);
    const both = {
      UsernameAttributes: [],
      AutoVerifiedAttributes: ['email' as const, 'phone_number' as const],
    };
    expect(await offered(both)).toEqual(['EMAIL_OTP', 'SMS_OTP']);
    const nothing = { UsernameAttributes: [], AutoVerifiedAttributes: [] };
    expect(await offered(nothing)).toEqual(['EMAIL_OTP']);
    const pool = pools.pool(plain.poolId);
    const schema = pool.schema.map((attribute) =>
      attribute.Name === 'phone_number' ? { ...attribute, Required: true } : attribute,
    );
    pools.context.store.pools.put({ ...pool, schema });
    expect(await offered(nothing)).toEqual(['SMS_OTP']);
  });
});

it.each(['PASSWORD', 'EMAIL_OTP', undefined])(
  'says who is unknown where that is not hidden: %s',
  async (preferred) => {
    const showing = await choice.withClient({ PreventUserExistenceErrors: 'LEGACY' });
    const more = { PASSWORD: goodPassword, ...(preferred ? { PREFERRED_CHALLENGE: preferred } : {}) };
    expect(await refusal(showing.begin(unknown, more))).toEqual([
      'UserNotFoundException',
      'User does not exist.',
    ]);
  },
);
