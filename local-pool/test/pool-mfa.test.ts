import {
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
  SetUserPoolMfaConfigCommand,
  UpdateUserPoolCommand,
  type CreateUserPoolCommandInput,
  type SetUserPoolMfaConfigCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { output } from './raw';
import { PoolUnderTest, refusal } from './support';

let pool: PoolUnderTest;
beforeAll(async () => {
  pool = await PoolUnderTest.start();
});
afterAll(() => pool.close());

describe('the MFA configuration', () => {
  const set = (input: SetUserPoolMfaConfigCommandInput): Promise<object> =>
    output(pool.sdk.send(new SetUserPoolMfaConfigCommand(input)));

  it('is off in a new pool', async () => {
    const Id = await pool.createPool();
    expect(await output(pool.sdk.send(new GetUserPoolMfaConfigCommand({ UserPoolId: Id })))).toEqual({
      MfaConfiguration: 'OFF',
    });
  });

  it('is told as it was set, and keeps what a later call leaves out', async () => {
    const Id = await pool.createPool();
    const first = { MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration: { Enabled: true } } as const;
    expect(await set({ UserPoolId: Id, ...first })).toEqual(first);
    const WebAuthnConfiguration = { RelyingPartyId: 'app.example' };
    expect(await set({ UserPoolId: Id, WebAuthnConfiguration })).toEqual({ ...first, WebAuthnConfiguration });
    expect(await output(pool.sdk.send(new GetUserPoolMfaConfigCommand({ UserPoolId: Id })))).toEqual({
      ...first,
      WebAuthnConfiguration,
    });
    const { UserPool } = await pool.sdk.send(new DescribeUserPoolCommand({ UserPoolId: Id }));
    expect(UserPool?.MfaConfiguration).toBe('OPTIONAL');
  });

  it('has e-mail in pools with a sender of their own', async () => {
    const Id = await pool.createPool({ EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' } });
    const email = { MfaConfiguration: 'ON', EmailMfaConfiguration: { Subject: 'Code' } } as const;
    expect(await set({ UserPoolId: Id, ...email })).toEqual(email);
  });

  it.each<
    [string, Partial<CreateUserPoolCommandInput>, Partial<SetUserPoolMfaConfigCommandInput>, string, string]
  >([
    [
      'MFA without a factor',
      {},
      { MfaConfiguration: 'ON' },
      'InvalidParameterException',
      "Invalid MFA configuration given, can't disable all MFAs and require MFA.",
    ],
    [
      'a factor with MFA off',
      {},
      { MfaConfiguration: 'OFF', SoftwareTokenMfaConfiguration: { Enabled: true } },
      'InvalidParameterException',
      "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
    ],
    [
      'e-mail by the default sender',
      {},
      { MfaConfiguration: 'ON', EmailMfaConfiguration: {} },
      'InvalidParameterException',
      'E-mail MFA requires the EmailSendingAccount DEVELOPER.',
    ],
    [
      'optional MFA without a factor',
      {},
      { MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration: { Enabled: false } },
      'InvalidParameterException',
      "Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration.",
    ],
    [
      'required MFA beside codes as first factor',
      { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } } },
      { MfaConfiguration: 'ON', SoftwareTokenMfaConfiguration: { Enabled: true } },
      'InvalidParameterException',
      'EMAIL_OTP and SMS_OTP cannot be among AllowedFirstAuthFactors when MFA is required.',
    ],
    [
      'e-mail where it is the only way to recover',
      {
        EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' },
        AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
      },
      { MfaConfiguration: 'OPTIONAL', EmailMfaConfiguration: {} },
      'InvalidParameterException',
      'Invalid account recovery setting parameter. Account Recovery Setting cannot use verified_email as the only recovery mechanism when email MFA is configured.',
    ],
    [
      'a relying party that is no domain',
      {},
      { WebAuthnConfiguration: { RelyingPartyId: 'https://app.example' } },
      'InvalidParameterException',
      'The relying party ID must be a domain name.',
    ],
    [
      'e-mail in a Lite pool',
      { UserPoolTier: 'LITE' },
      { MfaConfiguration: 'ON', EmailMfaConfiguration: {} },
      'FeatureUnavailableInTierException',
      'E-mail MFA is not available in the LITE tier.',
    ],
  ])('refuses %s', async (_, settings, input, type, message) => {
    const Id = await pool.createPool(settings);
    expect(await refusal(set({ UserPoolId: Id, ...input }))).toEqual([type, message]);
    expect(await output(pool.sdk.send(new GetUserPoolMfaConfigCommand({ UserPoolId: Id })))).toEqual({
      MfaConfiguration: 'OFF',
    });
  });

  it('allows codes as first factor beside optional MFA, and e-mail beside another way to recover', async () => {
    const Id = await pool.createPool({
      EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' },
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
      AccountRecoverySetting: {
        RecoveryMechanisms: [
          { Name: 'verified_email', Priority: 1 },
          { Name: 'verified_phone_number', Priority: 2 },
        ],
      },
    });
    const input = { MfaConfiguration: 'OPTIONAL', EmailMfaConfiguration: {} } as const;
    expect(await set({ UserPoolId: Id, ...input })).toEqual(input);
  });

  it('ends every factor with MFA as a whole, but not passkeys', async () => {
    const Id = await pool.createPool({ EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' } });
    const WebAuthnConfiguration = { RelyingPartyId: 'app.example' };
    const factors = { EmailMfaConfiguration: {}, SoftwareTokenMfaConfiguration: { Enabled: true } };
    await set({ UserPoolId: Id, MfaConfiguration: 'ON', ...factors, WebAuthnConfiguration });
    const off = { MfaConfiguration: 'OFF', WebAuthnConfiguration } as const;
    expect(await set({ UserPoolId: Id, MfaConfiguration: 'OFF' })).toEqual(off);
    const on = { MfaConfiguration: 'ON', SoftwareTokenMfaConfiguration: { Enabled: true } } as const;
    expect(await set({ UserPoolId: Id, ...on })).toEqual({ ...on, WebAuthnConfiguration });
  });

  it('holds when the pool is changed otherwise', async () => {
    const Id = await pool.createPool();
    const SoftwareTokenMfaConfiguration = { Enabled: true };
    await set({ UserPoolId: Id, MfaConfiguration: 'ON', SoftwareTokenMfaConfiguration });
    const update = new UpdateUserPoolCommand({
      ...{ UserPoolId: Id, MfaConfiguration: 'ON' },
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'SMS_OTP'] } },
    });
    expect((await refusal(pool.sdk.send(update)))[0]).toBe('InvalidParameterException');
    expect(pool.pool(Id).settings.Policies?.SignInPolicy?.AllowedFirstAuthFactors).toEqual(['PASSWORD']);
  });
});

it.each([
  [
    'GetUserPoolMfaConfig',
    () => pool.sdk.send(new GetUserPoolMfaConfigCommand({ UserPoolId: 'us-east-1_none' })),
  ],
  [
    'SetUserPoolMfaConfig',
    () => pool.sdk.send(new SetUserPoolMfaConfigCommand({ UserPoolId: 'us-east-1_none' })),
  ],
])('%s refuses an unknown pool', async (_, call: () => Promise<unknown>) => {
  expect(await refusal(call())).toEqual([
    'ResourceNotFoundException',
    'User pool us-east-1_none does not exist.',
  ]);
});
