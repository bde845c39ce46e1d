import { anotherPool, type PoolShape } from '../support/another-pool';
import { Gatehouse } from '../support/gatehouse';
import { startInstance } from '../support/instance';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());

const FLOWS = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_AUTH'] as const;

/** What the configuration says of a pool. */
async function told(shape: PoolShape): Promise<any> {
  const { changes, sdk } = await anotherPool(gatehouse, shape);
  sdk.destroy();
  const instance = await startInstance(gatehouse, changes);
  try {
    return (await instance.get('/v1/auth/configuration')).body.data;
  } finally {
    await instance.app.close();
  }
}

const table: [string, PoolShape, object][] = [
  [
    'a plain pool',
    {},
    {
      signInMethods: ['password'],
      firstFactors: ['PASSWORD'],
      signUp: true,
      username: { kind: 'username', aliases: [], caseSensitive: true },
      passwordOptional: false,
      requiredAttributes: [],
      verifiedAttributes: [],
      passwordRecovery: ['phone_number', 'email'],
      mfa: { mode: 'OFF', methods: [] },
    },
  ],
  [
    'phone numbers as usernames',
    { pool: { UsernameAttributes: ['phone_number'], UsernameConfiguration: { CaseSensitive: false } } },
    { username: { kind: 'phone_number', aliases: [], caseSensitive: false } },
  ],
  [
    'either address as username',
    { pool: { UsernameAttributes: ['phone_number', 'email'] } },
    { username: { kind: 'email_or_phone_number', aliases: [], caseSensitive: true } },
  ],
  [
    'aliases',
    { pool: { AliasAttributes: ['email', 'preferred_username'] } },
    { username: { kind: 'username', aliases: ['email', 'preferred_username'], caseSensitive: true } },
  ],
  [
    'invitations only',
    { pool: { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } } },
    { signUp: false },
  ],
  [
    'a password policy',
    {
      pool: {
        Policies: {
          PasswordPolicy: { MinimumLength: 14, RequireSymbols: true, PasswordHistorySize: 3 },
        },
      },
    },
    {
      passwordPolicy: {
        minLength: 14,
        requireUppercase: false,
        requireLowercase: false,
        requireNumbers: false,
        requireSymbols: true,
        historySize: 3,
      },
    },
  ],
  [
    'only administrators resetting passwords',
    { pool: { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] } } },
    { passwordRecovery: [] },
  ],
  [
    'recovery in an order of its own',
    {
      pool: {
        AccountRecoverySetting: {
          RecoveryMechanisms: [
            { Name: 'verified_phone_number', Priority: 2 },
            { Name: 'verified_email', Priority: 1 },
          ],
        },
      },
    },
    { passwordRecovery: ['email', 'phone_number'] },
  ],
  [
    'codes in place of passwords',
    {
      pool: {
        AutoVerifiedAttributes: ['email'],
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
      },
      client: { ExplicitAuthFlows: [...FLOWS] },
    },
    {
      signInMethods: ['password', 'choice', 'email_otp'],
      firstFactors: ['PASSWORD', 'EMAIL_OTP'],
      passwordOptional: true,
    },
  ],
  [
    'codes to addresses that nobody verifies',
    {
      pool: { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } } },
      client: { ExplicitAuthFlows: [...FLOWS] },
    },
    { passwordOptional: false },
  ],
  [
    'every flow of a client',
    {
      client: {
        ExplicitAuthFlows: [
          'ALLOW_USER_PASSWORD_AUTH',
          'ALLOW_USER_SRP_AUTH',
          'ALLOW_CUSTOM_AUTH',
          'ALLOW_USER_AUTH',
        ],
      },
    },
    { signInMethods: ['password', 'srp', 'custom', 'choice'] },
  ],
  [
    'second factors for everybody',
    {
      pool: {
        SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' },
        AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
        EmailConfiguration: {
          EmailSendingAccount: 'DEVELOPER',
          SourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/no-reply@example.com',
        },
      },
      mfa: {
        MfaConfiguration: 'ON',
        SoftwareTokenMfaConfiguration: { Enabled: true },
        SmsMfaConfiguration: {
          SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' },
        },
        EmailMfaConfiguration: {},
      },
    },
    { mfa: { mode: 'ON', methods: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] } },
  ],
  [
    'remembered devices',
    {
      pool: {
        DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true },
      },
    },
    { devices: { onPrompt: true, replacesMfa: true } },
  ],
  [
    'attributes of its own, not all of them writable',
    {
      pool: {
        Schema: [
          { Name: 'name', AttributeDataType: 'String', Required: true, Mutable: true },
          {
            Name: 'age',
            AttributeDataType: 'Number',
            Mutable: true,
            NumberAttributeConstraints: { MinValue: '18', MaxValue: '130' },
          },
          { Name: 'secret', AttributeDataType: 'String', Mutable: true },
        ],
      },
      client: { WriteAttributes: ['name', 'custom:age'] },
    },
    {
      requiredAttributes: ['name'],
      attributes: [
        { name: 'name', type: 'string', required: true, mutable: true, min: 0, max: 2048 },
        { name: 'custom:age', type: 'number', required: false, mutable: true, min: 18, max: 130 },
      ],
    },
  ],
];

it("offers none of the pool's own attributes where the client is not allowed them", async () => {
  const { attributes } = await told({ pool: { Schema: [{ Name: 'team', AttributeDataType: 'String' }] } });
  expect(attributes).toContainEqual(expect.objectContaining({ name: 'nickname' }));
  expect(attributes).not.toContainEqual(expect.objectContaining({ name: 'custom:team' }));
});

it.each(table)('%s', async (_, shape, expected) => {
  expect(await told(shape)).toMatchObject(expected);
});

it('says nothing of passkeys and devices that are not there', async () => {
  const configuration = await told({});
  expect(configuration).not.toHaveProperty('passkeys');
  expect(configuration).not.toHaveProperty('devices');
});
