import {
  AdminForgetDeviceCommand,
  AdminGetDeviceCommand,
  AdminListDevicesCommand,
  AdminUpdateDeviceStatusCommand,
  DeleteUserCommand,
  ForgetDeviceCommand,
  GetDeviceCommand,
  GetUserCommand,
  ListDevicesCommand,
  UpdateDeviceStatusCommand,
  type DeviceType,
} from '@aws-sdk/client-cognito-identity-provider';
import { modulus } from '../auth/srp-group';
import { always, optIn, Tracking, verifierOf, type SignedIn } from './devices';
import { output } from './raw';
import { payloadOf, refusal, type PoolUnderTest } from './support';

let tracking: Tracking;
let pools: PoolUnderTest;
let poolId: string;
let ClientId: string;
let opting: { poolId: string; ClientId: string };

const gone = ['ResourceNotFoundException', 'Device does not exist.'];
const badKey = ['InvalidParameterException', 'Invalid device key given.'];
const off = ['InvalidParameterException', 'Device tracking not currently enabled for this pool.'];

beforeAll(async () => {
  tracking = await Tracking.start();
  ({ pools } = tracking);
  ({ poolId, ClientId } = await tracking.pool(always));
  opting = await tracking.pool(optIn);
  for (const name of ['ada', 'grace']) await pools.createUser(poolId, name);
  await pools.createUser(opting.poolId, 'ada');
});
afterAll(() => pools.close());

const get = (AccessToken: string, DeviceKey: string) =>
  pools.sdk.send(new GetDeviceCommand({ AccessToken, DeviceKey }));
const list = (AccessToken: string, more: { Limit?: number; PaginationToken?: string | undefined } = {}) =>
  pools.sdk.send(new ListDevicesCommand({ AccessToken, ...more }));
const update = (
  { AccessToken, device }: SignedIn,
  DeviceRememberedStatus?: 'remembered' | 'not_remembered',
) =>
  pools.sdk.send(
    new UpdateDeviceStatusCommand({ AccessToken, DeviceKey: device.key, DeviceRememberedStatus }),
  );
const forget = ({ AccessToken, device }: Pick<SignedIn, 'AccessToken' | 'device'>) =>
  pools.sdk.send(new ForgetDeviceCommand({ AccessToken, DeviceKey: device.key }));
const attributeOf = (device: DeviceType | undefined, name: string): string | undefined =>
  device?.DeviceAttributes?.find(({ Name }) => Name === name)?.Value;

