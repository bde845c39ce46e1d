import {
  AddCustomAttributesCommand,
  CreateUserPoolCommand,
  DeleteUserPoolCommand,
  DescribeUserPoolCommand,
  ListUserPoolsCommand,
  UpdateUserPoolCommand,
  type CreateUserPoolCommandInput,
  type UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider';
import { output, post } from './raw';
import { PoolUnderTest, refusal } from './support';

let pool: PoolUnderTest;
beforeAll(async () => {
  pool = await PoolUnderTest.start();
});
afterAll(() => pool.close());

async function create(
  input: Partial<CreateUserPoolCommandInput> = {},
): Promise<UserPoolType & { Id: string }> {
  const { UserPool } = await pool.sdk.send(new CreateUserPoolCommand({ PoolName: 'people', ...input }));
  return { ...UserPool, Id: UserPool?.Id ?? '' };
}

async function describePool(UserPoolId: string): Promise<UserPoolType> {
  return (await pool.sdk.send(new DescribeUserPoolCommand({ UserPoolId }))).UserPool ?? {};
}

const noPool = ['ResourceNotFoundException', 'User pool us-east-1_none does not exist.'];

describe('CreateUserPool', () => {
  it('makes a pool with the defaults of the API and two keys', async () => {
    const made = await create();
    const { SchemaAttributes, ...rest } = made;
    expect(made.Id).toMatch(/^us-east-1_[A-Za-z0-9]{9}$/);
    expect(rest).toEqual({
      Id: made.Id,
      Name: 'people',
      Arn: `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${made.Id}`,
      Policies: {
        PasswordPolicy: {
          MinimumLength: 8,
          RequireUppercase: true,
          RequireLowercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
          TemporaryPasswordValidityDays: 7,
        },
        SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] },
      },
      DeletionProtection: 'INACTIVE',
      LambdaConfig: {},
      VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE' },
      MfaConfiguration: 'OFF',
      EstimatedNumberOfUsers: 0,
      EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' },
      UserPoolTags: {},
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false, UnusedAccountValidityDays: 7 },
      UserPoolTier: 'ESSENTIALS',
      CreationDate: expect.any(Date) as Date,
      LastModifiedDate: made.CreationDate,
    });
    expect(SchemaAttributes?.map(({ Name }) => Name).sort()).toEqual(
      'address birthdate email email_verified family_name gender given_name identities locale middle_name name nickname phone_number phone_number_verified picture preferred_username profile sub updated_at website zoneinfo'.split(
        ' ',
      ),
    );
    expect(
      pool.context.store.keys
        .by('pool', made.Id)
        .map(({ use }) => use)
        .sort(),
    ).toEqual(['access', 'id']);
  });

  it('changes standard attributes and adds custom ones', async () => {
    const { SchemaAttributes } = await create({
      Schema: [
        { Name: 'email', Required: true, Mutable: false },
        {
          Name: 'tier',
          AttributeDataType: 'Number',
          Mutable: true,
          NumberAttributeConstraints: { MinValue: '1' },
        },
        { Name: 'note', AttributeDataType: 'String', DeveloperOnlyAttribute: true },
      ],
    });
    const named = (name: string): unknown => SchemaAttributes?.find(({ Name }) => Name === name);
    expect(named('email')).toEqual({
      Name: 'email',
      AttributeDataType: 'String',
      DeveloperOnlyAttribute: false,
      Mutable: false,
      Required: true,
      StringAttributeConstraints: { MinLength: '0', MaxLength: '2048' },
    });
    expect(named('custom:tier')).toEqual({
      Name: 'custom:tier',
      AttributeDataType: 'Number',
      DeveloperOnlyAttribute: false,
      Mutable: true,
      Required: false,
      NumberAttributeConstraints: { MinValue: '1' },
    });
    expect(named('dev:custom:note')).toEqual({
      Name: 'dev:custom:note',
      AttributeDataType: 'String',
      DeveloperOnlyAttribute: true,
      Mutable: false,
      Required: false,
      StringAttributeConstraints: {},
    });
  });

  it('turns a rule off that a given password policy leaves out', async () => {
    const { Policies } = await create({
      Policies: { PasswordPolicy: { MinimumLength: 6, RequireNumbers: true } },
    });
    expect(Policies?.PasswordPolicy).toEqual({
      MinimumLength: 6,
      RequireUppercase: false,
      RequireLowercase: false,
      RequireNumbers: true,
      RequireSymbols: false,
      TemporaryPasswordValidityDays: 7,
    });
  });

  it.each<[string, Partial<CreateUserPoolCommandInput>, string, string]>([
    [
      'two sign-in models',
      { AliasAttributes: ['email'], UsernameAttributes: ['email'] },
      'InvalidParameterException',
      'Only one of the aliasAttributes or usernameAttributes can be set in a user pool.',
    ],
    [
      'a deferred change that is not verified',
      { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] } },
      'InvalidParameterException',
      'AttributesRequireVerificationBeforeUpdate must be a subset of AutoVerifiedAttributes.',
    ],
    [
      'admin_only with another way of recovery',
      {
        AccountRecoverySetting: {
          RecoveryMechanisms: [
            { Name: 'admin_only', Priority: 1 },
            { Name: 'verified_email', Priority: 2 },
          ],
        },
      },
      'InvalidParameterException',
      'The admin_only recovery mechanism cannot be combined with others.',
    ],
    [
      'two ways of recovery of one priority',
      {
        AccountRecoverySetting: {
          RecoveryMechanisms: [
            { Name: 'verified_phone_number', Priority: 1 },
            { Name: 'verified_email', Priority: 1 },
          ],
        },
      },
      'InvalidParameterException',
      'The priorities of the recovery mechanisms must differ.',
    ],
    [
      'MFA without a factor',
      { MfaConfiguration: 'ON' },
      'InvalidParameterException',
      "Invalid MFA configuration given, can't disable all MFAs and require MFA.",
    ],
    [
      'a required custom attribute',
      { Schema: [{ Name: 'x', Required: true }] },
      'InvalidParameterException',
      'Required custom attributes are not supported currently.',
    ],
    [
      'a standard attribute of another type',
      { Schema: [{ Name: 'email', AttributeDataType: 'Number' }] },
      'InvalidParameterException',
      'You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email',
    ],
    [
      'password history in a Lite pool',
      { UserPoolTier: 'LITE', Policies: { PasswordPolicy: { PasswordHistorySize: 3 } } },
      'FeatureUnavailableInTierException',
      'Password history is not available in the LITE tier.',
    ],
    [
      'one-time passwords in a Lite pool',
      {
        UserPoolTier: 'LITE',
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
      },
      'FeatureUnavailableInTierException',
      'Choice-based sign-in is not available in the LITE tier.',
    ],
    [
      'threat protection below Plus',
      { UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' } },
      'FeatureUnavailableInTierException',
      'Threat protection is not available in the ESSENTIALS tier.',
    ],
  ])('refuses %s', async (_, input, type, message) => {
    expect(await refusal(create(input))).toEqual([type, message]);
  });

  it('refuses a malformed request', async () => {
    const { body } = await post(pool.url, 'CreateUserPool', '{"PoolName":"?"}');
    expect(body).toEqual({
      __type: 'InvalidParameterException',
      message:
        "1 validation error detected: Value '?' at 'poolName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w\\s+=,.@-]+",
    });
  });
});

