import { goodPassword } from '../../support';
import { places } from '../places';
import { refuses, type Row, succeeds } from '../row';
import { holding, listing, some } from '../shown';
import type { UserNamed, World } from '../world';

const named = (world: World): Promise<UserNamed> => world.named();
const of = (Name: string, Value: string): object => ({ UserAttributes: [{ Name, Value }] });
const tooShort = 'Password did not conform with policy: Password not long enough';

/** The new user's name, and the shape of the answer. */
const fresh = ({ plain: { UserPoolId }, name }: World): UserNamed => ({ UserPoolId, Username: name() });
const userOut = {
  ...{ Username: some.text, UserCreateDate: some.time, UserLastModifiedDate: some.time, Enabled: true },
};

async function unconfirmed(world: World): Promise<UserNamed> {
  return { UserPoolId: world.plain.UserPoolId, Username: (await world.signedUp()).Username };
}

async function temporary(world: World): Promise<UserNamed> {
  const input = fresh(world);
  await world.done('AdminCreateUser', input);
  return input;
}

/** What administrators do with users, and how they find them. */
export const adminUserRows: readonly Row[] = [
  succeeds('AdminCreateUser', 'with the new user', fresh, {
    User: {
      ...userOut,
      UserStatus: 'FORCE_CHANGE_PASSWORD',
      Attributes: [{ Name: 'sub', Value: some.uuid }],
    },
  }),
  succeeds(
    ...(['AdminCreateUser', 'with the user who is invited again'] as const),
    async (world) => ({ ...(await temporary(world)), MessageAction: 'RESEND' }),
    { User: holding({ UserStatus: 'FORCE_CHANGE_PASSWORD' }) },
  ),
  refuses('AdminCreateUser', 'UsernameExists', 'a name that is taken', named, 'User account already exists'),
  refuses('AdminCreateUser', 'UserNotFound', 'an invitation of nobody', (world) => ({
    ...{ ...fresh(world), MessageAction: 'RESEND' },
  })),
  refuses('AdminCreateUser', 'UnsupportedUserState', 'an invitation of a confirmed user', async (world) => ({
    ...{ ...(await world.named()), MessageAction: 'RESEND' },
  })),
  refuses(
    ...(['AdminCreateUser', 'InvalidPassword', 'a password against the policy'] as const),
    (world) => ({ ...fresh(world), TemporaryPassword: 'Short1!' }),
    tooShort,
  ),
  refuses('AdminCreateUser', 'InvalidParameter', 'an attribute that the pool does not have', (world) => ({
    ...{ ...fresh(world), ...of('custom:none', 'x') },
  })),
  succeeds('AdminGetUser', 'with the user', named, {
    ...{ ...userOut, UserStatus: 'CONFIRMED' },
    UserAttributes: listing({ Name: 'sub', Value: some.uuid }, { Name: 'email_verified', Value: 'true' }),
  }),
  succeeds('AdminUpdateUserAttributes', 'with nothing', async (world) => ({
    ...{ ...(await world.named()), ...of('name', 'Ada') },
  })),
  refuses('AdminUpdateUserAttributes', 'InvalidParameter', 'the attribute sub', async (world) => ({
    ...{ ...(await world.named()), ...of('sub', 'x') },
  })),
  refuses('AdminUpdateUserAttributes', 'AliasExists', 'an alias of another user', async (world) => {
    const place = await places.alias(world);
    const other = await world.user({}, place);
    const UserAttributes = [
      { Name: 'email', Value: other.attributes['email'] },
      { Name: 'email_verified', Value: 'true' },
    ];
    return { ...(await world.named({}, place)), UserAttributes };
  }),
  succeeds('AdminDeleteUserAttributes', 'with nothing', async (world) => ({
    ...{ ...(await world.named()), UserAttributeNames: ['name'] },
  })),
  refuses('AdminDeleteUserAttributes', 'InvalidParameter', 'an unknown attribute', async (world) => ({
    ...{ ...(await world.named()), UserAttributeNames: ['custom:none'] },
  })),
  succeeds('AdminDeleteUser', 'with nothing', named),
  refuses('AdminDeleteUser', 'UserNotFound', 'a user who was deleted', async (world) => {
    const input = await world.named();
    await world.done('AdminDeleteUser', input);
    return input;
  }),
  succeeds('AdminDisableUser', 'with nothing', named),
  succeeds('AdminEnableUser', 'with nothing', named),
  succeeds('AdminUserGlobalSignOut', 'with nothing', named),
  succeeds('AdminConfirmSignUp', 'with nothing', unconfirmed),
  refuses(
    ...(['AdminConfirmSignUp', 'NotAuthorized', 'a confirmed user', named] as const),
    'User cannot be confirmed. Current status is CONFIRMED',
  ),
  succeeds('AdminSetUserPassword', 'with nothing', async (world) => ({
    ...{ ...(await world.named()), Password: 'Another-Horse-8', Permanent: true },
  })),
  refuses(
    ...(['AdminSetUserPassword', 'InvalidPassword', 'a password against the policy'] as const),
    async (world) => ({ ...(await world.named()), Password: 'Short1!' }),
    tooShort,
  ),
  refuses(
    ...(['AdminSetUserPassword', 'PasswordHistoryPolicyViolation', 'the password of before'] as const),
    async (world) => ({ ...(await world.named({}, await places.history(world))), Password: goodPassword }),
    'Password has previously been used',
  ),
  succeeds('AdminResetUserPassword', 'with nothing', named),
  refuses(
    ...(['AdminResetUserPassword', 'NotAuthorized', 'a user with a temporary password', temporary] as const),
    'User password cannot be reset in the current state.',
  ),
  refuses(
    ...(['AdminResetUserPassword', 'InvalidParameter', 'a user who cannot be reached'] as const),
    (world) => world.named({ attributes: {} }),
    'Cannot reset password for the user as there is no registered/verified email or phone_number',
  ),
  succeeds(
    ...(['ListUsers', 'with the users of a filter'] as const),
    async (world) => {
      const { UserPoolId, Username } = await world.named();
      return { UserPoolId, Filter: `username = "${Username}"`, AttributesToGet: ['sub'] };
    },
    { Users: [{ ...userOut, UserStatus: 'CONFIRMED', Attributes: [{ Name: 'sub', Value: some.uuid }] }] },
  ),
  succeeds(
    ...(['ListUsers', 'with a page and a cursor'] as const),
    async (world) => {
      await world.user();
      await world.user();
      return { UserPoolId: world.plain.UserPoolId, Limit: 1 };
    },
    { Users: [holding({ Username: some.text })], PaginationToken: some.text },
  ),
  refuses('ListUsers', 'InvalidParameter', 'a filter that is none', ({ plain: { UserPoolId } }) => ({
    ...{ UserPoolId, Filter: 'email like "x"' },
  })),
];
