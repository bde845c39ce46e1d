import {
  AdminInitiateAuthCommand,
  CreateGroupCommand,
  GetGroupCommand,
  GetUserCommand,
  InitiateAuthCommand,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Clock } from '../clock';
import { operations } from '../operations';
import { categoryOf, defaultRates, uncategorised, type QuotaCategory } from '../quotas/categories';
import { Quotas, type QuotaCall, type QuotaOption } from '../quotas/quotas';
import { modelledOperations } from '../wire/api-model';
import { goodPassword, PoolUnderTest, refusal } from './support';

const exceeded = ['TooManyRequestsException', 'Rate exceeded'];

/** As the reference of the operations names them. */
const documented: Partial<Record<QuotaCategory, string>> = {
  UserCreation: 'SignUp ConfirmSignUp AdminCreateUser AdminConfirmSignUp',
  UserResourceRead:
    'ResendConfirmationCode GetUserAttributeVerificationCode GetDevice ListDevices AdminListGroupsForUser AdminListDevices AdminGetDevice AdminListUserAuthEvents',
  UserAuthentication:
    'InitiateAuth RespondToAuthChallenge GetTokensFromRefreshToken AdminInitiateAuth AdminRespondToAuthChallenge',
  UserAccountRecovery:
    'ForgotPassword ConfirmForgotPassword ChangePassword AdminSetUserPassword AdminResetUserPassword',
  UserToken: 'RevokeToken',
  UserResourceUpdate:
    'UpdateAuthEventFeedback AssociateSoftwareToken VerifySoftwareToken SetUserMFAPreference SetUserSettings ConfirmDevice UpdateDeviceStatus ForgetDevice AdminSetUserMFAPreference AdminSetUserSettings AdminDeleteSoftwareToken AdminUpdateDeviceStatus AdminForgetDevice AdminUpdateAuthEventFeedback',
  UserRead: 'GetUser AdminGetUser AdminGetUserAuthFactors',
  UserUpdate:
    'UpdateUserAttributes DeleteUserAttributes VerifyUserAttribute GlobalSignOut DeleteUser AdminUpdateUserAttributes AdminDeleteUserAttributes AdminDisableUser AdminEnableUser AdminDeleteUser AdminUserGlobalSignOut AdminAddUserToGroup AdminRemoveUserFromGroup AdminLinkProviderForUser AdminDisableProviderForUser',
  UserList: 'ListUsers ListUsersInGroup',
  UserPoolResourceUpdate:
    'CreateGroup UpdateGroup DeleteGroup CreateUserImportJob StartUserImportJob StopUserImportJob AddCustomAttributes SetUserPoolMfaConfig',
  UserPoolResourceRead:
    'GetGroup ListGroups GetCSVHeader DescribeUserImportJob ListUserImportJobs GetUserPoolMfaConfig',
  UserPoolRead: 'DescribeUserPool ListUserPools',
  UserPoolUpdate: 'CreateUserPool UpdateUserPool DeleteUserPool',
  UserPoolClientRead: 'DescribeUserPoolClient ListUserPoolClients',
  UserPoolClientUpdate: 'CreateUserPoolClient UpdateUserPoolClient DeleteUserPoolClient',
};

describe('the categories', () => {
  it('are those of the reference', () => {
    for (const [category, names] of Object.entries(documented)) {
      expect(names.split(' ').map((name) => [name, categoryOf(name)])).toEqual(
        names.split(' ').map((name) => [name, category]),
      );
    }
  });

  it('hold every operation once, or it is known to have none', () => {
    const all = [...modelledOperations.keys(), ...Object.keys(operations)];
    expect(all.filter((name) => (categoryOf(name) === undefined) !== uncategorised.has(name))).toEqual([]);
  });
});

/** A clock that only goes when it is told to. */
class StoppedClock extends Clock {
  private ms = 0;
  override monotonic(): number {
    return this.ms;
  }
  wait(ms: number): void {
    this.ms += ms;
  }
}