describe('a sign-in', () => {
  it('without a device is given the key for one, which its access token carries', async () => {
    const { AuthenticationResult } = await tracking.initiate(ClientId, 'ada');
    const { NewDeviceMetadata, AccessToken = '' } = AuthenticationResult ?? {};
    expect(NewDeviceMetadata).toEqual({
      DeviceKey: expect.stringMatching(/^us-east-1_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u) as string,
      DeviceGroupKey: expect.stringMatching(/^-[\w-]{8}$/u) as string,
    });
    expect(payloadOf(AccessToken)['device_key']).toBe(NewDeviceMetadata?.DeviceKey);
    const other = await tracking.signIn(ClientId, 'ada');
    expect(other.device.key).not.toBe(NewDeviceMetadata?.DeviceKey);
    expect(other.device.group).toBe(NewDeviceMetadata?.DeviceGroupKey);
  });

  it('with a confirmed device is given none, and notes when and whence it was', async () => {
    const { device, AccessToken } = await tracking.withDevice(ClientId, 'ada');
    const before = (await get(AccessToken, device.key)).Device;
    await pools.advance(100);
    const { AuthenticationResult } = await tracking.initiate(ClientId, 'ada', { DEVICE_KEY: device.key });
    expect(AuthenticationResult?.NewDeviceMetadata).toBeUndefined();
    expect(payloadOf(AuthenticationResult?.AccessToken ?? '')['device_key']).toBe(device.key);
    const { Device } = await get(AccessToken, device.key);
    const at = (which: DeviceType | undefined) => which?.DeviceLastAuthenticatedDate?.getTime() ?? 0;
    expect(at(Device) - at(before)).toBeGreaterThanOrEqual(100_000);
    expect(Device?.DeviceCreateDate).toEqual(before?.DeviceCreateDate);
    expect(attributeOf(Device, 'last_ip_used')).toMatch(/^(::ffff:)?127\.0\.0\.1$|^::1$/u);
  });

  it.each([
    ['a key that never was', () => Promise.resolve(`us-east-1_${crypto.randomUUID()}`)],
    ['a key that was not confirmed', async () => (await tracking.signIn(ClientId, 'ada')).device.key],
    ['a device of another user', async () => (await tracking.withDevice(ClientId, 'grace')).device.key],
    ['a device of another pool', async () => (await tracking.withDevice(opting.ClientId, 'ada')).device.key],
    [
      'a forgotten device',
      async () => {
        const signedIn = await tracking.withDevice(ClientId, 'ada');
        await forget(signedIn);
        return signedIn.device.key;
      },
    ],
  ])('with %s is refused, so that the client tries again without', async (_, keyOf) => {
    const DEVICE_KEY = await keyOf();
    expect(await refusal(tracking.initiate(ClientId, 'ada', { DEVICE_KEY }))).toEqual(gone);
    // Only to somebody who has proved who he is.
    const wrong = tracking.initiate(ClientId, 'ada', { DEVICE_KEY, PASSWORD: 'Wrong-Horse-7' });
    expect(await refusal(wrong)).toEqual(['NotAuthorizedException', 'Incorrect username or password.']);
  });

  it('is as ever where devices are not tracked', async () => {
    const plain = await pools.createPool();
    const client = await pools.createClient(plain);
    await pools.createUser(plain, 'ada');
    const DEVICE_KEY = `us-east-1_${crypto.randomUUID()}`;
    const { AuthenticationResult } = await tracking.initiate(client.ClientId, 'ada', { DEVICE_KEY });
    expect(AuthenticationResult?.NewDeviceMetadata).toBeUndefined();
    expect(payloadOf(AuthenticationResult?.AccessToken ?? '')).not.toHaveProperty('device_key');
  });
});

