import type {
  AccountRecoverySettingType,
  RecoveryOptionType,
  SetUserPoolMfaConfigCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { UserRecord } from '../store/records';
import { all, appSecret, comesTo, email, Mfa, sms, totp } from './mfa';
import { PoolUnderTest, refusal } from './support';

let pools: PoolUnderTest;
let place: Mfa;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
  place = await Mfa.open(pools);
});
afterAll(() => pools.close());

const off = { MfaConfiguration: 'OFF' } as const;
const optional = { MfaConfiguration: 'OPTIONAL' } as const;
const on = { MfaConfiguration: 'ON' } as const;

const recovery = (...names: RecoveryOptionType['Name'][]): AccountRecoverySettingType => ({
  RecoveryMechanisms: names.map((Name, index) => ({ Name, Priority: index + 1 })),
});
const emailOnly = { attributes: { email: 'ada@example.com', email_verified: 'true' } };
const phoneOnly = { attributes: { phone_number: '+15550000000', phone_number_verified: 'true' } };
const neither = { attributes: { name: 'Ada' } };
const enabled = (...methods: string[]): Partial<UserRecord> => ({ mfa: { enabled: methods } });
const withApp = (...methods: string[]): Partial<UserRecord> => ({
  mfa: { enabled: methods, totp: { secret: appSecret, lastStep: 0 } },
});
const preferring = (preferred: string): Partial<UserRecord> => {
  const both = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'];
  return { mfa: { enabled: both, preferred, totp: { secret: appSecret, lastStep: 0 } } };
};

type Situation = [
  what: string,
  mfa: Partial<SetUserPoolMfaConfigCommandInput>,
  recovery: AccountRecoverySettingType,
  user: Partial<UserRecord>,
  outcome: string,
];

const choice = (...methods: string[]): string => `SELECT_MFA_TYPE ${JSON.stringify(methods)}`;
const setUp = (...methods: string[]): string => `MFA_SETUP ${JSON.stringify(methods)}`;
const unusable = 'InvalidUserPoolConfigurationException None of the MFA methods of the user can be used.';
const nothing =
  'InvalidParameterException User has no MFA method that can be used, and none that can be set up.';

