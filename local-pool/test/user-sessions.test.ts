import {
  AdminListUserSessionsCommand,
  AdminRevokeUserSessionCommand,
  AdminUserGlobalSignOutCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  InitiateAuthCommand,
  ListUserSessionsCommand,
  RevokeTokenCommand,
  RevokeUserSessionCommand,
  type SessionDescriptionType,
} from '@aws-sdk/client-cognito-identity-provider';
import { type PoolUnderTest, refusal, type Tokens } from './support';
import { TrackedPool } from './user-sessions';

let tracked: TrackedPool;
let pools: PoolUnderTest;
let poolId: string;
let clientId: string;

beforeAll(async () => {
  tracked = await TrackedPool.start();
  ({ pools, poolId, clientId } = tracked);
});
beforeEach(() => tracked.track('ENABLED'));
afterAll(() => pools.close());

async function listAsAdmin(Username: string): Promise<SessionDescriptionType[]> {
  const command = new AdminListUserSessionsCommand({ UserPoolId: poolId, Username });
  return (await pools.sdk.send(command)).Sessions ?? [];
}

/** The id of the session that tokens belong to. */
async function sessionOf(tokens: Tokens): Promise<string> {
  return (await tracked.list(tokens)).find(({ IsCurrentSession }) => IsCurrentSession)?.SessionId ?? '';
}

const revoke = ({ AccessToken }: Tokens, SessionId: string): Promise<unknown> =>
  pools.sdk.send(
    new RevokeUserSessionCommand({ AccessToken, SessionId, RevokeAssociatedSessions: 'LINKED' }),
  );

const use = ({ AccessToken }: Tokens): Promise<unknown> =>
  pools.sdk.send(new GetUserCommand({ AccessToken }));

const refresh = ({ RefreshToken }: Tokens): Promise<unknown> =>
  pools.sdk.send(
    new InitiateAuthCommand({
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      ClientId: clientId,
      AuthParameters: { REFRESH_TOKEN: RefreshToken },
    }),
  );

const disabled = ['OperationNotEnabledException', 'Session tracking is not enabled for this user pool.'];
const unknown = ['ResourceNotFoundException', 'Session not found.'];
const nobodys = `tkn${'0'.repeat(25)}`;

