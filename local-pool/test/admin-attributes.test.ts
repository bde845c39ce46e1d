import { AdminDeleteUserAttributesCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Administration, type Attributes } from './administration';
import { output } from './raw';
import { refusal, type PoolUnderTest } from './support';

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

const noUser = ['UserNotFoundException', 'User does not exist.'];

describe('AdminUpdateUserAttributes', () => {
  it('sets, changes and deletes', async () => {
    await pool.createUser(plain, 'ada', { attributes: { name: 'Ada', nickname: 'A' } });
    expect(await admin.update(plain, 'ada', { name: 'Ada L', nickname: '', 'custom:level': '3' })).toEqual(
      {},
    );
    expect(await admin.attributesOf(plain, 'ada')).toEqual({ name: 'Ada L', 'custom:level': '3' });
  });

  it('makes a new address unverified and sends a code where the pool verifies it', async () => {
    await pool.createUser(alias, 'ada');
    await admin.update(alias, 'ada', { email: 'new@example.com' });
    expect(await admin.attributesOf(alias, 'ada')).toEqual({
      email: 'new@example.com',
      email_verified: 'false',
    });
    expect(await refusal(admin.get(alias, 'ada@example.com'))).toEqual(noUser);
    expect(await refusal(admin.get(alias, 'new@example.com'))).toEqual(noUser);
    expect(admin.sent()).toMatchObject([{ to: 'new@example.com', kind: 'UpdateUserAttribute' }]);
  });

  it('waits for the verification where the pool says so', async () => {
    await pool.createUser(byEmail, 'x', {
      attributes: { email: 'old@example.com', email_verified: 'true', name: 'A' },
    });
    await admin.update(byEmail, 'old@example.com', { email: 'new@example.com' });
    expect(await admin.attributesOf(byEmail, 'old@example.com')).toEqual({
      email: 'old@example.com',
      email_verified: 'true',
      name: 'A',
    });
    expect(admin.record(byEmail).pendingAttributes).toEqual({ email: 'new@example.com' });
    expect(admin.sent()).toMatchObject([{ to: 'new@example.com', kind: 'UpdateUserAttribute' }]);
  });

  it('sets a verified address at once and sends nothing', async () => {
    await pool.createUser(byEmail, 'x', {
      attributes: { email: 'old@example.com', email_verified: 'true', name: 'A' },
    });
    await admin.update(byEmail, 'old@example.com', { email: 'new@example.com', email_verified: 'true' });
    expect(await admin.attributesOf(byEmail, 'new@example.com')).toEqual({
      email: 'new@example.com',
      email_verified: 'true',
      name: 'A',
    });
    expect(admin.sent()).toEqual([]);
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
    expect(await refusal(admin.update(poolId(), ada.sub, attributes))).toEqual([type, message]);
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
    expect(await admin.attributesOf(plain, 'ada')).toEqual({ name: 'A' });
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