describe('UpdateUserPool', () => {
  it('resets what is left out and keeps what is fixed', async () => {
    const made = await create({
      PoolName: 'fixed',
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      AutoVerifiedAttributes: ['email'],
      DeletionProtection: 'ACTIVE',
      EmailVerificationSubject: 'Hello',
      Schema: [{ Name: 'x' }],
    });
    const update = new UpdateUserPoolCommand({ UserPoolId: made.Id, UserPoolTags: { a: 'b' } });
    expect(await output(pool.sdk.send(update))).toEqual({});
    const expected: UserPoolType = { ...made, DeletionProtection: 'INACTIVE', UserPoolTags: { a: 'b' } };
    delete expected.AutoVerifiedAttributes;
    delete expected.EmailVerificationSubject;
    expect(await describePool(made.Id)).toEqual({ ...expected, LastModifiedDate: expect.any(Date) as Date });
  });

  it('renames', async () => {
    const { Id } = await create();
    await pool.sdk.send(new UpdateUserPoolCommand({ UserPoolId: Id, PoolName: 'renamed' }));
    expect((await describePool(Id)).Name).toBe('renamed');
  });

  it('checks as CreateUserPool does, and changes nothing then', async () => {
    const { Id } = await create();
    const before = await describePool(Id);
    const update = new UpdateUserPoolCommand({
      UserPoolId: Id,
      PoolName: 'other',
      UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' },
    });
    expect(await refusal(pool.sdk.send(update))).toEqual([
      'FeatureUnavailableInTierException',
      'Threat protection is not available in the ESSENTIALS tier.',
    ]);
    expect(await describePool(Id)).toEqual(before);
  });
});