describe('ListUserSessions and AdminListUserSessions', () => {
  it('list every sign-in of the user, over all clients, the oldest first', async () => {
    const username = await tracked.newUser();
    const other = (await pools.createClient(poolId)).ClientId;
    const first = await tracked.signIn(username);
    const firstAt = pools.context.clock.now();
    await pools.advance(1);
    const second = await tracked.signIn(username, other);
    await tracked.signIn(await tracked.newUser());
    const sessions = await tracked.list(second);
    const seconds = (date?: Date): number => Math.round((date?.getTime() ?? 0) / 1000);
    expect(sessions).toEqual(
      [clientId, other].map((ClientId, index) => ({
        SessionId: expect.stringMatching(/^tkn[a-z\d]{25}$/u) as string,
        SessionType: 'TOKEN',
        ClientId,
        CreateDate: expect.any(Date) as Date,
        LastActiveDate: sessions[index]?.CreateDate,
        DeviceType: expect.stringMatching(/^(?:\w+, )?aws-sdk-js$/u) as string,
        LastIPAddress: expect.stringContaining('127.0.0.1') as string,
        LastLocation: { Country: 'unknown' },
        IsCurrentSession: index === 1,
      })),
    );
    expect(Math.abs(seconds(sessions[0]?.CreateDate) - firstAt / 1000)).toBeLessThan(10);
    expect((await tracked.list(first)).map(({ IsCurrentSession }) => IsCurrentSession)).toEqual([
      true,
      false,
    ]);
    expect(await listAsAdmin(username)).toEqual(
      sessions.map((session) => ({ ...session, IsCurrentSession: false })),
    );
  });

  it.each([
    ['REFRESH_TOKEN_AUTH', refresh],
    [
      'GetTokensFromRefreshToken',
      ({ RefreshToken }: Tokens): Promise<unknown> =>
        pools.sdk.send(new GetTokensFromRefreshTokenCommand({ ClientId: clientId, RefreshToken })),
    ],
  ])('show when and from where tokens were last got by %s', async (_, act) => {
    const tokens = await tracked.signIn(await tracked.newUser());
    const [before] = await tracked.list(tokens);
    pools.sdk.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        headers['user-agent'] =
          'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1';
        return next(args);
      },
      { name: 'phone', step: 'build', priority: 'low' },
    );
    await pools.advance(60);
    await act(tokens).finally(() => pools.sdk.middlewareStack.remove('phone'));
    const [after] = await tracked.list(tokens);
    expect(after).toEqual({
      ...before,
      LastActiveDate: expect.any(Date) as Date,
      DeviceType: 'iOS, Safari',
    });
    const moved = Number(after?.LastActiveDate) - Number(before?.LastActiveDate);
    expect(moved).toBeGreaterThanOrEqual(60_000);
    // Looking at it is no activity.
    await pools.advance(60);
    await use(tokens);
    expect((await tracked.list(tokens))[0]).toEqual(after);
  });

  it('leave out what is over: signed out, revoked, expired, and what was there before tracking', async () => {
    const username = await tracked.newUser();
    await tracked.track('DISABLED');
    const before = await tracked.signIn(username);
    await tracked.track('ENABLED');
    expect(await tracked.list(before)).toEqual([]);
    const { RefreshToken } = await tracked.signIn(username);
    expect(await listAsAdmin(username)).toHaveLength(1);
    await pools.sdk.send(
      new RevokeTokenCommand({ ClientId: clientId, Token: RefreshToken, RevokeAssociatedSessions: 'LINKED' }),
    );
    expect(await listAsAdmin(username)).toEqual([]);
    await tracked.signIn(username);
    await pools.sdk.send(new AdminUserGlobalSignOutCommand({ UserPoolId: poolId, Username: username }));
    expect(await listAsAdmin(username)).toEqual([]);
    await tracked.signIn(username);
    await pools.advance(30 * 24 * 3600 - 60);
    expect(await listAsAdmin(username)).toHaveLength(1);
    await pools.advance(60);
    expect(await listAsAdmin(username)).toEqual([]);
  });

  it('refuse where sessions are not tracked, which is the default, and forget nothing', async () => {
    const username = await tracked.newUser();
    const tokens = await tracked.signIn(username);
    const id = await sessionOf(tokens);
    await tracked.track('DISABLED');
    expect(await refusal(tracked.list(tokens))).toEqual(disabled);
    expect(await refusal(listAsAdmin(username))).toEqual(disabled);
    expect(await refusal(revoke(tokens, id))).toEqual(disabled);
    await tracked.track('ENABLED');
    expect(await sessionOf(tokens)).toBe(id);
    expect((await listAsAdmin(username)).map(({ SessionId }) => SessionId)).toEqual([id]);
  });

  it('refuse a cursor that was not given', async () => {
    const username = await tracked.newUser();
    const { AccessToken } = await tracked.signIn(username);
    const refused = ['InvalidParameterException', 'Invalid pagination token given.'];
    const mine = pools.sdk.send(new ListUserSessionsCommand({ AccessToken, NextToken: 'x' }));
    expect(await refusal(mine)).toEqual(refused);
    const input = { UserPoolId: poolId, Username: username, NextToken: 'x' };
    expect(await refusal(pools.sdk.send(new AdminListUserSessionsCommand(input)))).toEqual(refused);
  });
});