describe('a rate', () => {
  const clock = new StoppedClock();

  /** How many of so many calls at once go through. */
  function passed(quotas: Quotas, call: QuotaCall, times: number): number {
    let count = 0;
    for (let index = 0; index < times; index++) {
      try {
        quotas.admit(call);
        count += 1;
      } catch {
        // Counted by not being counted.
      }
    }
    return count;
  }
  const quotasOf = (option: QuotaOption) => new Quotas(clock, option);

  it.each(Object.entries(defaultRates).filter(([name]) => documented[name as QuotaCategory]))(
    'of %s lets %d calls through at once',
    (category, rate) => {
      const [operation = ''] = documented[category as QuotaCategory]?.split(' ') ?? [];
      expect(passed(quotasOf(true), { operation }, rate + 10)).toBe(rate);
    },
  );

  it('opens again bit by bit, never for more than a second', () => {
    const quotas = quotasOf({ UserList: 4 });
    const call = { operation: 'ListUsers' };
    expect(passed(quotas, call, 10)).toBe(4);
    clock.wait(249);
    expect(passed(quotas, call, 10)).toBe(0);
    clock.wait(1);
    expect(passed(quotas, call, 10)).toBe(1);
    clock.wait(60_000);
    expect(passed(quotas, call, 10)).toBe(4);
  });

  it('is one for all operations of a category and all pools', () => {
    const quotas = quotasOf({ UserList: 4 });
    expect(passed(quotas, { operation: 'ListUsers', poolId: 'a' }, 3)).toBe(3);
    expect(passed(quotas, { operation: 'ListUsersInGroup', poolId: 'b' }, 3)).toBe(1);
    expect(passed(quotas, { operation: 'GetUser' }, 3)).toBe(3);
  });

  it('of a pool is five for each operation', () => {
    const quotas = quotasOf(true);
    expect(passed(quotas, { operation: 'GetGroup', poolId: 'a' }, 9)).toBe(5);
    expect(passed(quotas, { operation: 'ListGroups', poolId: 'a' }, 9)).toBe(5);
    expect(passed(quotas, { operation: 'GetGroup', poolId: 'b' }, 9)).toBe(5);
    expect(passed(quotas, { operation: 'DescribeUserPool', poolId: 'a' }, 9)).toBe(9);
  });

  it('of a user is ten for reads and ten for writes', () => {
    const quotas = quotasOf(true);
    expect(passed(quotas, { operation: 'GetUser', user: 'ada' }, 6)).toBe(6);
    expect(passed(quotas, { operation: 'InitiateAuth', user: 'ada' }, 6)).toBe(4);
    expect(passed(quotas, { operation: 'UpdateUserAttributes', user: 'ada' }, 12)).toBe(10);
    expect(passed(quotas, { operation: 'GetUser', user: 'bob' }, 12)).toBe(10);
    expect(passed(quotas, { operation: 'RevokeToken', user: 'ada' }, 12)).toBe(12);
  });

  it('of answers to challenges is three times that of sign-ins, and then theirs', () => {
    const quotas = quotasOf({ UserAuthentication: 2 });
    const answer = { operation: 'RespondToAuthChallenge', challenge: 'SMS_MFA' };
    expect(passed(quotas, { ...answer, operation: 'AdminRespondToAuthChallenge' }, 3)).toBe(3);
    expect(passed(quotas, answer, 4)).toBe(4);
    expect(passed(quotas, { operation: 'InitiateAuth' }, 3)).toBe(1);
    expect(passed(quotas, answer, 1)).toBe(0);
  });

  it('of new passwords is that of recovery', () => {
    const quotas = quotasOf({ UserAccountRecovery: 3, UserAuthentication: 1 });
    const answer = { operation: 'RespondToAuthChallenge', challenge: 'NEW_PASSWORD_REQUIRED' };
    expect(passed(quotas, answer, 9)).toBe(3);
    expect(passed(quotas, { operation: 'ChangePassword' }, 9)).toBe(0);
    expect(passed(quotas, { operation: 'InitiateAuth' }, 9)).toBe(1);
  });

  it('costs nothing when the call is refused for another', () => {
    const quotas = quotasOf({ UserRead: 12 });
    expect(passed(quotas, { operation: 'GetUser', user: 'ada' }, 20)).toBe(10);
    expect(passed(quotas, { operation: 'GetUser', user: 'bob' }, 20)).toBe(2);
  });

  it('is forgotten for users who have been quiet', () => {
    const quotas = quotasOf(true);
    for (let index = 0; index < 10_100; index++) {
      clock.wait(1000);
      quotas.admit({ operation: 'GetUser', user: String(index) });
    }
    expect((quotas as unknown as { buckets: Map<string, unknown> }).buckets.size).toBeLessThan(200);
  });

  it('is not there unless switched on', () => {
    expect(passed(quotasOf(false), { operation: 'GetProvisionedLimit' }, 50)).toBe(50);
    expect(passed(quotasOf(true), { operation: 'GetUserAuthFactors', user: 'ada' }, 50)).toBe(50);
  });
});

