import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { Progress } from '../auth/sign-in';
import { secondFactorDue } from '../auth/mfa/step';
import type { PoolRecord, UserRecord } from '../store/records';
import { Choice } from './choice';
import { appSecret, comesTo, Mfa, type Step } from './mfa';
import { answerSrp, beginSrp } from './srp';
import { goodPassword, PoolUnderTest, refusal } from './support';

/** A second factor that is due is asked for, whichever way somebody comes. */
let pools: PoolUnderTest;
let mfa: Mfa;
let choice: Choice;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
  mfa = await Mfa.open(pools, undefined, {
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'] } },
  });
  choice = new Choice(pools, mfa.poolId, mfa.clientId);
});
beforeEach(async () => {
  await mfa.midStep();
  await mfa.userWithApp('ada');
});
afterAll(() => pools.close());

const finish = (step: Step, way = mfa): Promise<Step> =>
  way.answer(step, 'ada', { SOFTWARE_TOKEN_MFA_CODE: mfa.code() });
const asked = 'SOFTWARE_TOKEN_MFA';

describe('after a password', () => {
  it.each<[string, () => Promise<Step>]>([
    ['in clear', () => mfa.begin('ada')],
    [
      'by SRP',
      async () => {
        const place = { poolId: mfa.poolId, ClientId: mfa.clientId };
        return answerSrp(pools, mfa.clientId, (await beginSrp(pools, place, 'ada')).answer);
      },
    ],
    [
      'in clear, preferred in USER_AUTH',
      () => choice.begin('ada', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: goodPassword }),
    ],
    [
      'in clear, chosen in USER_AUTH',
      async () =>
        choice.answer(await choice.begin('ada'), 'ada', { ANSWER: 'PASSWORD', PASSWORD: goodPassword }),
    ],
    [
      'by SRP, preferred in USER_AUTH',
      async () => {
        const client = choice.srp('ada');
        return client.prove(
          await choice.begin('ada', { PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A: client.SRP_A }),
        );
      },
    ],
  ])('%s', async (_, begin) => {
    const step = await begin();
    expect(comesTo(step)).toBe(asked);
    expect(comesTo(await finish(step))).toBe('tokens');
  });

  it.each(['ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'] as const)('by %s', async (AuthFlow) => {
    const step = await mfa.asAdmin.begin('ada', { AuthFlow });
    expect(comesTo(step)).toBe(asked);
    // Nor does the Session cross to the other API.
    expect((await refusal(finish(step)))[0]).toBe('NotAuthorizedException');
    expect(comesTo(await finish(step, mfa.asAdmin))).toBe('tokens');
  });

  it('that is new', async () => {
    const user = await mfa.userWithApp('ada');
    pools.context.store.users.put({
      ...{ ...user, status: 'FORCE_CHANGE_PASSWORD', temporaryPasswordSetAt: user.createdAt },
    });
    const first = await mfa.begin('ada');
    expect(comesTo(first)).toBe('NEW_PASSWORD_REQUIRED');
    const second = await mfa.answer(first, 'ada', { NEW_PASSWORD: 'Another-Horse-8' });
    expect(comesTo(second)).toBe(asked);
    expect(comesTo(await finish(second))).toBe('tokens');
  });

  it('that is wrong, nothing is asked', async () => {
    const AuthParameters = { USERNAME: 'ada', PASSWORD: 'Wrong-Horse-7' };
    expect(await refusal(mfa.begin('ada', { AuthParameters }))).toEqual([
      'NotAuthorizedException',
      'Incorrect username or password.',
    ]);
  });
});