describe('ConfirmDevice', () => {
  it('remembers the device where all are', async () => {
    const signedIn = await tracking.signIn(ClientId, 'ada');
    expect(await output(tracking.confirm(signedIn))).toEqual({ UserConfirmationNecessary: false });
    const { Device } = await get(signedIn.AccessToken, signedIn.device.key);
    expect(attributeOf(Device, 'dev:device_remembered_status')).toBe('remembered');
  });

  it('leaves that to the user where he is asked', async () => {
    const signedIn = await tracking.signIn(opting.ClientId, 'ada');
    expect(await output(tracking.confirm(signedIn))).toEqual({ UserConfirmationNecessary: true });
    const status = async () =>
      attributeOf(
        (await get(signedIn.AccessToken, signedIn.device.key)).Device,
        'dev:device_remembered_status',
      );
    expect(await status()).toBe('not_remembered');
    expect(await output(update(signedIn, 'remembered'))).toEqual({});
    expect(await status()).toBe('remembered');
    await update(signedIn);
    expect(await status()).toBe('remembered');
    await update(signedIn, 'not_remembered');
    expect(await status()).toBe('not_remembered');
  });

  it('happens once, also in a race', async () => {
    const signedIn = await tracking.signIn(ClientId, 'ada');
    const answers = await Promise.allSettled([1, 2, 3].map(() => tracking.confirm(signedIn)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await refusal(tracking.confirm(signedIn))).toEqual([
      'DeviceKeyExistsException',
      'Device already exists.',
    ]);
  });

  it('takes only the key that the very sign-in was given', async () => {
    const one = await tracking.signIn(ClientId, 'ada');
    const other = await tracking.signIn(ClientId, 'ada');
    const { AccessToken } = await tracking.signIn(ClientId, 'grace');
    expect(await refusal(tracking.confirm({ ...one, AccessToken: other.AccessToken }))).toEqual(badKey);
    expect(await refusal(tracking.confirm({ ...one, AccessToken }))).toEqual(badKey);
    const device = { ...one.device, key: `us-east-1_${crypto.randomUUID()}` };
    expect(await refusal(tracking.confirm({ ...one, device }))).toEqual(badKey);
  });

  it('cannot revive a forgotten device', async () => {
    const signedIn = await tracking.withDevice(ClientId, 'ada');
    await forget(signedIn);
    expect(await refusal(tracking.confirm(signedIn))).toEqual(badKey);
  });

  const good = { PasswordVerifier: 'AQI=', Salt: 'AQI=' };
  it.each([
    ['nothing', undefined],
    ['no salt', { PasswordVerifier: 'AQI=' }],
    ['an empty salt', { ...good, Salt: '' }],
    ['a salt that is not Base64', { ...good, Salt: 'A!' }],
    ['no verifier', { Salt: 'AQI=' }],
    ['an empty verifier', { ...good, PasswordVerifier: '' }],
    ['a verifier of 0', { ...good, PasswordVerifier: 'AAAA' }],
    [
      'a verifier of N',
      { ...good, PasswordVerifier: Buffer.from(modulus.toString(16), 'hex').toString('base64') },
    ],
    ['a verifier that is too long', { ...good, PasswordVerifier: 'AAAA'.repeat(200) }],
  ])('refuses %s for a secret', async (_, DeviceSecretVerifierConfig) => {
    const signedIn = await tracking.signIn(ClientId, 'ada');
    expect(await refusal(tracking.confirm(signedIn, { DeviceSecretVerifierConfig }))).toEqual([
      'InvalidParameterException',
      'Invalid device secret verifier config given.',
    ]);
    await tracking.confirm(signedIn);
  });

  it('needs no name', async () => {
    const signedIn = await tracking.signIn(ClientId, 'ada');
    await tracking.confirm(signedIn, { DeviceName: undefined });
    const { Device } = await get(signedIn.AccessToken, signedIn.device.key);
    expect(attributeOf(Device, 'device_name')).toBeUndefined();
    expect(attributeOf(Device, 'device_status')).toBe('valid');
  });
});

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
    expect(await output(get(AccessToken, device.key))).toEqual({ Device: shown });
    expect(await output(list(AccessToken))).toEqual({ Devices: [shown] });
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
      const page = await list(AccessToken, { Limit: 2, PaginationToken });
      listed.push(...(page.Devices ?? []).map(({ DeviceKey }) => DeviceKey));
      sizes.push(page.Devices?.length ?? 0);
      ({ PaginationToken } = page);
    } while (PaginationToken !== undefined);
    expect(sizes).toEqual([2, 2, 1]);
    expect(listed).toEqual(keys.sort());
  });

  it('refuse the cursor of somebody else', async () => {
    const { AccessToken } = await tracking.signIn(ClientId, 'many');
    const { PaginationToken } = await list(AccessToken, { Limit: 1 });
    expect(PaginationToken).toBeDefined();
    const other = await tracking.signIn(ClientId, 'grace');
    expect(await refusal(list(other.AccessToken, { PaginationToken }))).toEqual([
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
    expect(await refusal(get(AccessToken, device.key))).toEqual(gone);
    expect(await refusal(update({ ...mine, AccessToken }, 'remembered'))).toEqual(gone);
    expect(await refusal(forget({ AccessToken, device }))).toEqual(gone);
    expect((await get(mine.AccessToken, device.key)).Device?.DeviceKey).toBe(device.key);
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
    expect(await output(forget(signedIn))).toEqual({});
    expect(await refusal(get(signedIn.AccessToken, signedIn.device.key))).toEqual(gone);
    expect(await refusal(forget(signedIn))).toEqual(gone);
    expect((await list(signedIn.AccessToken)).Devices).toEqual([]);
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
    expect(await refusal(get(AccessToken, device.key))).toEqual(gone);
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
    () => get(AccessToken, DeviceKey),
    () => list(AccessToken),
    () => pools.sdk.send(new UpdateDeviceStatusCommand({ AccessToken, DeviceKey })),
    () => forget({ AccessToken, device }),
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
