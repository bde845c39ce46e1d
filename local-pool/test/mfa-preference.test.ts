import {
  AdminGetUserCommand,
  AdminSetUserSettingsCommand,
  GetUserCommand,
  ListUsersCommand,
  SetUserMFAPreferenceCommand,
  SetUserSettingsCommand,
  type AdminSetUserMFAPreferenceCommandInput,
  type MFAOptionType,
  type SetUserMFAPreferenceCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { UserRecord } from '../store/records';
import { all, appSecret, comesTo, Mfa, sms, totp } from './mfa';
import { output } from './raw';
import { PoolUnderTest, refusal } from './support';

/** SetUserMFAPreference, SetUserSettings and their Admin twins. */
let pools: PoolUnderTest;
let mfa: Mfa;
let AccessToken: string;
let ada: UserRecord;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
  mfa = await Mfa.open(pools);
});
afterAll(() => pools.close());

type Blocks = Omit<SetUserMFAPreferenceCommandInput, 'AccessToken'>;
type Ways = [string, (blocks: Blocks) => Promise<object>][];

const on = { Enabled: true };
const preferred = { Enabled: true, PreferredMfa: true };
const cannot = (method: string): string[] => [
  'InvalidParameterException',
  `User does not have delivery config set to turn on ${method}`,
];
const shown = async (): Promise<object> => {
  const { $metadata, Username, UserAttributes, ...rest } = await pools.sdk.send(
    new GetUserCommand({ AccessToken }),
  );
  expect([$metadata.httpStatusCode, Username, Array.isArray(UserAttributes)]).toEqual([200, 'ada', true]);
  return rest;
};
const put = (changes: Partial<UserRecord>): void => {
  pools.context.store.users.put({ ...pools.user(ada.sub), ...changes });
};

/** Somebody with a verified app and two verified addresses, none of them switched on. */
beforeEach(async () => {
  await mfa.configure({ MfaConfiguration: 'OPTIONAL', ...all });
  ada = await mfa.userWithApp('ada', []);
  ({ AccessToken } = await pools.signIn(mfa.clientId, 'ada'));
});

const ways: Ways = [
  [
    'SetUserMFAPreference',
    (blocks) => output(pools.sdk.send(new SetUserMFAPreferenceCommand({ AccessToken, ...blocks }))),
  ],
  [
    'AdminSetUserMFAPreference',
    (blocks) =>
      output(mfa.prefer('ada', blocks as Partial<AdminSetUserMFAPreferenceCommandInput>) as Promise<object>),
  ],
];

