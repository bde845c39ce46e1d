import {
  AdminConfirmSignUpCommand,
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
} from '@aws-sdk/client-cognito-identity-provider';
import { Administration } from './administration';
import { output } from './raw';
import { goodPassword, type PoolUnderTest, refusal } from './support';

let admin: Administration;
let pool: PoolUnderTest;
let plain: string;
let alias: string;
beforeAll(async () => {
  admin = await Administration.start();
  ({ pool, plain, alias } = admin);
});
beforeEach(() => {
  admin.clear();
});
afterAll(() => pool.close());

const noUser = ['UserNotFoundException', 'User does not exist.'];
const noPool = ['ResourceNotFoundException', 'User pool us-east-1_none does not exist.'];

describe('AdminGetUser', () => {
  it('tells all about a user', async () => {
    const user = await pool.createUser(plain, 'ada', {
      mfa: { preferred: 'SOFTWARE_TOKEN_MFA', enabled: ['SOFTWARE_TOKEN_MFA'] },
    });
    expect(await admin.get(plain, 'ADA')).toEqual({
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
    expect((await admin.get(alias, 'ada@example.com')).Username).toBe('ada');
    expect(await refusal(admin.get(alias, 'Ada@example.com'))).toEqual(noUser);
    expect(await refusal(admin.get(alias, '+15550001234'))).toEqual(noUser);
  });
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
    expect((await admin.get(plain, 'ada')).Enabled).toBe(false);
    expect(await refusal(whoAmI())).toEqual(revoked);
    expect(await output(pool.sdk.send(new AdminEnableUserCommand(of())))).toEqual({});
    expect((await admin.get(plain, 'ada')).Enabled).toBe(true);
    expect(await refusal(whoAmI())).toEqual(revoked);
  });

  it('are signed out everywhere', async () => {
    expect(await output(pool.sdk.send(new AdminUserGlobalSignOutCommand(of())))).toEqual({});
    expect(await refusal(whoAmI())).toEqual(revoked);
  });

  it('are signed out even within one millisecond of an earlier sign-out', async () => {
    const now = jest.spyOn(pool.context.clock, 'now').mockReturnValue(pool.context.clock.now());
    const { ClientId } = await pool.createClient(plain);
    const signOut = () => pool.sdk.send(new AdminUserGlobalSignOutCommand(of()));
    await signOut();
    ({ AccessToken } = await pool.signIn(ClientId, 'ada'));
    await signOut();
    expect(await refusal(whoAmI())).toEqual(revoked);
    ({ AccessToken } = await pool.signIn(ClientId, 'ada'));
    await pool.sdk.send(new AdminDisableUserCommand(of()));
    await pool.sdk.send(new AdminEnableUserCommand(of()));
    expect(await refusal(whoAmI())).toEqual(revoked);
    now.mockRestore();
  });

  it('are gone when deleted', async () => {
    expect(await output(pool.sdk.send(new AdminDeleteUserCommand(of())))).toEqual({});
    expect(await refusal(admin.get(plain, 'ada'))).toEqual(noUser);
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
