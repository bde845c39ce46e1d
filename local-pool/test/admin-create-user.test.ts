import { type AdminCreateUserCommandInput } from '@aws-sdk/client-cognito-identity-provider';
import { Administration, type Attributes } from './administration';
import { post } from './raw';
import { goodPassword, type PoolUnderTest, refusal } from './support';

let admin: Administration;
let pool: PoolUnderTest;
let plain: string;
let alias: string;
let byEmail: string;
beforeAll(async () => {
  admin = await Administration.start();
  ({ pool, plain, alias, byEmail } = admin);
});
beforeEach(() => {
  admin.clear();
});
afterAll(() => pool.close());

const policy = 'Password did not conform with policy: ';
const noUser = ['UserNotFoundException', 'User does not exist.'];

describe('AdminCreateUser', () => {
  it('makes a user with a temporary password, who is told it by e-mail', async () => {
    const user = await admin.create(
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
    expect(admin.sent()).toEqual([
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
    await admin.create(plain, 'ada', { phone_number: '+15550001234' });
    const [message] = admin.sent() as [{ to: string; medium: string; body: string }];
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
    await admin.create(plain, 'ada', attributes, more);
    expect(admin.sent()).toHaveLength(messages);
  });

  it('names the user by sub and fills in the e-mail address where that is the user name', async () => {
    const { Username, Attributes: attributes } = await admin.create(byEmail, 'Ada@Example.com');
    expect(attributes).toEqual([
      { Name: 'sub', Value: Username },
      { Name: 'email', Value: 'Ada@Example.com' },
    ]);
    expect((await admin.get(byEmail, 'ada@example.COM')).Username).toBe(Username);
    expect((await admin.get(byEmail, Username ?? '')).Username).toBe(Username);
  });

  it('resends with a new password and a new term', async () => {
    await admin.create(plain, 'ada', { phone_number: '+15550001234' });
    const before = admin.record(plain);
    await pool.advance(60);
    await admin.create(
      plain,
      'ada',
      {},
      { MessageAction: 'RESEND', TemporaryPassword: 'Another-1-password' },
    );
    const after = admin.record(plain);
    expect(after.password).not.toEqual(before.password);
    expect((after.temporaryPasswordSetAt ?? 0) - (before.temporaryPasswordSetAt ?? 0)).toBeGreaterThanOrEqual(
      60_000,
    );
    expect(admin.sent()).toHaveLength(2);
  });

  it('does not resend to somebody unknown or to a user with a password', async () => {
    expect(await refusal(admin.create(plain, 'ada', {}, { MessageAction: 'RESEND' }))).toEqual(noUser);
    await pool.createUser(plain, 'ada');
    expect(await refusal(admin.create(plain, 'ada', {}, { MessageAction: 'RESEND' }))).toEqual([
      'UnsupportedUserStateException',
      'Resend not possible. ada status is not FORCE_CHANGE_PASSWORD',
    ]);
  });

  it('makes a confirmed user without a password in a passwordless pool', async () => {
    const poolId = await pool.createPool({
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
    });
    const email = { email: 'ada@example.com' };
    expect((await admin.create(poolId, 'ada', email)).UserStatus).toBe('CONFIRMED');
    expect(admin.record(poolId).password).toBeUndefined();
    expect((await admin.create(poolId, 'bob')).UserStatus).toBe('FORCE_CHANGE_PASSWORD');
    expect((await admin.create(poolId, 'cyd', email, { TemporaryPassword: goodPassword })).UserStatus).toBe(
      'FORCE_CHANGE_PASSWORD',
    );
  });

  it('takes a verified alias from its owner only when told to', async () => {
    await pool.createUser(alias, 'owner', { attributes: { email: 'a@example.com', email_verified: 'true' } });
    const attributes = { email: 'a@example.com', email_verified: 'true' };
    expect(await refusal(admin.create(alias, 'ada', attributes))).toEqual([
      'AliasExistsException',
      'An account with the email already exists.',
    ]);
    await admin.create(alias, 'ada', attributes, { ForceAliasCreation: true });
    expect(await admin.attributesOf(alias, 'owner')).toEqual({
      email: 'a@example.com',
      email_verified: 'false',
    });
    expect((await admin.get(alias, 'a@example.com')).Username).toBe('ada');
  });

  it('takes an unverified e-mail address of two users', async () => {
    await admin.create(alias, 'ada', { email: 'a@example.com' });
    await admin.create(alias, 'bob', { email: 'a@example.com' });
    expect(await refusal(admin.get(alias, 'a@example.com'))).toEqual(noUser);
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
    expect(await refusal(admin.create(poolId(), username, attributes, more))).toEqual([type, message]);
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