describe('DeleteUserPool', () => {
  it('deletes the pool with all that is in it', async () => {
    const { Id } = await create();
    const { ClientId } = await pool.createClient(Id);
    await pool.createUser(Id, 'ada');
    await pool.signIn(ClientId, 'ada');
    expect(await output(pool.sdk.send(new DeleteUserPoolCommand({ UserPoolId: Id })))).toEqual({});
    const { clients, users, keys, grants, groups, messages } = pool.context.store;
    const left = [clients, users, keys, grants, groups, messages].map((collection) =>
      collection.count('pool', Id),
    );
    expect(left).toEqual([0, 0, 0, 0, 0, 0]);
    expect(users.by('name', `${Id}/ada`)).toEqual([]);
    expect(await refusal(describePool(Id))).toEqual([
      'ResourceNotFoundException',
      `User pool ${Id} does not exist.`,
    ]);
  });

  it('refuses a protected pool', async () => {
    const { Id } = await create({ DeletionProtection: 'ACTIVE' });
    expect(await refusal(pool.sdk.send(new DeleteUserPoolCommand({ UserPoolId: Id })))).toEqual([
      'InvalidParameterException',
      'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.',
    ]);
    expect((await describePool(Id)).Id).toBe(Id);
  });
});

it('ListUserPools lists every pool once, by pages', async () => {
  await create();
  await create();
  const seen: unknown[] = [];
  let NextToken: string | undefined;
  do {
    const page = await pool.sdk.send(new ListUserPoolsCommand({ MaxResults: 2, NextToken }));
    seen.push(...(page.UserPools ?? []));
    ({ NextToken } = page);
  } while (NextToken);
  const expected = [...pool.context.store.pools.values()]
    .map(({ id, settings, createdAt, updatedAt }) => ({
      Id: id,
      Name: settings.Name,
      LambdaConfig: {},
      CreationDate: new Date(createdAt),
      LastModifiedDate: new Date(updatedAt),
    }))
    .sort((a, b) => (a.Id < b.Id ? -1 : 1));
  expect(seen).toEqual(expected);
});

describe('AddCustomAttributes', () => {
  const add = (UserPoolId: string, ...names: string[]): Promise<object> =>
    output(
      pool.sdk.send(
        new AddCustomAttributesCommand({ UserPoolId, CustomAttributes: names.map((Name) => ({ Name })) }),
      ),
    );

  it('adds up to 50, each once', async () => {
    const { Id } = await create();
    const names = (from: number): string[] => Array.from({ length: 25 }, (_, index) => `a${from + index}`);
    expect([await add(Id, ...names(0)), await add(Id, ...names(25))]).toEqual([{}, {}]);
    expect(await refusal(add(Id, 'a50'))).toEqual([
      'InvalidParameterException',
      'Number of custom attributes exceeds the limit of 50.',
    ]);
    expect(await refusal(add(Id, 'a49'))).toEqual([
      'InvalidParameterException',
      'custom:a49: Existing attribute already has name custom:a49.',
    ]);
    const { SchemaAttributes } = await describePool(Id);
    expect(SchemaAttributes?.filter(({ Name }) => Name?.startsWith('custom:'))).toHaveLength(50);
  });
});

it.each([
  ['DescribeUserPool', () => describePool('us-east-1_none')],
  ['UpdateUserPool', () => pool.sdk.send(new UpdateUserPoolCommand({ UserPoolId: 'us-east-1_none' }))],
  ['DeleteUserPool', () => pool.sdk.send(new DeleteUserPoolCommand({ UserPoolId: 'us-east-1_none' }))],
  [
    'AddCustomAttributes',
    () =>
      pool.sdk.send(
        new AddCustomAttributesCommand({ UserPoolId: 'us-east-1_none', CustomAttributes: [{ Name: 'x' }] }),
      ),
  ],
])('%s refuses an unknown pool', async (_, call: () => Promise<unknown>) => {
  expect(await refusal(call())).toEqual(noPool);
});
