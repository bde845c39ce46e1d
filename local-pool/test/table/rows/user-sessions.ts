import { places } from '../places';
import { refuses, type Row, succeeds } from '../row';
import { some } from '../shown';
import type { World } from '../world';

const sessionOut = (IsCurrentSession: boolean): object => ({
  SessionId: expect.stringMatching(/^tkn/u) as string,
  ...{ SessionType: 'TOKEN', ClientId: some.clientId, CreateDate: some.time, LastActiveDate: some.time },
  ...{
    DeviceType: some.text,
    LastIPAddress: some.text,
    LastLocation: { Country: 'unknown' },
    IsCurrentSession,
  },
});

/** Somebody who has signed in twice: the later token, and the id of the earlier session. */
async function twice(
  world: World,
): Promise<Record<'AccessToken' | 'SessionId' | 'UserPoolId' | 'Username', string>> {
  const place = await places.tracked(world);
  const { user } = await world.signedIn({}, place);
  const named = { UserPoolId: place.UserPoolId, Username: user.username };
  const { Sessions } = await world.done('AdminListUserSessions', named);
  const { AccessToken } = await world.pools.signIn(place.ClientId, user.username);
  return { ...named, AccessToken, SessionId: Sessions[0].SessionId };
}

const of =
  (...members: string[]): Row['arrange'] =>
  async (world) => {
    const entries = Object.entries(await twice(world)).filter(([name]) => members.includes(name));
    return Object.fromEntries(entries);
  };
const unknown =
  (arrange: Row['arrange']): Row['arrange'] =>
  async (world) => ({ ...(await arrange(world)), SessionId: noSession });
const untracked =
  (more: object = {}): Row['arrange'] =>
  async (world) => ({ AccessToken: (await world.signedIn()).AccessToken, ...more });

async function ofPool(world: World): Promise<{ UserPoolId: string }> {
  const { UserPoolId } = await places.tracked(world);
  return { UserPoolId };
}
async function ofClient(world: World): Promise<{ UserPoolId: string; ClientId: string }> {
  const { UserPoolId, ClientId } = await places.tracked(world);
  return { UserPoolId, ClientId };
}

/** Of the right form. */
const noSession = `tkn${'0'.repeat(25)}`;

const tracking = { UserSessionTracking: 'ENABLED', TokenSession: { MaxPerUser: 9 } };
const sso = { SSOSession: { MaxValidityMinutes: 30 } };
const off = 'Session tracking is not enabled for this user pool.';
const ids = ['UserPoolId', 'Username'];

/** The sessions of users, one by one, and what pools and clients say about them. */
export const userSessionRows: readonly Row[] = [
  succeeds('ListUserSessions', 'with the sessions', of('AccessToken'), {
    Sessions: [sessionOut(false), sessionOut(true)],
  }),
  refuses('ListUserSessions', 'OperationNotEnabled', 'a pool without tracking', untracked(), off),
  succeeds('RevokeUserSession', 'with nothing', of('AccessToken', 'SessionId')),
  refuses('RevokeUserSession', 'ResourceNotFound', 'an unknown session', unknown(of('AccessToken'))),
  refuses('RevokeUserSession', 'InvalidParameter', 'the session that asks', async (world) => {
    const { AccessToken } = await twice(world);
    const { Sessions } = await world.done('ListUserSessions', { AccessToken });
    return { AccessToken, SessionId: Sessions[1].SessionId };
  }),
  refuses(
    ...(['RevokeUserSession', 'OperationNotEnabled', 'a pool without tracking'] as const),
    untracked({ SessionId: noSession }),
    off,
  ),
  succeeds('AdminListUserSessions', 'with the sessions', of(...ids), {
    Sessions: [sessionOut(false), sessionOut(false)],
  }),
  refuses(
    'AdminListUserSessions',
    'OperationNotEnabled',
    'a pool without tracking',
    (world) => world.named(),
    off,
  ),
  succeeds('AdminRevokeUserSession', 'with nothing', of(...ids, 'SessionId')),
  refuses('AdminRevokeUserSession', 'ResourceNotFound', 'an unknown session', unknown(of(...ids))),
  refuses('AdminRevokeUserSession', 'OperationNotEnabled', 'a pool without tracking', async (world) => ({
    ...{ ...(await world.named()), SessionId: noSession },
  })),
  succeeds('GetUserPoolSessionConfiguration', 'with the settings', ofPool, {
    ...{ UserPoolId: some.poolId, ...tracking },
  }),
  succeeds(
    ...(['SetUserPoolSessionConfiguration', 'with the settings'] as const),
    async (world) => ({ ...(await ofPool(world)), ...tracking }),
    { UserPoolId: some.poolId, ...tracking },
  ),
  refuses(
    'SetUserPoolSessionConfiguration',
    'FeatureUnavailableInTier',
    'what the plan lacks',
    async (world) => ({
      ...{ UserPoolId: (await places.lite(world)).UserPoolId, ...tracking },
    }),
  ),
  succeeds('GetUserPoolClientSessionConfiguration', 'with the settings', ofClient, {
    ...{ UserPoolId: some.poolId, ClientId: some.clientId },
    SSOSession: { MaxValidityMinutes: expect.any(Number) as number },
  }),
  succeeds(
    ...(['SetUserPoolClientSessionConfiguration', 'with the settings'] as const),
    async (world) => ({ ...(await ofClient(world)), ...sso }),
    { UserPoolId: some.poolId, ClientId: some.clientId, ...sso },
  ),
  refuses(
    ...([
      'SetUserPoolClientSessionConfiguration',
      'FeatureUnavailableInTier',
      'what the plan lacks',
    ] as const),
    async (world) => {
      const { UserPoolId, ClientId } = await places.lite(world);
      return { UserPoolId, ClientId, ...sso };
    },
  ),
  refuses(
    ...(['SetUserPoolClientSessionConfiguration', 'OperationNotEnabled', 'a pool without tracking'] as const),
    ({ plain: { UserPoolId, ClientId } }) => ({ UserPoolId, ClientId, ...sso }),
    off,
  ),
];
