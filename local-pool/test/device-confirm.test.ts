import type { DeviceType } from '@aws-sdk/client-cognito-identity-provider';
import { modulus } from '../auth/srp-group';
import { always, attributeOf, optIn, Tracking } from './devices';
import { output } from './raw';
import { payloadOf, refusal, type PoolUnderTest } from './support';

let tracking: Tracking;
let pools: PoolUnderTest;
let poolId: string;
let ClientId: string;
let opting: { poolId: string; ClientId: string };

const gone = ['ResourceNotFoundException', 'Device does not exist.'];
const badKey = ['InvalidParameterException', 'Invalid device key given.'];

beforeAll(async () => {
  tracking = await Tracking.start();
  ({ pools } = tracking);
  ({ poolId, ClientId } = await tracking.pool(always));
  opting = await tracking.pool(optIn);
  for (const name of ['ada', 'grace']) await pools.createUser(poolId, name);
  await pools.createUser(opting.poolId, 'ada');
});
afterAll(() => pools.close());

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
    const before = (await tracking.get(AccessToken, device.key)).Device;
    await pools.advance(100);
    const { AuthenticationResult } = await tracking.initiate(ClientId, 'ada', { DEVICE_KEY: device.key });
    expect(AuthenticationResult?.NewDeviceMetadata).toBeUndefined();
    expect(payloadOf(AuthenticationResult?.AccessToken ?? '')['device_key']).toBe(device.key);
    const { Device } = await tracking.get(AccessToken, device.key);
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
        await tracking.forget(signedIn);
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
    const { Device } = await tracking.get(signedIn.AccessToken, signedIn.device.key);
    expect(attributeOf(Device, 'dev:device_remembered_status')).toBe('remembered');
  });

  it('leaves that to the user where he is asked', async () => {
    const signedIn = await tracking.signIn(opting.ClientId, 'ada');
    expect(await output(tracking.confirm(signedIn))).toEqual({ UserConfirmationNecessary: true });
    const status = async () =>
      attributeOf(
        (await tracking.get(signedIn.AccessToken, signedIn.device.key)).Device,
        'dev:device_remembered_status',
      );
    expect(await status()).toBe('not_remembered');
    expect(await output(tracking.update(signedIn, 'remembered'))).toEqual({});
    expect(await status()).toBe('remembered');
    await tracking.update(signedIn);
    expect(await status()).toBe('remembered');
    await tracking.update(signedIn, 'not_remembered');
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
    await tracking.forget(signedIn);
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
    const { Device } = await tracking.get(signedIn.AccessToken, signedIn.device.key);
    expect(attributeOf(Device, 'device_name')).toBeUndefined();
    expect(attributeOf(Device, 'device_status')).toBe('valid');
  });
});
