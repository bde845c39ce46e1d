import {
  AdminForgetDeviceCommand,
  AdminGetDeviceCommand,
  AdminListDevicesCommand,
  AdminUpdateDeviceStatusCommand,
  DeleteUserCommand,
  ForgetDeviceCommand,
  GetDeviceCommand,
  GetUserCommand,
  UpdateDeviceStatusCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { always, attributeOf, Tracking, verifierOf } from './devices';
import { output } from './raw';
import { refusal, type PoolUnderTest } from './support';

let tracking: Tracking;
let pools: PoolUnderTest;
let poolId: string;
let ClientId: string;

const gone = ['ResourceNotFoundException', 'Device does not exist.'];
const off = ['InvalidParameterException', 'Device tracking not currently enabled for this pool.'];

beforeAll(async () => {
  tracking = await Tracking.start();
  ({ pools } = tracking);
  ({ poolId, ClientId } = await tracking.pool(always));
  for (const name of ['ada', 'grace']) await pools.createUser(poolId, name);
});
afterAll(() => pools.close());

describe('GetDevice and ListDevices', () => {
  it('show all of a device', async () => {
    await pools.createUser(poolId, 'shown');
    const { AccessToken, device } = await tracking.withDevice(ClientId, 'shown');
    const shown = {
      DeviceKey: device.key,
      DeviceAttributes: [
        { Name: 'device_status', Value: 'valid' },
        { Name: 'device_name', Value: 'A browser' },
        {
          Name: 'dev:device_arn',
          Value: `arn:aws:cognito-idp:us-east-1:123456789012:owner/shown.${poolId}/device/${device.key}`,
        },
        { Name: 'dev:device_owner', Value: `shown.${poolId}` },
        { Name: 'last_ip_used', Value: expect.any(String) as string },
        { Name: 'dev:device_remembered_status', Value: 'remembered' },
        { Name: 'dev:device_sdk', Value: 'aws-sdk' },
      ],
      DeviceCreateDate: expect.any(Date) as Date,
      DeviceLastModifiedDate: expect.any(Date) as Date,
      DeviceLastAuthenticatedDate: expect.any(Date) as Date,
    };
    expect(await output(tracking.get(AccessToken, device.key))).toEqual({ Device: shown });
    expect(await output(tracking.list(AccessToken))).toEqual({ Devices: [shown] });
    const ids = { UserPoolId: poolId, Username: 'shown' };
    const found = await output(pools.sdk.send(new AdminGetDeviceCommand({ ...ids, DeviceKey: device.key })));
    expect(found).toEqual({ Device: shown });
    expect(await output(pools.sdk.send(new AdminListDevicesCommand(ids)))).toEqual({ Devices: [shown] });
  });

  it('list confirmed devices alone, page by page', async () => {
    await pools.createUser(poolId, 'many');
    const keys: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      keys.push((await tracking.withDevice(ClientId, 'many')).device.key);
    }
    const { AccessToken } = await tracking.signIn(ClientId, 'many');
    const listed: (string | undefined)[] = [];
    const sizes: number[] = [];
    let PaginationToken: string | undefined;
    do {
      const page = await tracking.list(AccessToken, { Limit: 2, PaginationToken });
      listed.push(...(page.Devices ?? []).map(({ DeviceKey }) => DeviceKey));
      sizes.push(page.Devices?.length ?? 0);
      ({ PaginationToken } = page);
    } while (PaginationToken !== undefined);
    expect(sizes).toEqual([2, 2, 1]);
    expect(listed).toEqual(keys.sort());
  });

  it('refuse the cursor of somebody else', async () => {
    const { AccessToken } = await tracking.signIn(ClientId, 'many');
    const { PaginationToken } = await tracking.list(AccessToken, { Limit: 1 });
    expect(PaginationToken).toBeDefined();
    const other = await tracking.signIn(ClientId, 'grace');
    expect(await refusal(tracking.list(other.AccessToken, { PaginationToken }))).toEqual([
      'InvalidParameterException',
      'Invalid pagination token given.',
    ]);
  });
});

describe('what is not one’s own', () => {
  it('does not exist', async () => {
    const mine = await tracking.withDevice(ClientId, 'ada');
    const { AccessToken } = await tracking.signIn(ClientId, 'grace');
    const { device } = mine;
    expect(await refusal(tracking.get(AccessToken, device.key))).toEqual(gone);
    expect(await refusal(tracking.update({ ...mine, AccessToken }, 'remembered'))).toEqual(gone);
    expect(await refusal(tracking.forget({ AccessToken, device }))).toEqual(gone);
    expect((await tracking.get(mine.AccessToken, device.key)).Device?.DeviceKey).toBe(device.key);
  });

  it('does not exist for administrators under another name either', async () => {
    const { device } = await tracking.withDevice(ClientId, 'ada');
    const ids = { UserPoolId: poolId, DeviceKey: device.key };
    for (const command of [
      new AdminGetDeviceCommand({ ...ids, Username: 'grace' }),
      new AdminForgetDeviceCommand({ ...ids, Username: 'grace' }),
      new AdminUpdateDeviceStatusCommand({ ...ids, Username: 'grace', DeviceRememberedStatus: 'remembered' }),
    ]) {
      expect(await refusal(pools.sdk.send(command as AdminGetDeviceCommand))).toEqual(gone);
    }
  });
});

