import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminDeleteUserAttributesCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  GetUserCommand,
  type AdminCreateUserCommandInput,
  type AdminGetUserCommandOutput,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { UserRecord } from '../store/records';
import { output, post } from './raw';
import { goodPassword, PoolUnderTest, refusal } from './support';

let pool: PoolUnderTest;
let plain: string;
let alias: string;
let byEmail: string;
beforeAll(async () => {
  pool = await PoolUnderTest.start();
  plain = await pool.createPool({
    UsernameConfiguration: { CaseSensitive: false },
    Schema: [
      { Name: 'fixed', AttributeDataType: 'String' },
      {
        Name: 'level',
        AttributeDataType: 'Number',
        Mutable: true,
        NumberAttributeConstraints: { MaxValue: '9' },
      },
      {
        Name: 'short',
        AttributeDataType: 'String',
        Mutable: true,
        StringAttributeConstraints: { MaxLength: '3' },
      },
      { Name: 'since', AttributeDataType: 'DateTime', Mutable: true },
      { Name: 'vip', AttributeDataType: 'Boolean', Mutable: true },
    ],
  });
  alias = await pool.createPool({
    AliasAttributes: ['email', 'phone_number', 'preferred_username'],
    AutoVerifiedAttributes: ['email'],
  });
  byEmail = await pool.createPool({
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    Schema: [{ Name: 'name', Required: true }],
  });
});
beforeEach(() => {
  const { users, messages } = pool.context.store;
  for (const { sub } of users.values()) users.delete(sub);
  for (const { id } of messages.values()) messages.delete(id);
});
afterAll(() => pool.close());

type Attributes = Record<string, string>;

function listed(attributes: Attributes): { Name: string; Value: string }[] {
  return Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
}

async function create(
  UserPoolId: string,
  Username: string,
  attributes: Attributes = {},
  more: Partial<AdminCreateUserCommandInput> = {},
): Promise<UserType> {
  const input = { UserPoolId, Username, UserAttributes: listed(attributes), ...more };
  return (await pool.sdk.send(new AdminCreateUserCommand(input))).User ?? {};
}

async function update(UserPoolId: string, Username: string, attributes: Attributes): Promise<object> {
  const input = { UserPoolId, Username, UserAttributes: listed(attributes) };
  return output(pool.sdk.send(new AdminUpdateUserAttributesCommand(input)));
}

async function get(
  UserPoolId: string,
  Username: string,
): Promise<Omit<AdminGetUserCommandOutput, '$metadata'>> {
  return output(pool.sdk.send(new AdminGetUserCommand({ UserPoolId, Username })));
}

async function attributesOf(UserPoolId: string, Username: string): Promise<Attributes> {
  const { UserAttributes } = await get(UserPoolId, Username);
  const entries = (UserAttributes ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? '']);
  const attributes = Object.fromEntries(entries) as Attributes;
  delete attributes['sub'];
  return attributes;
}

function record(UserPoolId: string): UserRecord {
  const [user] = pool.context.store.users.by('pool', UserPoolId);
  if (!user) throw new Error('There is no user');
  return user;
}

const sent = (): unknown[] =>
  [...pool.context.store.messages.values()].map(({ to, medium, kind, subject, body }) => ({
    to,
    medium,
    kind,
    subject,
    body,
  }));

const policy = 'Password did not conform with policy: ';
const noUser = ['UserNotFoundException', 'User does not exist.'];
const noPool = ['ResourceNotFoundException', 'User pool us-east-1_none does not exist.'];

