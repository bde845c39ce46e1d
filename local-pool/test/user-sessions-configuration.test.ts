import {
  AdminListUserSessionsCommand,
  GetUserPoolClientSessionConfigurationCommand,
  GetUserPoolSessionConfigurationCommand,
  SetUserPoolClientSessionConfigurationCommand,
  SetUserPoolSessionConfigurationCommand,
  type SessionDescriptionType,
} from '@aws-sdk/client-cognito-identity-provider';
import { Hosted, type TokenResponse } from './hosted';
import { type PoolUnderTest, refusal } from './support';
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

const disabled = ['OperationNotEnabledException', 'Session tracking is not enabled for this user pool.'];

describe('The configuration', () => {
  it('of a pool is off and 20 sessions at first, and replaced as a whole', async () => {
    const UserPoolId = await pools.createPool();
    const get = async (): Promise<object> => ({
      ...(await pools.sdk.send(new GetUserPoolSessionConfigurationCommand({ UserPoolId }))),
      $metadata: undefined,
    });
    const off = { UserPoolId, UserSessionTracking: 'DISABLED', TokenSession: { MaxPerUser: 20 } };
    expect(await get()).toEqual(off);
    const on = { UserPoolId, UserSessionTracking: 'ENABLED' as const, TokenSession: { MaxPerUser: 7 } };
    expect(await pools.sdk.send(new SetUserPoolSessionConfigurationCommand(on))).toMatchObject(on);
    expect(await get()).toEqual(on);
  });

  it.each([0, 101])('of a pool refuses %d sessions', async (MaxPerUser) => {
    expect((await refusal(tracked.track('ENABLED', MaxPerUser)))[0]).toBe('InvalidParameterException');
  });

  it('of a client is an hour at first, and kept while tracking is off', async () => {
    const { ClientId } = await pools.createClient(poolId);
    const client = { UserPoolId: poolId, ClientId };
    const get = async (): Promise<object> => ({
      ...(await pools.sdk.send(new GetUserPoolClientSessionConfigurationCommand(client))),
      $metadata: undefined,
    });
    const set = (MaxValidityMinutes: number): Promise<unknown> =>
      pools.sdk.send(
        new SetUserPoolClientSessionConfigurationCommand({ ...client, SSOSession: { MaxValidityMinutes } }),
      );
    expect(await get()).toEqual({ ...client, SSOSession: { MaxValidityMinutes: 60 } });
    expect(await set(0)).toMatchObject({ ...client, SSOSession: { MaxValidityMinutes: 0 } });
    for (const wrong of [-1, 129_601]) {
      expect((await refusal(set(wrong)))[0]).toBe('InvalidParameterException');
    }
    await tracked.track('DISABLED');
    expect(await refusal(set(5))).toEqual(disabled);
    expect(await get()).toEqual({ ...client, SSOSession: { MaxValidityMinutes: 0 } });
  });

  it('is not for the plan without it, whose sign-ins are not tracked either', async () => {
    const username = await tracked.newUser();
    const pool = pools.pool(poolId);
    pools.context.store.pools.put({ ...pool, settings: { ...pool.settings, UserPoolTier: 'LITE' } });
    const refused = [
      'FeatureUnavailableInTierException',
      'Session tracking is not available in the LITE tier.',
    ];
    expect(await refusal(tracked.track('ENABLED'))).toEqual(refused);
    const input = { UserPoolId: poolId, ClientId: clientId, SSOSession: { MaxValidityMinutes: 5 } };
    const set = pools.sdk.send(new SetUserPoolClientSessionConfigurationCommand(input));
    expect(await refusal(set)).toEqual(refused);
    const tokens = await tracked.signIn(username);
    expect(await refusal(tracked.list(tokens))).toEqual(disabled);
    pools.context.store.pools.put(pool);
    expect(await tracked.list(tokens)).toEqual([]);
  });
});

describe('Managed login', () => {
  it('begins sessions like any other, and they are active when their tokens are refreshed', async () => {
    const hosted = await Hosted.start();
    const { pools: server, poolId: UserPoolId } = hosted;
    await server.sdk.send(
      new SetUserPoolSessionConfigurationCommand({
        UserPoolId,
        UserSessionTracking: 'ENABLED',
        TokenSession: { MaxPerUser: 2 },
      }),
    );
    await server.createUser(UserPoolId, 'ada');
    const sessions = async (): Promise<SessionDescriptionType[]> => {
      const command = new AdminListUserSessionsCommand({ UserPoolId, Username: 'ada' });
      return (await server.sdk.send(command)).Sessions ?? [];
    };
    const refreshed = async ({ refresh_token }: TokenResponse): Promise<number> =>
      (await hosted.token({ grant_type: 'refresh_token', refresh_token })).status;
    const first = await hosted.tokens('ada');
    await server.advance(1);
    const second = await hosted.tokens('ada');
    const [before] = await sessions();
    expect(before).toMatchObject({
      LastIPAddress: expect.stringContaining('127.0.0.1') as string,
      DeviceType: 'unknown',
    });
    await server.advance(1);
    expect(await refreshed(first)).toBe(200);
    const [after] = await sessions();
    expect(Number(after?.LastActiveDate) - Number(before?.LastActiveDate)).toBeGreaterThanOrEqual(2000);
    await server.advance(1);
    await hosted.tokens('ada');
    expect([await refreshed(first), await refreshed(second)]).toEqual([200, 400]);
    await server.close();
  });
});