describe.each(ways)('%s', (_, set) => {
  it('switches methods on, one of them preferred, and off again', async () => {
    expect(
      await set({ SMSMfaSettings: on, SoftwareTokenMfaSettings: preferred, EmailMfaSettings: on }),
    ).toEqual({});
    const MFAOptions = [{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }];
    expect(await shown()).toEqual({
      MFAOptions,
      UserMFASettingList: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'],
      PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
    });
    expect(comesTo(await mfa.begin('ada'))).toBe('SOFTWARE_TOKEN_MFA');
    await set({ SoftwareTokenMfaSettings: { Enabled: false } });
    expect(await shown()).toEqual({ MFAOptions, UserMFASettingList: ['SMS_MFA', 'EMAIL_OTP'] });
    expect(comesTo(await mfa.begin('ada'))).toBe('SELECT_MFA_TYPE');
    await set({ SMSMfaSettings: { Enabled: false }, EmailMfaSettings: { Enabled: false } });
    expect(await shown()).toEqual({});
    expect(comesTo(await mfa.begin('ada'))).toBe('tokens');
  });

  it('leaves alone what a call leaves out', async () => {
    await set({ SMSMfaSettings: preferred });
    const before = await shown();
    for (const blocks of [{}, { SMSMfaSettings: {} }, { SMSMfaSettings: on }]) {
      await set(blocks);
      expect(await shown()).toEqual(before);
    }
    await set({ EmailMfaSettings: on });
    expect(await shown()).toMatchObject({
      UserMFASettingList: ['SMS_MFA', 'EMAIL_OTP'],
      PreferredMfaSetting: 'SMS_MFA',
    });
  });

  it('prefers another method in place of the one before, and none', async () => {
    await set({ SMSMfaSettings: preferred, EmailMfaSettings: on });
    await set({ EmailMfaSettings: { PreferredMfa: true } });
    expect(await shown()).toMatchObject({ PreferredMfaSetting: 'EMAIL_OTP' });
    await set({ SMSMfaSettings: { Enabled: true, PreferredMfa: false } });
    expect(await shown()).toMatchObject({ PreferredMfaSetting: 'EMAIL_OTP' });
    await set({ EmailMfaSettings: { Enabled: true, PreferredMfa: false } });
    expect(await shown()).not.toHaveProperty('PreferredMfaSetting');
  });

  it.each<[string, Blocks, Partial<UserRecord>, string[]]>([
    [
      'two preferred methods',
      { SMSMfaSettings: preferred, SoftwareTokenMfaSettings: preferred },
      {},
      ['InvalidParameterException', 'Only one MFA method can be preferred.'],
    ],
    [
      'a preferred method that is off',
      { EmailMfaSettings: { PreferredMfa: true } },
      {},
      ['InvalidParameterException', 'EMAIL_OTP has to be enabled to be the preferred MFA method.'],
    ],
    [
      'a preferred method that is switched off',
      { SMSMfaSettings: { Enabled: false, PreferredMfa: true } },
      {},
      ['InvalidParameterException', 'SMS_MFA has to be enabled to be the preferred MFA method.'],
    ],
    [
      'an app that was never verified',
      { SoftwareTokenMfaSettings: on },
      { mfa: { enabled: [] } },
      cannot('SOFTWARE_TOKEN_MFA'),
    ],
    [
      'an app that is not verified yet',
      { SoftwareTokenMfaSettings: on },
      { mfa: { enabled: [], pendingTotp: appSecret } },
      cannot('SOFTWARE_TOKEN_MFA'),
    ],
    ['SMS without a number', { SMSMfaSettings: on }, { attributes: {} }, cannot('SMS_MFA')],
    [
      'SMS to an unverified number',
      { SMSMfaSettings: on },
      { attributes: { phone_number: '+15550000000', phone_number_verified: 'false' } },
      cannot('SMS_MFA'),
    ],
    [
      'e-mail to an unverified address',
      { EmailMfaSettings: preferred },
      { attributes: { email: 'ada@example.com' } },
      cannot('EMAIL_OTP'),
    ],
  ])('refuses %s, and changes nothing', async (_, blocks, changes, text) => {
    put(changes);
    expect(await refusal(set(blocks))).toEqual(text);
    expect(await shown()).toEqual({});
  });

  it('refuses methods that the pool does not have', async () => {
    await mfa.configure({ MfaConfiguration: 'OPTIONAL', ...sms });
    expect(await refusal(set({ SMSMfaSettings: on, EmailMfaSettings: on }))).toEqual(cannot('EMAIL_OTP'));
    expect(await refusal(set({ SoftwareTokenMfaSettings: on }))).toEqual(cannot('SOFTWARE_TOKEN_MFA'));
    await mfa.configure({ MfaConfiguration: 'OFF' });
    expect(await refusal(set({ SMSMfaSettings: on }))).toEqual(cannot('SMS_MFA'));
    expect(await shown()).toEqual({});
  });

  it('leaves the last method of a user who needs one', async () => {
    await set({ SMSMfaSettings: preferred, SoftwareTokenMfaSettings: on });
    await mfa.configure({ MfaConfiguration: 'ON', ...sms, ...totp });
    await set({ SoftwareTokenMfaSettings: { Enabled: false } });
    expect(await refusal(set({ SMSMfaSettings: { Enabled: false } }))).toEqual([
      'InvalidParameterException',
      'The last MFA method of a user cannot be turned off while MFA is required.',
    ]);
    // In exchange for another it can.
    await set({ SMSMfaSettings: { Enabled: false }, SoftwareTokenMfaSettings: on });
    expect(await shown()).toEqual({ UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] });
  });

  it('takes a last method that is of no use', async () => {
    await set({ SMSMfaSettings: on });
    put({ attributes: { name: 'Ada' } });
    await mfa.configure({ MfaConfiguration: 'ON', ...totp });
    await set({ SMSMfaSettings: { Enabled: false } });
    expect(await shown()).toEqual({});
  });

  it('makes passkeys a method where they are two factors, beside another one', async () => {
    const WebAuthnMfaSettings = on;
    expect(await refusal(set({ WebAuthnMfaSettings }))).toEqual([
      'InvalidParameterException',
      'Passkeys are no MFA method of this user pool.',
    ]);
    const WebAuthnConfiguration = { FactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION' } as const;
    await mfa.configure({ MfaConfiguration: 'OPTIONAL', ...all, WebAuthnConfiguration });
    expect(await refusal(set({ WebAuthnMfaSettings }))).toEqual([
      'InvalidParameterException',
      'Passkeys need another MFA method beside them.',
    ]);
    await set({ WebAuthnMfaSettings, SMSMfaSettings: on });
    expect(pools.user(ada.sub).mfa.webAuthn).toBe(true);
    await set({ WebAuthnMfaSettings: { Enabled: false } });
    expect(pools.user(ada.sub).mfa.webAuthn).toBe(false);
    const WebAuthnOff = { FactorConfiguration: 'SINGLE_FACTOR' } as const;
    await mfa.configure({ MfaConfiguration: 'OPTIONAL', ...all, WebAuthnConfiguration: WebAuthnOff });
  });
});