describe('over the wire', () => {
  let pool: PoolUnderTest;
  let poolId: string;
  let clientId: string;
  beforeAll(async () => {
    pool = await PoolUnderTest.start({ quotas: { UserList: 0.001 } });
    poolId = await pool.createPool();
    ({ ClientId: clientId } = await pool.createClient(poolId));
    await pool.createUser(poolId, 'ada');
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(() => pool.close());

  async function control(method: string, name: string, body?: unknown): Promise<[number, unknown]> {
    const response = await fetch(`${pool.url}/_local/control/${name}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return [response.status, await response.json()];
  }
  const list = () => pool.sdk.send(new ListUsersCommand({ UserPoolId: poolId }));
  const set = (limits: object) => control('POST', 'quotas', { enabled: true, limits });

  it('refuses what exceeds a rate, counts it, and lets through later', async () => {
    await list();
    expect(await refusal(list())).toEqual(exceeded);
    expect(await refusal(list())).toEqual(exceeded);
    const [, counters] = await control('GET', 'counters');
    expect(counters).toMatchObject({ operations: { ListUsers: 3 }, throttled: { ListUsers: 2 } });
    await pool.advance(1000);
    await list();
  });

  it('is told and changed by the control side', async () => {
    const limits = { ...defaultRates, UserAuthentication: 5 };
    expect(await set({ UserAuthentication: 5 })).toEqual([200, { enabled: true, limits }]);
    expect(await control('GET', 'quotas')).toEqual([200, { enabled: true, limits }]);
    expect(await control('POST', 'quotas', { enabled: false })).toEqual([
      200,
      { enabled: false, limits: defaultRates },
    ]);
    for (let index = 0; index < 3; index++) await list();
  });

  it.each([
    [{ limits: {} }, 'enabled must be true or false.'],
    [{ enabled: true, limits: { UserLists: 1 } }, expect.stringContaining('limits must give') as string],
    [{ enabled: true, limits: { UserList: 0 } }, expect.stringContaining('limits must give') as string],
    [{ enabled: true, limits: { UserList: '5' } }, expect.stringContaining('limits must give') as string],
    [{ enabled: true, limits: null }, expect.stringContaining('limits must give') as string],
  ])('does not take %j', async (body, message) => {
    expect(await control('POST', 'quotas', body)).toEqual([400, { message }]);
  });

  it('counts a user under one key, whatever he is named by', async () => {
    const { AccessToken } = await pool.signIn(clientId, 'ada');
    await set({ UserAuthentication: 1000, UserRead: 1000 });
    const now = pool.context.clock.monotonic();
    jest.spyOn(pool.context.clock, 'monotonic').mockReturnValue(now);
    const calls = [
      ...Array.from({ length: 6 }, () => pool.sdk.send(new GetUserCommand({ AccessToken }))),
      ...Array.from({ length: 6 }, () => pool.signIn(clientId, 'ada')),
      ...Array.from({ length: 6 }, () =>
        pool.sdk.send(
          new AdminInitiateAuthCommand({
            UserPoolId: poolId,
            ClientId: clientId,
            AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
            AuthParameters: { USERNAME: 'ada', PASSWORD: goodPassword },
          }),
        ),
      ),
    ];
    const results = await Promise.allSettled(calls);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    await pool.createUser(poolId, 'bob');
    await pool.signIn(clientId, 'bob');
  });

  it('counts names without a user and tokens that are none like others', async () => {
    await set({ UserAuthentication: 1000, UserRead: 1000 });
    const guess = () =>
      refusal(
        pool.sdk.send(
          new InitiateAuthCommand({
            ClientId: clientId,
            AuthFlow: 'USER_PASSWORD_AUTH',
            AuthParameters: { USERNAME: 'nobody', PASSWORD: 'x' },
          }),
        ),
      );
    const results = await Promise.all(Array.from({ length: 30 }, guess));
    expect(results.filter(([name]) => name === 'UserNotFoundException').length).toBeGreaterThanOrEqual(10);
    expect(results).toContainEqual(exceeded);
    expect((await refusal(pool.sdk.send(new GetUserCommand({ AccessToken: 'garbage' }))))[0]).toBe(
      'NotAuthorizedException',
    );
  });

  it('comes after signature and shape, and before the operation', async () => {
    await set({ UserPoolResourceUpdate: 0.001 });
    const create = (GroupName: string) =>
      pool.sdk.send(new CreateGroupCommand({ UserPoolId: poolId, GroupName }));
    expect((await refusal(create('')))[0]).toBe('InvalidParameterException');
    await create('one');
    expect(await refusal(create('two'))).toEqual(exceeded);
    expect((await refusal(create('')))[0]).toBe('InvalidParameterException');
    const get = new GetGroupCommand({ UserPoolId: poolId, GroupName: 'two' });
    expect((await refusal(pool.sdk.send(get)))[0]).toBe('ResourceNotFoundException');
  });
});