describe('what a password leads to', () => {
  it.each<Situation>([
    ['MFA off, whatever the user has', off, {}, withApp('SOFTWARE_TOKEN_MFA'), 'tokens'],
    ['optional, and no method', { ...optional, ...all }, {}, {}, 'tokens'],
    ['optional, and an app that is not switched on', { ...optional, ...all }, {}, withApp(), 'tokens'],
    ['optional, and SMS', { ...optional, ...all }, {}, enabled('SMS_MFA'), 'SMS_MFA'],
    ['optional, and e-mail', { ...optional, ...all }, {}, enabled('EMAIL_OTP'), 'EMAIL_OTP'],
    [
      'optional, and an app',
      { ...optional, ...all },
      {},
      withApp('SOFTWARE_TOKEN_MFA'),
      'SOFTWARE_TOKEN_MFA',
    ],
    [
      'optional, and three methods',
      { ...optional, ...all },
      {},
      withApp('EMAIL_OTP', 'SOFTWARE_TOKEN_MFA', 'SMS_MFA'),
      choice('SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'),
    ],
    ['a preferred method of two', { ...optional, ...all }, {}, preferring('SMS_MFA'), 'SMS_MFA'],
    ['the other one', { ...on, ...all }, {}, preferring('SOFTWARE_TOKEN_MFA'), 'SOFTWARE_TOKEN_MFA'],
    [
      'a preferred method that cannot be used, and another one',
      { ...optional, ...all },
      {},
      { ...preferring('SMS_MFA'), ...emailOnly },
      'SOFTWARE_TOKEN_MFA',
    ],
    [
      'SMS without a phone number',
      { ...optional, ...all },
      {},
      { ...enabled('SMS_MFA'), ...emailOnly },
      unusable,
    ],
    ['an app that does not exist', { ...optional, ...all }, {}, enabled('SOFTWARE_TOKEN_MFA'), unusable],
    [
      'required, SMS without a number, and an e-mail address',
      { ...on, ...all },
      {},
      { ...enabled('SMS_MFA'), ...emailOnly },
      'EMAIL_OTP',
    ],
    [
      'required, SMS, and an app that does not exist',
      { ...on, ...totp },
      {},
      enabled('SMS_MFA', 'SOFTWARE_TOKEN_MFA'),
      'SMS_MFA',
    ],
    [
      'required, and a number that is lost: nothing is set up in its place',
      { ...on, ...totp },
      {},
      { ...enabled('SMS_MFA'), ...emailOnly },
      unusable,
    ],
    [
      'an app that the pool offers no more',
      { ...optional, ...sms },
      {},
      withApp('SOFTWARE_TOKEN_MFA'),
      'SOFTWARE_TOKEN_MFA',
    ],
    ['an unverified number that he has chosen', { ...optional, ...all }, {}, unverified(), 'SMS_MFA'],

    ['required, SMS', { ...on, ...sms }, {}, {}, 'SMS_MFA'],
    ['required, e-mail', { ...on, ...email }, {}, {}, 'EMAIL_OTP'],
    ['required, an app that is registered', { ...on, ...totp }, {}, withApp(), 'SOFTWARE_TOKEN_MFA'],
    ['required, SMS and e-mail', { ...on, ...sms, ...email }, {}, {}, choice('SMS_MFA', 'EMAIL_OTP')],
    [
      'required, everything',
      { ...on, ...all },
      {},
      withApp(),
      choice('SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'),
    ],
    ['required, and an app is all there is', { ...on, ...totp }, {}, {}, setUp('SOFTWARE_TOKEN_MFA')],
    [
      'required, and no address',
      { ...on, ...all },
      {},
      neither,
      setUp('SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'),
    ],
    ['required, SMS and no number', { ...on, ...sms }, {}, emailOnly, nothing],

    [
      'an app beside the address that recovers',
      { ...on, ...all },
      recovery('verified_email', 'verified_phone_number'),
      { ...withApp(), ...emailOnly },
      'SOFTWARE_TOKEN_MFA',
    ],
    [
      'both addresses, e-mail recovering first',
      { ...on, ...sms, ...email },
      recovery('verified_email', 'verified_phone_number'),
      {},
      'SMS_MFA',
    ],
    [
      'both addresses, SMS recovering first',
      { ...on, ...sms, ...email },
      recovery('verified_phone_number', 'verified_email'),
      {},
      'EMAIL_OTP',
    ],
    [
      'both addresses, SMS recovering first and the only method',
      { ...on, ...sms },
      recovery('verified_phone_number', 'verified_email'),
      {},
      'SMS_MFA',
    ],
    [
      'both addresses, and administrators recover',
      { ...on, ...sms, ...email },
      recovery('admin_only'),
      {},
      choice('SMS_MFA', 'EMAIL_OTP'),
    ],
    [
      'a number that is the only way to recover',
      { ...on, ...sms },
      recovery('verified_phone_number', 'verified_email'),
      phoneOnly,
      nothing,
    ],
    [
      'the same, with apps',
      { ...on, ...sms, ...totp },
      recovery('verified_phone_number'),
      phoneOnly,
      setUp('SOFTWARE_TOKEN_MFA'),
    ],
    [
      'the same, and he has chosen it',
      { ...on, ...sms },
      recovery('verified_phone_number'),
      { ...enabled('SMS_MFA'), ...phoneOnly },
      'SMS_MFA',
    ],
    [
      'an address to be set up that would recover as well',
      { ...on, ...email, ...totp },
      recovery('verified_email', 'verified_phone_number'),
      neither,
      setUp('SOFTWARE_TOKEN_MFA'),
    ],
  ])('%s', async (_, mfa, recoverySetting, user, outcome) => {
    await place.configure(mfa, recoverySetting);
    await place.user('ada', user);
    // Both APIs, since a second factor must not be skipped by either.
    for (const way of [place, place.asAdmin]) expect(await asked(way)).toBe(outcome);
  });
});

function unverified(): Partial<UserRecord> {
  return {
    ...enabled('SMS_MFA'),
    attributes: { phone_number: '+15550000001', phone_number_verified: 'false' },
  };
}

async function asked(way: Mfa): Promise<string> {
  const answered = await way.begin('ada').catch((error: unknown) => error);
  if (answered instanceof Error) return (await refusal(Promise.reject(answered))).join(' ');
  const step = answered as Awaited<ReturnType<Mfa['begin']>>;
  const { MFAS_CAN_SELECT, MFAS_CAN_CHOOSE, MFAS_CAN_SETUP } = step.ChallengeParameters ?? {};
  expect(MFAS_CAN_CHOOSE).toBe(MFAS_CAN_SELECT);
  return [comesTo(step), MFAS_CAN_SELECT ?? MFAS_CAN_SETUP].filter(Boolean).join(' ');
}
