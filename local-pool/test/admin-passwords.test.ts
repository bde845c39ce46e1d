import {
  AdminConfirmSignUpCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { UserRecord } from '../store/records';
import { Administration } from './administration';
import { output } from './raw';
import { goodPassword, type PoolUnderTest, refusal } from './support';

let admin: Administration;
let pool: PoolUnderTest;
let plain: string;
beforeAll(async () => {
  admin = await Administration.start();
  ({ pool, plain } = admin);
});
beforeEach(() => {
  admin.clear();
});
afterAll(() => pool.close());

const policy = 'Password did not conform with policy: ';

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
      expect((await admin.get(plain, 'ada')).UserStatus).toBe('CONFIRMED');
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
    expect((await admin.get(plain, 'ada')).UserStatus).toBe('FORCE_CHANGE_PASSWORD');
    expect(admin.record(plain).temporaryPasswordSetAt).toBeGreaterThan(0);
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
    expect((await admin.get(plain, 'ada')).UserStatus).toBe('RESET_REQUIRED');
    expect(admin.sent()).toMatchObject([{ to: 'ada@example.com', kind: 'ForgotPassword' }]);
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
    expect((await admin.get(plain, 'ada')).UserStatus).toBe('CONFIRMED');
    expect(await admin.attributesOf(plain, 'ada')).toEqual({ email: 'a@b.example', email_verified: 'false' });
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