describe('AdminCreateUser', () => {
  it('makes a user with a temporary password, who is told it by e-mail', async () => {
    const user = await create(
      plain,
      'Ada',
      { email: 'ada@example.com' },
      { TemporaryPassword: goodPassword, DesiredDeliveryMediums: ['EMAIL'] },
    );
    expect(user).toEqual({
      Username: 'Ada',
      Attributes: [
        { Name: 'sub', Value: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
        { Name: 'email', Value: 'ada@example.com' },
      ],
      UserCreateDate: expect.any(Date) as Date,
      UserLastModifiedDate: user.UserCreateDate,
      Enabled: true,
      UserStatus: 'FORCE_CHANGE_PASSWORD',
    });
    expect(sent()).toEqual([
      {
        to: 'ada@example.com',
        medium: 'EMAIL',
        kind: 'AdminCreateUser',
        subject: 'Your temporary password',
        body: `Your username is Ada and temporary password is ${goodPassword}. `,
      },
    ]);
  });

  it('makes up a password that satisfies the policy', async () => {
    await create(plain, 'ada', { phone_number: '+15550001234' });
    const [message] = sent() as [{ to: string; medium: string; body: string }];
    expect([message.to, message.medium]).toEqual(['+15550001234', 'SMS']);
    expect(message.body).toMatch(/temporary password is \S{12,}\. $/);
  });

  it.each<[string, Attributes, Partial<AdminCreateUserCommandInput>, number]>([
    [
      'nobody when suppressed',
      { email: 'a@example.com', phone_number: '+15550001234' },
      { MessageAction: 'SUPPRESS' },
      0,
    ],
    ['SMS alone unless told otherwise', { email: 'a@example.com', phone_number: '+15550001234' }, {}, 1],
    ['nobody without a phone number', { email: 'a@example.com' }, {}, 0],
    [
      'both media when both are asked for',
      { email: 'a@example.com', phone_number: '+15550001234' },
      { DesiredDeliveryMediums: ['EMAIL', 'SMS'] },
      2,
    ],
  ])('tells %s', async (_, attributes, more, messages) => {
    await create(plain, 'ada', attributes, more);
    expect(sent()).toHaveLength(messages);
  });

  it('names the user by sub and fills in the e-mail address where that is the user name', async () => {
    const { Username, Attributes: attributes } = await create(byEmail, 'Ada@Example.com');
    expect(attributes).toEqual([
      { Name: 'sub', Value: Username },
      { Name: 'email', Value: 'Ada@Example.com' },
    ]);
    expect((await get(byEmail, 'ada@example.COM')).Username).toBe(Username);
    expect((await get(byEmail, Username ?? '')).Username).toBe(Username);
  });

  it('resends with a new password and a new term', async () => {
    await create(plain, 'ada', { phone_number: '+15550001234' });
    const before = record(plain);
    await pool.advance(60);
    await create(plain, 'ada', {}, { MessageAction: 'RESEND', TemporaryPassword: 'Another-1-password' });
    const after = record(plain);
    expect(after.password).not.toEqual(before.password);
    expect((after.temporaryPasswordSetAt ?? 0) - (before.temporaryPasswordSetAt ?? 0)).toBeGreaterThanOrEqual(
      60_000,
    );
    expect(sent()).toHaveLength(2);
  });

  it('does not resend to somebody unknown or to a user with a password', async () => {
    expect(await refusal(create(plain, 'ada', {}, { MessageAction: 'RESEND' }))).toEqual(noUser);
    await pool.createUser(plain, 'ada');
    expect(await refusal(create(plain, 'ada', {}, { MessageAction: 'RESEND' }))).toEqual([
      'UnsupportedUserStateException',
      'Resend not possible. ada status is not FORCE_CHANGE_PASSWORD',
    ]);
  });

  it('makes a confirmed user without a password in a passwordless pool', async () => {
    const poolId = await pool.createPool({
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
    });
    const email = { email: 'ada@example.com' };
    expect((await create(poolId, 'ada', email)).UserStatus).toBe('CONFIRMED');
    expect(record(poolId).password).toBeUndefined();
    expect((await create(poolId, 'bob')).UserStatus).toBe('FORCE_CHANGE_PASSWORD');
    expect((await create(poolId, 'cyd', email, { TemporaryPassword: goodPassword })).UserStatus).toBe(
      'FORCE_CHANGE_PASSWORD',
    );
  });

  it('takes a verified alias from its owner only when told to', async () => {
    await pool.createUser(alias, 'owner', { attributes: { email: 'a@example.com', email_verified: 'true' } });
    const attributes = { email: 'a@example.com', email_verified: 'true' };
    expect(await refusal(create(alias, 'ada', attributes))).toEqual([
      'AliasExistsException',
      'An account with the email already exists.',
    ]);
    await create(alias, 'ada', attributes, { ForceAliasCreation: true });
    expect(await attributesOf(alias, 'owner')).toEqual({ email: 'a@example.com', email_verified: 'false' });
    expect((await get(alias, 'a@example.com')).Username).toBe('ada');
  });

  it('takes an unverified e-mail address of two users', async () => {
    await create(alias, 'ada', { email: 'a@example.com' });
    await create(alias, 'bob', { email: 'a@example.com' });
    expect(await refusal(get(alias, 'a@example.com'))).toEqual(noUser);
  });

  it.each<[string, () => string, string, Attributes, Partial<AdminCreateUserCommandInput>, string, string]>([
    [
      'a name that is taken, in any case',
      () => plain,
      'TAKEN',
      {},
      {},
      'UsernameExistsException',
      'User account already exists',
    ],
    [
      'an e-mail address that is taken',
      () => byEmail,
      'Taken@example.com',
      {},
      {},
      'UsernameExistsException',
      'User account already exists',
    ],
    [
      'a name that is no e-mail address',
      () => byEmail,
      'ada',
      {},
      {},
      'InvalidParameterException',
      'Username should be an email.',
    ],
    [
      'a name and another e-mail address',
      () => byEmail,
      'ada@example.com',
      { email: 'b@example.com' },
      {},
      'InvalidParameterException',
      'Username and email do not match.',
    ],
    [
      'a name of the form of an alias',
      () => alias,
      'ada@example.com',
      {},
      {},
      'InvalidParameterException',
      'Username cannot be of email format, since user pool is configured for email alias.',
    ],
    [
      'a temporary password against the policy',
      () => plain,
      'ada',
      {},
      { TemporaryPassword: 'short' },
      'InvalidPasswordException',
      `${policy}Password not long enough`,
    ],
    [
      'an unknown attribute',
      () => plain,
      'ada',
      { hair: 'red' },
      {},
      'InvalidParameterException',
      'Attributes did not conform to the schema: hair: Attribute does not exist in the schema.',
    ],
    [
      'an unknown custom attribute',
      () => plain,
      'ada',
      { 'custom:hair': 'red' },
      {},
      'InvalidParameterException',
      'Type for attribute {custom:hair} could not be determined',
    ],
    [
      'a sub',
      () => plain,
      'ada',
      { sub: 'x' },
      {},
      'InvalidParameterException',
      'Cannot modify the non-mutable attribute sub',
    ],
    [
      'verification of nothing',
      () => plain,
      'ada',
      { email_verified: 'true' },
      {},
      'InvalidParameterException',
      'Email is required to verify/un-verify a email',
    ],
    [
      'an odd e-mail address',
      () => plain,
      'ada',
      { email: 'ada@' },
      {},
      'InvalidParameterException',
      'Invalid email address format.',
    ],
    [
      'an odd phone number',
      () => plain,
      'ada',
      { phone_number: '0555' },
      {},
      'InvalidParameterException',
      'Invalid phone number format.',
    ],
    [
      'a birthday that does not exist',
      () => plain,
      'ada',
      { birthdate: '2001-02-30' },
      {},
      'InvalidParameterException',
      'Attributes did not conform to the schema: birthdate: Invalid birthdate format. Must be YYYY-MM-DD.',
    ],
    [
      'a number that is none',
      () => plain,
      'ada',
      { 'custom:level': 'high' },
      {},
      'InvalidParameterException',
      'Attributes did not conform to the schema: custom:level: Attribute value is not a number.',
    ],
    [
      'a number that is too large',
      () => plain,
      'ada',
      { 'custom:level': '10' },
      {},
      'InvalidParameterException',
      'Attributes did not conform to the schema: custom:level: Number must not be more than 9',
    ],
    [
      'text that is too long',
      () => plain,
      'ada',
      { 'custom:short': 'abcd' },
      {},
      'InvalidParameterException',
      'Attributes did not conform to the schema: custom:short: String must be of maximum length 3',
    ],
    [
      'a date that is none',
      () => plain,
      'ada',
      { 'custom:since': 'soon' },
      {},
      'InvalidParameterException',
      'Attributes did not conform to the schema: custom:since: Attribute value is not a date.',
    ],
    [
      'a boolean that is none',
      () => plain,
      'ada',
      { 'custom:vip': 'yes' },
      {},
      'InvalidParameterException',
      'Attributes did not conform to the schema: custom:vip: Attribute value is not a boolean.',
    ],
    [
      'an unknown pool',
      () => 'us-east-1_none',
      'ada',
      {},
      {},
      'ResourceNotFoundException',
      'User pool us-east-1_none does not exist.',
    ],
  ])('refuses %s', async (_, poolId, username, attributes, more, type, message) => {
    await pool.createUser(plain, 'taken');
    await pool.createUser(byEmail, 'b', { attributes: { email: 'taken@example.com' } });
    expect(await refusal(create(poolId(), username, attributes, more))).toEqual([type, message]);
  });

  it('refuses a malformed request', async () => {
    const { body } = await post(
      pool.url,
      'AdminCreateUser',
      JSON.stringify({ UserPoolId: plain, Username: 'a b' }),
    );
    expect(body).toEqual({
      __type: 'InvalidParameterException',
      message:
        "1 validation error detected: Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+",
    });
  });
});

describe('AdminGetUser', () => {
  it('tells all about a user', async () => {
    const user = await pool.createUser(plain, 'ada', {
      mfa: { preferred: 'SOFTWARE_TOKEN_MFA', enabled: ['SOFTWARE_TOKEN_MFA'] },
    });
    expect(await get(plain, 'ADA')).toEqual({
      Username: 'ada',
      UserAttributes: [
        { Name: 'sub', Value: user.sub },
        { Name: 'email', Value: 'ada@example.com' },
        { Name: 'email_verified', Value: 'true' },
      ],
      UserCreateDate: new Date(user.createdAt),
      UserLastModifiedDate: new Date(user.updatedAt),
      Enabled: true,
      UserStatus: 'CONFIRMED',
      PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
    });
  });

  it('finds by verified alias, and in alias pools counts case unless told otherwise', async () => {
    await pool.createUser(alias, 'ada', {
      attributes: { email: 'ada@example.com', email_verified: 'true', phone_number: '+15550001234' },
    });
    expect((await get(alias, 'ada@example.com')).Username).toBe('ada');
    expect(await refusal(get(alias, 'Ada@example.com'))).toEqual(noUser);
    expect(await refusal(get(alias, '+15550001234'))).toEqual(noUser);
  });
});

describe('AdminUpdateUserAttributes', () => {
  it('sets, changes and deletes', async () => {
    await pool.createUser(plain, 'ada', { attributes: { name: 'Ada', nickname: 'A' } });
    expect(await update(plain, 'ada', { name: 'Ada L', nickname: '', 'custom:level': '3' })).toEqual({});
    expect(await attributesOf(plain, 'ada')).toEqual({ name: 'Ada L', 'custom:level': '3' });
  });

  it('makes a new address unverified and sends a code where the pool verifies it', async () => {
    await pool.createUser(alias, 'ada');
    await update(alias, 'ada', { email: 'new@example.com' });
    expect(await attributesOf(alias, 'ada')).toEqual({ email: 'new@example.com', email_verified: 'false' });
    expect(await refusal(get(alias, 'ada@example.com'))).toEqual(noUser);
    expect(await refusal(get(alias, 'new@example.com'))).toEqual(noUser);
    expect(sent()).toMatchObject([{ to: 'new@example.com', kind: 'UpdateUserAttribute' }]);
  });

  it('waits for the verification where the pool says so', async () => {
    await pool.createUser(byEmail, 'x', {
      attributes: { email: 'old@example.com', email_verified: 'true', name: 'A' },
    });
    await update(byEmail, 'old@example.com', { email: 'new@example.com' });
    expect(await attributesOf(byEmail, 'old@example.com')).toEqual({
      email: 'old@example.com',
      email_verified: 'true',
      name: 'A',
    });
    expect(record(byEmail).pendingAttributes).toEqual({ email: 'new@example.com' });
    expect(sent()).toMatchObject([{ to: 'new@example.com', kind: 'UpdateUserAttribute' }]);
  });

  it('sets a verified address at once and sends nothing', async () => {
    await pool.createUser(byEmail, 'x', {
      attributes: { email: 'old@example.com', email_verified: 'true', name: 'A' },
    });
    await update(byEmail, 'old@example.com', { email: 'new@example.com', email_verified: 'true' });
    expect(await attributesOf(byEmail, 'new@example.com')).toEqual({
      email: 'new@example.com',
      email_verified: 'true',
      name: 'A',
    });
    expect(sent()).toEqual([]);
  });

  it.each<[string, () => string, Attributes, string, string]>([
    [
      'an immutable attribute',
      () => plain,
      { 'custom:fixed': 'x' },
      'InvalidParameterException',
      'user.custom:fixed: Attribute cannot be updated.',
    ],
    [
      'deletion of a required one',
      () => byEmail,
      { name: '' },
      'InvalidParameterException',
      'Invalid user attributes: name: Required attribute cannot be deleted.',
    ],
    [
      'verification of no e-mail address',
      () => plain,
      { email: '', email_verified: 'true' },
      'InvalidParameterException',
      'Email is required to verify/un-verify a email',
    ],
    [
      'verification of no phone number',
      () => plain,
      { phone_number_verified: 'true' },
      'InvalidParameterException',
      'Phone Number is required to verify/un-verify a phone number',
    ],
    [
      "somebody's e-mail address where it names users",
      () => byEmail,
      { email: 'Taken@example.com' },
      'AliasExistsException',
      'An account with the given email already exists.',
    ],
    [
      "somebody's alias, verified",
      () => alias,
      { email: 'taken@example.com', email_verified: 'true' },
      'AliasExistsException',
      'An account with the email already exists.',
    ],
    [
      "somebody's preferred user name",
      () => alias,
      { preferred_username: 'queen' },
      'AliasExistsException',
      'An account with the preferred_username already exists.',
    ],
  ])('refuses %s', async (_, poolId, attributes, type, message) => {
    const taken = {
      email: 'taken@example.com',
      email_verified: 'true',
      preferred_username: 'queen',
      name: 'T',
    };
    await pool.createUser(poolId(), 'taken', { attributes: taken });
    const ada = await pool.createUser(poolId(), 'ada');
    expect(await refusal(update(poolId(), ada.sub, attributes))).toEqual([type, message]);
    expect(pool.user(ada.sub)).toEqual(ada);
  });
});

describe('AdminDeleteUserAttributes', () => {
  const remove = (UserPoolId: string, ...UserAttributeNames: string[]): Promise<object> =>
    output(
      pool.sdk.send(
        new AdminDeleteUserAttributesCommand({ UserPoolId, Username: 'ada', UserAttributeNames }),
      ),
    );

  it('deletes an e-mail address with its verification', async () => {
    await pool.createUser(plain, 'ada', {
      attributes: { email: 'a@b.example', email_verified: 'true', name: 'A' },
    });
    expect(await remove(plain, 'email', 'nickname')).toEqual({});
    expect(await attributesOf(plain, 'ada')).toEqual({ name: 'A' });
  });

  it.each([
    [
      'a required attribute',
      () => byEmail,
      'name',
      'Invalid user attributes: name: Required attribute cannot be deleted.',
    ],
    ['an immutable one', () => plain, 'custom:fixed', 'user.custom:fixed: Attribute cannot be updated.'],
    [
      'an unknown one',
      () => plain,
      'hair',
      'Attributes did not conform to the schema: hair: Attribute does not exist in the schema.',
    ],
  ])('refuses %s', async (_, poolId, name, message) => {
    await pool.createUser(poolId(), 'ada');
    expect(await refusal(remove(poolId(), name))).toEqual(['InvalidParameterException', message]);
  });
});

describe('passwords', () => {
  const set = (Password: string, Permanent?: boolean): Promise<object> =>
    output(
      pool.sdk.send(
        new AdminSetUserPasswordCommand({ UserPoolId: plain, Username: 'ada', Password, Permanent }),
      ),
    );
  const reset = (poolId: string): Promise<object> =>
    output(pool.sdk.send(new AdminResetUserPasswordCommand({ UserPoolId: poolId, Username: 'ada' })));

  it.each(['UNCONFIRMED', 'FORCE_CHANGE_PASSWORD', 'RESET_REQUIRED', 'CONFIRMED'] as const)(
    'set for good confirm a user who was %s, who signs in with it',
    async (status) => {
      await pool.createUser(plain, 'ada', { status });
      const { ClientId } = await pool.createClient(plain);
      expect(await set('New-Password-1', true)).toEqual({});
      expect((await get(plain, 'ada')).UserStatus).toBe('CONFIRMED');
      expect(await pool.signIn(ClientId, 'ada', 'New-Password-1')).toHaveProperty('AccessToken');
      expect(await refusal(pool.signIn(ClientId, 'ada'))).toEqual([
        'NotAuthorizedException',
        'Incorrect username or password.',
      ]);
    },
  );

  it('set for now have to be changed', async () => {
    await pool.createUser(plain, 'ada');
    await set('New-Password-1');
    expect((await get(plain, 'ada')).UserStatus).toBe('FORCE_CHANGE_PASSWORD');
    expect(record(plain).temporaryPasswordSetAt).toBeGreaterThan(0);
  });

  it('against the policy are refused', async () => {
    await pool.createUser(plain, 'ada');
    expect(await refusal(set('alllowercase', true))).toEqual([
      'InvalidPasswordException',
      expect.stringContaining(policy),
    ]);
  });

  it('that the history holds are refused', async () => {
    const poolId = await pool.createPool({ Policies: { PasswordPolicy: { PasswordHistorySize: 1 } } });
    await pool.createUser(poolId, 'ada');
    const command = new AdminSetUserPasswordCommand({
      UserPoolId: poolId,
      Username: 'ada',
      Password: goodPassword,
    });
    expect(await refusal(pool.sdk.send(command))).toEqual([
      'PasswordHistoryPolicyViolationException',
      'Password has previously been used',
    ]);
  });

  it('that are reset stop working, and a code is sent', async () => {
    await pool.createUser(plain, 'ada');
    const { ClientId } = await pool.createClient(plain);
    expect(await reset(plain)).toEqual({});
    expect((await get(plain, 'ada')).UserStatus).toBe('RESET_REQUIRED');
    expect(sent()).toMatchObject([{ to: 'ada@example.com', kind: 'ForgotPassword' }]);
    expect(await refusal(pool.signIn(ClientId, 'ada'))).toEqual([
      'PasswordResetRequiredException',
      'Password reset required for the user',
    ]);
  });

  it.each<[string, Partial<UserRecord>, string, string]>([
    [
      'a user with a temporary one',
      { status: 'FORCE_CHANGE_PASSWORD' },
      'NotAuthorizedException',
      'User password cannot be reset in the current state.',
    ],
    [
      'a user who cannot be reached',
      { attributes: {} },
      'InvalidParameterException',
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    ],
  ])('are not reset for %s', async (_, changes, type, message) => {
    const before = await pool.createUser(plain, 'ada', changes);
    expect(await refusal(reset(plain))).toEqual([type, message]);
    expect(pool.user(before.sub)).toEqual(before);
  });
});

describe('AdminConfirmSignUp', () => {
  const confirm = (): Promise<object> =>
    output(pool.sdk.send(new AdminConfirmSignUpCommand({ UserPoolId: plain, Username: 'ada' })));

  it('confirms and verifies nothing', async () => {
    await pool.createUser(plain, 'ada', {
      status: 'UNCONFIRMED',
      attributes: { email: 'a@b.example', email_verified: 'false' },
    });
    expect(await confirm()).toEqual({});
    expect((await get(plain, 'ada')).UserStatus).toBe('CONFIRMED');
    expect(await attributesOf(plain, 'ada')).toEqual({ email: 'a@b.example', email_verified: 'false' });
  });

  it.each(['CONFIRMED', 'FORCE_CHANGE_PASSWORD', 'RESET_REQUIRED'] as const)(
    'refuses a user who is %s',
    async (status) => {
      await pool.createUser(plain, 'ada', { status });
      expect(await refusal(confirm())).toEqual([
        'NotAuthorizedException',
        `User cannot be confirmed. Current status is ${status}`,
      ]);
    },
  );
});

describe('signed-in users', () => {
  const revoked = ['NotAuthorizedException', 'Access Token has been revoked'];
  const of = (): { UserPoolId: string; Username: string } => ({ UserPoolId: plain, Username: 'ada' });
  let AccessToken: string;
  beforeEach(async () => {
    await pool.createUser(plain, 'ada');
    const { ClientId } = await pool.createClient(plain);
    ({ AccessToken } = await pool.signIn(ClientId, 'ada'));
  });
  const whoAmI = (): Promise<unknown> => pool.sdk.send(new GetUserCommand({ AccessToken }));

  it('are signed out by being disabled, and stay so when enabled again', async () => {
    expect(await output(pool.sdk.send(new AdminDisableUserCommand(of())))).toEqual({});
    expect((await get(plain, 'ada')).Enabled).toBe(false);
    expect(await refusal(whoAmI())).toEqual(revoked);
    expect(await output(pool.sdk.send(new AdminEnableUserCommand(of())))).toEqual({});
    expect((await get(plain, 'ada')).Enabled).toBe(true);
    expect(await refusal(whoAmI())).toEqual(revoked);
  });

  it('are signed out everywhere', async () => {
    expect(await output(pool.sdk.send(new AdminUserGlobalSignOutCommand(of())))).toEqual({});
    expect(await refusal(whoAmI())).toEqual(revoked);
  });

  it('are gone when deleted', async () => {
    expect(await output(pool.sdk.send(new AdminDeleteUserCommand(of())))).toEqual({});
    expect(await refusal(get(plain, 'ada'))).toEqual(noUser);
    const [type] = await refusal(whoAmI());
    expect(type).toBe('UserNotFoundException');
  });
});

it.each([
  ['AdminGetUser', (of: Named) => pool.sdk.send(new AdminGetUserCommand(of))],
  [
    'AdminUpdateUserAttributes',
    (of: Named) => pool.sdk.send(new AdminUpdateUserAttributesCommand({ ...of, UserAttributes: [] })),
  ],
  [
    'AdminDeleteUserAttributes',
    (of: Named) => pool.sdk.send(new AdminDeleteUserAttributesCommand({ ...of, UserAttributeNames: [] })),
  ],
  ['AdminDeleteUser', (of: Named) => pool.sdk.send(new AdminDeleteUserCommand(of))],
  ['AdminEnableUser', (of: Named) => pool.sdk.send(new AdminEnableUserCommand(of))],
  ['AdminDisableUser', (of: Named) => pool.sdk.send(new AdminDisableUserCommand(of))],
  ['AdminUserGlobalSignOut', (of: Named) => pool.sdk.send(new AdminUserGlobalSignOutCommand(of))],
  ['AdminConfirmSignUp', (of: Named) => pool.sdk.send(new AdminConfirmSignUpCommand(of))],
  [
    'AdminSetUserPassword',
    (of: Named) => pool.sdk.send(new AdminSetUserPasswordCommand({ ...of, Password: goodPassword })),
  ],
  ['AdminResetUserPassword', (of: Named) => pool.sdk.send(new AdminResetUserPasswordCommand(of))],
])('%s refuses an unknown user and an unknown pool', async (_, call: (of: Named) => Promise<unknown>) => {
  expect(await refusal(call({ UserPoolId: plain, Username: 'nobody' }))).toEqual(noUser);
  expect(await refusal(call({ UserPoolId: 'us-east-1_none', Username: 'nobody' }))).toEqual(noPool);
});

interface Named {
  UserPoolId: string;
  Username: string;
}
