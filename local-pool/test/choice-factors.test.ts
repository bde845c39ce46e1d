import {
  AdminGetUserAuthFactorsCommand,
  GetUserAuthFactorsCommand,
  type AuthFactorType,
} from '@aws-sdk/client-cognito-identity-provider';
import { passwordChallenge } from '../auth/choice/password';
import { requireSession } from '../auth/sessions';
import type { PoolRecord, UserRecord } from '../store/records';
import { Choice } from './choice';
import { output } from './raw';
import { goodPassword, PoolUnderTest, refusal } from './support';

let pools: PoolUnderTest;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
});
afterAll(() => pools.close());

const all: readonly AuthFactorType[] = ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'];
const passwords = ['PASSWORD_SRP', 'PASSWORD'];
const reachable = { email: 'ada@example.com', phone_number: '+15550001234' };
const twoFactorKeys = { FactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION' } as const;

interface Situation {
  /** null: the pool has no sign-in policy. */
  readonly factors?: readonly AuthFactorType[] | null;
  readonly mfa?: Partial<PoolRecord['mfa']>;
  readonly user?: Partial<UserRecord>;
  readonly passkey?: boolean;
}

let choice: Choice;
let plain: PoolRecord;
beforeAll(async () => {
  choice = await Choice.open(pools);
  plain = pools.pool(choice.poolId);
});

/** The pool with the user ada, as the situation says. */
async function open({ factors, mfa, user, passkey }: Situation): Promise<UserRecord> {
  const { store } = pools.context;
  const allowed = { SignInPolicy: { AllowedFirstAuthFactors: [...(factors ?? all)] } };
  store.pools.put({
    ...plain,
    settings: { ...plain.settings, Policies: factors === null ? {} : allowed },
    mfa: { ...plain.mfa, ...mfa, webAuthn: { RelyingPartyId: 'example.com', ...mfa?.webAuthn } },
  });
  const ada = await pools.createUser(choice.poolId, 'ada', { attributes: reachable, ...user });
  if (passkey === true) {
    store.passkeys.put({
      id: `${ada.sub}/key`,
      poolId: choice.poolId,
      sub: ada.sub,
      credentialId: 'key',
      publicKey: '',
      counter: 0,
      relyingPartyId: 'example.com',
      name: 'key',
      transports: [],
      createdAt: 0,
    });
  }
  return ada;
}

const passwordless = { password: undefined } as unknown as Partial<UserRecord>;
const app = { mfa: { enabled: ['SOFTWARE_TOKEN_MFA'] } };

it.each<[string, Situation, readonly string[], readonly string[]]>([
  [
    'everything that the pool allows and the user has',
    { passkey: true },
    ['EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN', ...passwords],
    ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'],
  ],
  [
    'no passkey without one, no code without an address',
    { user: { attributes: { email: 'ada@example.com' } } },
    ['EMAIL_OTP', ...passwords],
    ['PASSWORD', 'EMAIL_OTP'],
  ],
  ['no more than the pool allows', { factors: ['SMS_OTP'], passkey: true }, ['SMS_OTP'], ['SMS_OTP']],
  ['passwords, where the pool says nothing', { factors: null }, passwords, ['PASSWORD']],
  ['no password without one', { user: passwordless }, ['EMAIL_OTP', 'SMS_OTP'], ['EMAIL_OTP', 'SMS_OTP']],
  ['a password to somebody who has nothing', { factors: ['PASSWORD'], user: passwordless }, passwords, []],
  [
    'a password to somebody from another provider',
    { user: { status: 'EXTERNAL_PROVIDER', ...passwordless } },
    passwords,
    [],
  ],
  [
    'only the temporary password before it is replaced',
    { user: { status: 'FORCE_CHANGE_PASSWORD' }, passkey: true },
    passwords,
    ['PASSWORD'],
  ],
  [
    'the temporary password even where the pool does not allow passwords',
    { factors: ['EMAIL_OTP'], user: { status: 'FORCE_CHANGE_PASSWORD' } },
    passwords,
    ['PASSWORD'],
  ],
  [
    'codes to an unconfirmed user',
    { user: { status: 'UNCONFIRMED' } },
    ['EMAIL_OTP', 'SMS_OTP', ...passwords],
    ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'],
  ],
  [
    'codes to a user without a second factor where that is optional',
    { mfa: { mode: 'OPTIONAL', totp: { Enabled: true } }, passkey: true },
    ['EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN', ...passwords],
    ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'],
  ],
  [
    'passwords only to a user with one',
    { mfa: { mode: 'OPTIONAL', totp: { Enabled: true } }, user: app, passkey: true },
    passwords,
    ['PASSWORD', 'SOFTWARE_TOKEN'],
  ],
  [
    'passwords only where a second factor is required',
    { mfa: { mode: 'ON', totp: { Enabled: true } }, passkey: true },
    passwords,
    ['PASSWORD'],
  ],
  [
    'passkeys beside a second factor, where they count as two',
    { mfa: { mode: 'ON', totp: { Enabled: true }, webAuthn: twoFactorKeys }, passkey: true },
    ['WEB_AUTHN', ...passwords],
    ['PASSWORD', 'WEB_AUTHN'],
  ],
])('offers %s', async (_, situation, challenges, factors) => {
  await open(situation);
  const step = await choice.begin('ada', { PREFERRED_CHALLENGE: 'SELECT' });
  expect(step.AvailableChallenges).toEqual(challenges);
  const { ConfiguredUserAuthFactors } = await pools.sdk.send(
    new AdminGetUserAuthFactorsCommand({ UserPoolId: choice.poolId, Username: 'ada' }),
  );
  expect(ConfiguredUserAuthFactors).toEqual(factors);
});

it('looks again when the choice is answered', async () => {
  const ada = await open({ factors: ['PASSWORD', 'EMAIL_OTP'] });
  const step = await choice.begin('ada');
  pools.context.store.users.put({ ...ada, attributes: {} });
  expect((await refusal(choice.answer(step, 'ada', { ANSWER: 'EMAIL_OTP' })))[0]).toBe(
    'InvalidParameterException',
  );
  pools.context.store.users.put({ ...ada, ...passwordless });
  const direct = choice.answer(step, 'ada', { PASSWORD: goodPassword }, 'PASSWORD');
  expect(await refusal(direct)).toEqual([
    'InvalidParameterException',
    'PASSWORD is not one of the available challenges.',
  ]);
});

it('a right password that is changed before it counts is none', async () => {
  const ada = await open({});
  const { context } = pools;
  const { Session } = await choice.begin('ada', { PREFERRED_CHALLENGE: 'PASSWORD' });
  const responses = { USERNAME: 'ada', PASSWORD: goodPassword };
  const resumed = requireSession(context, {
    api: 'public',
    pool: pools.pool(choice.poolId),
    client: context.store.clients.get(choice.clientId)!,
    clientMetadata: {},
    caller: { address: '', userAgent: '', endpoint: '' },
    challenge: 'PASSWORD',
    session: Session,
    responses,
  });
  const settle = await passwordChallenge.answer(context, { ...resumed, responses });
  expect(settle({ ...resumed.signIn, user: ada })).toHaveProperty('progress.first', 'PASSWORD');
  const password = { salt: '00', verifier: '00' };
  expect(() => settle({ ...resumed.signIn, user: { ...ada, password } })).toThrow(
    'Incorrect username or password.',
  );
  expect(() => settle({ ...resumed.signIn, user: { ...ada, enabled: false } })).toThrow('User is disabled.');
});

describe('the state of the account', () => {
  it.each<[string, Partial<UserRecord>, string, string]>([
    ['unconfirmed', { status: 'UNCONFIRMED' }, 'UserNotConfirmedException', 'User is not confirmed.'],
    ['disabled', { enabled: false }, 'NotAuthorizedException', 'User is disabled.'],
    [
      'to be reset',
      { status: 'RESET_REQUIRED' },
      'PasswordResetRequiredException',
      'Password reset required for the user',
    ],
  ])('is told to whoever knows the password: %s', async (_, user, type, message) => {
    await open({ user });
    const answer = { ANSWER: 'PASSWORD', PASSWORD: goodPassword };
    const wrong = choice.answer(await choice.begin('ada'), 'ada', { ...answer, PASSWORD: 'Wrong-Horse-7' });
    expect((await refusal(wrong))[1]).toBe('Incorrect username or password.');
    const right = choice.answer(await choice.begin('ada'), 'ada', answer);
    expect(await refusal(right)).toEqual([type, message]);
  });

  it('asks for a new password after a temporary one', async () => {
    await open({ user: { status: 'FORCE_CHANGE_PASSWORD' } });
    const step = await choice.begin('ada', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: goodPassword });
    expect(step.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    const { AuthenticationResult } = await choice.answer(step, 'ada', { NEW_PASSWORD: 'Other-Horse-8' });
    expect(AuthenticationResult?.AccessToken).toBeDefined();
  });
});

describe('GetUserAuthFactors', () => {
  it('shows its own factors to a user, in full', async () => {
    const ada = await open({ factors: ['PASSWORD', 'EMAIL_OTP'] });
    const password = { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: goodPassword };
    const { AuthenticationResult } = await choice.begin('ada', password);
    const AccessToken = AuthenticationResult?.AccessToken ?? '';
    const show = () => output(pools.sdk.send(new GetUserAuthFactorsCommand({ AccessToken })));
    expect(await show()).toEqual({
      Username: 'ada',
      ConfiguredUserAuthFactors: ['PASSWORD', 'EMAIL_OTP'],
    });
    pools.context.store.pools.put({
      ...pools.pool(choice.poolId),
      mfa: { mode: 'OPTIONAL', totp: { Enabled: true } },
    });
    pools.context.store.users.put({
      ...ada,
      mfa: { enabled: ['SOFTWARE_TOKEN_MFA'], preferred: 'SOFTWARE_TOKEN_MFA' },
    });
    expect(await show()).toEqual({
      Username: 'ada',
      PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
      ConfiguredUserAuthFactors: ['PASSWORD', 'SOFTWARE_TOKEN'],
    });
  });

  it('refuses a token that is not good', async () => {
    const call = pools.sdk.send(new GetUserAuthFactorsCommand({ AccessToken: 'a.b.c' }));
    expect(await refusal(call)).toEqual(['NotAuthorizedException', 'Invalid Access Token']);
  });

  it('of an administrator refuses users and pools that are not there', async () => {
    await open({});
    const admin = (UserPoolId: string, Username: string) =>
      refusal(pools.sdk.send(new AdminGetUserAuthFactorsCommand({ UserPoolId, Username })));
    expect(await admin(choice.poolId, 'nobody')).toEqual(['UserNotFoundException', 'User does not exist.']);
    expect((await admin('us-east-1_Nowhere00', 'ada'))[0]).toBe('ResourceNotFoundException');
  });
});