it('offers no code as first factor to somebody with a second one', async () => {
  const { AvailableChallenges } = await choice.begin('ada', { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
  expect(AvailableChallenges).toEqual(['PASSWORD_SRP', 'PASSWORD']);
});

it('refuses a code as first factor when a second one becomes due meanwhile', async () => {
  const user = await mfa.user('bob');
  const step = await choice.begin('bob', { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
  expect(comesTo(step)).toBe('EMAIL_OTP');
  pools.context.store.users.put({ ...pools.user(user.sub), mfa: { enabled: ['SMS_MFA'] } });
  const answer = { EMAIL_OTP_CODE: pools.lastCode('bob@example.com') };
  expect(await refusal(choice.answer(step, 'bob', answer))).toEqual([
    'InvalidUserPoolConfigurationException',
    'Sign-in by EMAIL_OTP cannot be combined with MFA.',
  ]);
});

it('asks for the second factor that becomes due while a new password is asked for', async () => {
  const user = await mfa.user('carol', { status: 'FORCE_CHANGE_PASSWORD' });
  const step = await mfa.begin('carol');
  await mfa.prefer('carol', { SMSMfaSettings: { Enabled: true } });
  const next = await mfa.answer(step, user.username, { NEW_PASSWORD: 'Another-Horse-8' });
  expect(comesTo(next)).toBe('SMS_MFA');
});

it('does not ask again to refresh', async () => {
  const { AuthenticationResult } = await finish(await mfa.begin('ada'));
  const refreshed = await pools.sdk.send(
    new InitiateAuthCommand({
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      ClientId: mfa.clientId,
      AuthParameters: { REFRESH_TOKEN: AuthenticationResult?.RefreshToken ?? '' },
    }),
  );
  expect(comesTo(refreshed)).toBe('tokens');
});

describe('what a sign-in owes, by how far it has come', () => {
  const twoFactors = { FactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION' } as const;
  const owed = async (
    progress: Partial<Progress>,
    changes: { pool?: Partial<PoolRecord['mfa']>; user?: Partial<UserRecord['mfa']> } = {},
  ): Promise<string | undefined> => {
    const user = await mfa.userWithApp('ada');
    const pool = pools.pool(mfa.poolId);
    return secondFactorDue(pools.context, {
      pool: { ...pool, mfa: { ...pool.mfa, ...changes.pool } },
      user: { ...user, mfa: { ...user.mfa, ...changes.user } },
      progress: { flow: 'USER_AUTH', asked: 'ada', passed: [], ...progress },
    });
  };

  it.each<[string, Partial<Progress>, string | undefined]>([
    ['a password', { first: 'PASSWORD', passed: ['PASSWORD'] }, asked],
    ['a password and the app', { first: 'PASSWORD', passed: ['SOFTWARE_TOKEN_MFA'] }, undefined],
    ['a password and a code by SMS', { first: 'PASSWORD', passed: ['SMS_MFA'] }, undefined],
    ['a password and a code by e-mail', { first: 'PASSWORD', passed: ['EMAIL_OTP'] }, undefined],
    ['a choice only', { first: 'PASSWORD', passed: ['SELECT_MFA_TYPE', 'MFA_SETUP'] }, asked],
    ['nothing', {}, asked],
    ['SRP in CUSTOM_AUTH', { flow: 'CUSTOM_AUTH', first: 'PASSWORD' }, asked],
    ['custom challenges only', { flow: 'CUSTOM_AUTH', first: 'CUSTOM' }, undefined],
    ['nothing yet in CUSTOM_AUTH', { flow: 'CUSTOM_AUTH' }, undefined],
    ['a passkey', { first: 'WEB_AUTHN', userVerified: true }, asked],
  ])('after %s', async (_, progress, due) => {
    expect(await owed(progress)).toBe(due);
  });

  it.each<[string, Partial<Progress>]>([
    ['EMAIL_OTP', { first: 'EMAIL_OTP', passed: ['EMAIL_OTP'] }],
    ['SMS_OTP', { first: 'SMS_OTP', passed: ['SMS_OTP'] }],
    // A step-up credits a code by SMS as the second factor that it may also be.
    ['SMS_OTP', { first: 'SMS_OTP', passed: ['SMS_MFA'] }],
  ])('refuses %s alone', async (first, progress) => {
    expect(await refusal(owed(progress))).toEqual([
      'InvalidUserPoolConfigurationException',
      `Sign-in by ${first} cannot be combined with MFA.`,
    ]);
  });

  it.each<[string, boolean | undefined, UserRecord['mfa']['webAuthn'], string | undefined]>([
    ['that verified its owner', true, undefined, undefined],
    ['of a user who wants that', true, true, undefined],
    ['of a user who does not want that', true, false, asked],
    ['that did not', false, undefined, asked],
    ['of which that is not known', undefined, undefined, asked],
  ])('takes a passkey %s for two factors where the pool says so', async (_, userVerified, webAuthn, due) => {
    const progress = { first: 'WEB_AUTHN', ...(userVerified === undefined ? {} : { userVerified }) } as const;
    expect(await owed(progress, { pool: { webAuthn: twoFactors }, user: { webAuthn } })).toBe(due);
    expect(await owed(progress, { user: { webAuthn } })).toBe(asked);
  });

  it('has the secret of the app in the record only', async () => {
    const step = await mfa.begin('ada');
    expect(JSON.stringify(step)).not.toContain(appSecret);
  });
});