describe('forgetting', () => {
  it('removes a device and leaves access tokens alone', async () => {
    await pools.createUser(poolId, 'forgetful');
    const signedIn = await tracking.withDevice(ClientId, 'forgetful');
    expect(await output(tracking.forget(signedIn))).toEqual({});
    expect(await refusal(tracking.get(signedIn.AccessToken, signedIn.device.key))).toEqual(gone);
    expect(await refusal(tracking.forget(signedIn))).toEqual(gone);
    expect((await tracking.list(signedIn.AccessToken)).Devices).toEqual([]);
    const { Username } = await pools.sdk.send(new GetUserCommand({ AccessToken: signedIn.AccessToken }));
    expect(Username).toBe('forgetful');
  });

  it('goes along with the user', async () => {
    const { sub } = await pools.createUser(poolId, 'leaving');
    const { AccessToken, device } = await tracking.withDevice(ClientId, 'leaving');
    await pools.sdk.send(new DeleteUserCommand({ AccessToken }));
    expect(pools.context.store.devices.get(device.key)).toBeUndefined();
    expect(pools.context.store.devices.by('user', sub)).toEqual([]);
  });
});

describe('administrators', () => {
  it('change and forget devices', async () => {
    const { AccessToken, device } = await tracking.withDevice(ClientId, 'ada');
    const ids = { UserPoolId: poolId, Username: 'ada', DeviceKey: device.key };
    const updated = pools.sdk.send(
      new AdminUpdateDeviceStatusCommand({ ...ids, DeviceRememberedStatus: 'not_remembered' }),
    );
    expect(await output(updated)).toEqual({});
    const { Device } = await pools.sdk.send(new AdminGetDeviceCommand(ids));
    expect(attributeOf(Device, 'dev:device_remembered_status')).toBe('not_remembered');
    expect(await output(pools.sdk.send(new AdminForgetDeviceCommand(ids)))).toEqual({});
    expect(await refusal(tracking.get(AccessToken, device.key))).toEqual(gone);
  });

  it('are told of users and pools that do not exist', async () => {
    const DeviceKey = `us-east-1_${crypto.randomUUID()}`;
    const nobody = { UserPoolId: poolId, Username: 'nobody', DeviceKey };
    const unknown = ['UserNotFoundException', 'User does not exist.'];
    expect(await refusal(pools.sdk.send(new AdminGetDeviceCommand(nobody)))).toEqual(unknown);
    expect(await refusal(pools.sdk.send(new AdminListDevicesCommand(nobody)))).toEqual(unknown);
    expect(await refusal(pools.sdk.send(new AdminForgetDeviceCommand(nobody)))).toEqual(unknown);
    expect(await refusal(pools.sdk.send(new AdminUpdateDeviceStatusCommand(nobody)))).toEqual(unknown);
    const nowhere = { ...nobody, UserPoolId: 'us-east-1_nowhere' };
    expect(await refusal(pools.sdk.send(new AdminGetDeviceCommand(nowhere)))).toEqual([
      'ResourceNotFoundException',
      'User pool us-east-1_nowhere does not exist.',
    ]);
  });
});

it('is refused by every operation where devices are not tracked', async () => {
  const plain = await pools.createPool();
  const client = await pools.createClient(plain);
  await pools.createUser(plain, 'ada');
  const { AccessToken } = await pools.signIn(client.ClientId, 'ada');
  const device = { key: `us-east-1_${crypto.randomUUID()}`, group: '-AbCdEfGh', secret: 'secret' };
  const DeviceKey = device.key;
  const ids = { UserPoolId: plain, Username: 'ada', DeviceKey };
  const config = { DeviceSecretVerifierConfig: verifierOf(device) };
  for (const call of [
    () => tracking.confirm({ AccessToken, device }, config),
    () => tracking.get(AccessToken, DeviceKey),
    () => tracking.list(AccessToken),
    () => pools.sdk.send(new UpdateDeviceStatusCommand({ AccessToken, DeviceKey })),
    () => tracking.forget({ AccessToken, device }),
    () => pools.sdk.send(new AdminGetDeviceCommand(ids)),
    () => pools.sdk.send(new AdminListDevicesCommand(ids)),
    () => pools.sdk.send(new AdminUpdateDeviceStatusCommand(ids)),
    () => pools.sdk.send(new AdminForgetDeviceCommand(ids)),
  ]) {
    expect(await refusal(call())).toEqual(off);
  }
});

it('needs an access token', async () => {
  const DeviceKey = `us-east-1_${crypto.randomUUID()}`;
  const invalid = ['NotAuthorizedException', 'Invalid Access Token'];
  expect(await refusal(pools.sdk.send(new GetDeviceCommand({ DeviceKey })))).toEqual(invalid);
  expect(await refusal(pools.sdk.send(new ForgetDeviceCommand({ DeviceKey })))).toEqual(invalid);
});
