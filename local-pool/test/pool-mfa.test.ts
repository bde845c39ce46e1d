import {
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
  SetUserPoolMfaConfigCommand,
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
      'e-mail in a Lite pool',
      { UserPoolTier: 'LITE' },
      { MfaConfiguration: 'ON', EmailMfaConfiguration: {} },
      'FeatureUnavailableInTierException',
      'E-mail MFA is not available in the LITE tier.',
    ],
  ])('refuses %s', async (_, settings, input, type, message) => {
    const Id = await pool.createPool(settings);
    expect(await refusal(set({ UserPoolId: Id, ...input }))).toEqual([type, message]);
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