it.each<[string, Partial<UserRecord>, string]>([
  ['has not confirmed', { status: 'UNCONFIRMED' }, 'UserNotConfirmedException'],
  ['has to reset the password', { status: 'RESET_REQUIRED' }, 'PasswordResetRequiredException'],
])('AdminSetUserMFAPreference refuses somebody who %s', async (_, changes, type) => {
  put(changes);
  expect((await refusal(mfa.prefer('ada', { SMSMfaSettings: on })))[0]).toBe(type);
});

const older: [string, (MFAOptions: MFAOptionType[]) => Promise<object>][] = [
  [
    'SetUserSettings',
    (MFAOptions) => output(pools.sdk.send(new SetUserSettingsCommand({ AccessToken, MFAOptions }))),
  ],
  [
    'AdminSetUserSettings',
    (MFAOptions) =>
      output(
        pools.sdk.send(
          new AdminSetUserSettingsCommand({ UserPoolId: mfa.poolId, Username: 'ada', MFAOptions }),
        ),
      ),
  ],
];

describe.each(older)('%s', (_, set) => {
  const option = { DeliveryMedium: 'SMS', AttributeName: 'phone_number' } as const;

  it('switches SMS on and off, and shows it wherever users are shown', async () => {
    expect(await set([option])).toEqual({});
    const MFAOptions = [option];
    expect(await shown()).toEqual({ MFAOptions, UserMFASettingList: ['SMS_MFA'] });
    const input = { UserPoolId: mfa.poolId, Username: 'ada' };
    expect(await pools.sdk.send(new AdminGetUserCommand(input))).toMatchObject({ MFAOptions });
    const { Users } = await pools.sdk.send(
      new ListUsersCommand({ UserPoolId: mfa.poolId, Filter: 'username = "ada"' }),
    );
    expect(Users).toMatchObject([{ Username: 'ada', MFAOptions }]);
    expect(await set([])).toEqual({});
    expect(await shown()).toEqual({});
  });

  it.each<[string, MFAOptionType]>([
    ['codes by e-mail', { DeliveryMedium: 'EMAIL', AttributeName: 'email' }],
    ['another attribute', { DeliveryMedium: 'SMS', AttributeName: 'nickname' }],
    ['no attribute', { DeliveryMedium: 'SMS' }],
  ])('refuses %s', async (_, wrong) => {
    expect(await refusal(set([option, wrong]))).toEqual([
      'InvalidParameterException',
      'MFAOptions can only be SMS to the phone_number.',
    ]);
  });

  it('refuses an unverified number', async () => {
    put({ attributes: { phone_number: '+15550000000' } });
    expect(await refusal(set([option]))).toEqual(cannot('SMS_MFA'));
  });
});