describe('RevokeUserSession and AdminRevokeUserSession', () => {
  it('end one session with all of its tokens, and no other', async () => {
    const username = await tracked.newUser();
    const [mine, lost] = [await tracked.signIn(username), await tracked.signIn(username)];
    const id = await sessionOf(lost);
    await revoke(mine, id);
    expect(await refusal(use(lost))).toEqual(['NotAuthorizedException', 'Access Token has been revoked']);
    expect(await refusal(refresh(lost))).toEqual([
      'NotAuthorizedException',
      'Refresh Token has been revoked',
    ]);
    await use(mine);
    await refresh(mine);
    expect((await tracked.list(mine)).map(({ IsCurrentSession }) => IsCurrentSession)).toEqual([true]);
    expect(await refusal(revoke(mine, id))).toEqual(unknown);
  });

  it("do not end the caller's own session, which an administrator can", async () => {
    const username = await tracked.newUser();
    const tokens = await tracked.signIn(username);
    const SessionId = await sessionOf(tokens);
    expect(await refusal(revoke(tokens, SessionId))).toEqual([
      'InvalidParameterException',
      'The current session cannot be revoked.',
    ]);
    await use(tokens);
    const input = { UserPoolId: poolId, Username: username, SessionId };
    await pools.sdk.send(new AdminRevokeUserSessionCommand(input));
    expect((await refusal(use(tokens)))[1]).toBe('Access Token has been revoked');
  });

  it("do not reach another user's session", async () => {
    const [ada, bob] = [await tracked.newUser(), await tracked.newUser()];
    const [mine, theirs] = [await tracked.signIn(ada), await tracked.signIn(bob)];
    const SessionId = await sessionOf(theirs);
    expect(await refusal(revoke(mine, SessionId))).toEqual(unknown);
    const input = { UserPoolId: poolId, Username: ada, SessionId };
    expect(await refusal(pools.sdk.send(new AdminRevokeUserSessionCommand(input)))).toEqual(unknown);
    expect(await refusal(revoke(mine, nobodys))).toEqual(unknown);
    expect(await refusal(revoke(mine, `sso${'0'.repeat(25)}`))).toEqual(unknown);
    await use(theirs);
  });

  it.each(['tkn', `tkn${'0'.repeat(26)}`, `tkn${'A'.repeat(25)}`, `abc${'0'.repeat(25)}`])(
    'refuse the id %s',
    async (SessionId) => {
      const input = { UserPoolId: poolId, Username: 'nobody', SessionId };
      const [type] = await refusal(pools.sdk.send(new AdminRevokeUserSessionCommand(input)));
      expect(type).toBe('InvalidParameterException');
    },
  );
});

describe('MaxPerUser', () => {
  it('ends the session that has not been used for longest when one more begins', async () => {
    await tracked.track('ENABLED', 2);
    const username = await tracked.newUser();
    const first = await tracked.signIn(username);
    await pools.advance(1);
    const second = await tracked.signIn(username);
    await pools.advance(1);
    await refresh(first);
    await pools.advance(1);
    const third = await tracked.signIn(username);
    await use(first);
    await use(third);
    expect((await refusal(use(second)))[1]).toBe('Access Token has been revoked');
    expect(await tracked.list(third)).toHaveLength(2);
  });

  it('is kept by sign-ins at the same time', async () => {
    await tracked.track('ENABLED', 3);
    const username = await tracked.newUser();
    await Promise.all(Array.from({ length: 8 }, () => tracked.signIn(username)));
    expect(await listAsAdmin(username)).toHaveLength(3);
  });

  it('ends nothing by being lowered, before the next sign-in', async () => {
    const username = await tracked.newUser();
    for (let count = 0; count < 4; count += 1) await tracked.signIn(username);
    await tracked.track('ENABLED', 2);
    expect(await listAsAdmin(username)).toHaveLength(4);
    await tracked.signIn(username);
    expect(await listAsAdmin(username)).toHaveLength(2);
  });

  it("counts neither other users' sessions nor those that are over", async () => {
    await tracked.track('ENABLED', 1);
    const [ada, bob] = [await tracked.newUser(), await tracked.newUser()];
    const tokens = await tracked.signIn(ada);
    await tracked.signIn(bob);
    await use(tokens);
  });

  it('ends nothing where sessions are not tracked', async () => {
    await tracked.track('DISABLED', 1);
    const username = await tracked.newUser();
    const tokens = await tracked.signIn(username);
    await tracked.signIn(username);
    await use(tokens);
  });
});
