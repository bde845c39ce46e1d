import {
  AdminInitiateAuthCommand,
  ForgetDeviceCommand,
  UpdateDeviceStatusCommand,
  UpdateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { always, Tracking } from './devices';
import { goodPassword, payloadOf, refusal, type PoolUnderTest } from './support';

let tracking: Tracking;
let pools: PoolUnderTest;
let poolId: string;
let ClientId: string;

const invalid = ['NotAuthorizedException', 'Invalid Refresh Token'];

beforeAll(async () => {
  tracking = await Tracking.start();
  ({ pools } = tracking);
  ({ poolId, ClientId } = await tracking.pool(always));
  await pools.createUser(poolId, 'ada');
});
afterAll(() => pools.close());

describe.each(['refresh', 'getTokens'] as const)('%s', (way) => {
  const renew = (token: string, deviceKey?: string) => tracking[way](ClientId, token, deviceKey);

  it('needs the device of the sign-in, and keeps it', async () => {
    const { RefreshToken, device } = await tracking.withDevice(ClientId, 'ada');
    const { AuthenticationResult } = await renew(RefreshToken, device.key);
    expect(payloadOf(AuthenticationResult?.AccessToken ?? '')['device_key']).toBe(device.key);
    expect(AuthenticationResult?.NewDeviceMetadata).toBeUndefined();
    const other = await tracking.withDevice(ClientId, 'ada');
    expect(await refusal(renew(RefreshToken))).toEqual(invalid);
    expect(await refusal(renew(RefreshToken, other.device.key))).toEqual(invalid);
    expect(await refusal(renew(RefreshToken, `us-east-1_${crypto.randomUUID()}`))).toEqual(invalid);
  });

  it('needs the device to be confirmed, not to be remembered', async () => {
    const signedIn = await tracking.signIn(ClientId, 'ada');
    const { RefreshToken, AccessToken, device } = signedIn;
    expect(await refusal(renew(RefreshToken, device.key))).toEqual(invalid);
    await tracking.confirm(signedIn);
    await pools.sdk.send(
      new UpdateDeviceStatusCommand({
        AccessToken,
        DeviceKey: device.key,
        DeviceRememberedStatus: 'not_remembered',
      }),
    );
    expect((await renew(RefreshToken, device.key)).AuthenticationResult?.AccessToken).toBeDefined();
  });

  it('ends with the device', async () => {
    const { RefreshToken, AccessToken, device } = await tracking.withDevice(ClientId, 'ada');
    const later = await tracking.initiate(ClientId, 'ada', { DEVICE_KEY: device.key });
    await pools.sdk.send(new ForgetDeviceCommand({ AccessToken, DeviceKey: device.key }));
    for (const token of [RefreshToken, later.AuthenticationResult?.RefreshToken ?? '']) {
      expect(await refusal(renew(token, device.key))).toEqual(invalid);
      expect(await refusal(renew(token))).toEqual(invalid);
    }
  });

  it('does not work after a sign-in by the Admin operations, which know no devices', async () => {
    const { AuthenticationResult } = await pools.sdk.send(
      new AdminInitiateAuthCommand({
        UserPoolId: poolId,
        ClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: {
          USERNAME: 'ada',
          PASSWORD: goodPassword,
          DEVICE_KEY: `us-east-1_${crypto.randomUUID()}`,
        },
      }),
    );
    const { RefreshToken = '', AccessToken = '', NewDeviceMetadata } = AuthenticationResult ?? {};
    expect(NewDeviceMetadata).toBeUndefined();
    expect(payloadOf(AccessToken)).not.toHaveProperty('device_key');
    expect(await refusal(renew(RefreshToken))).toEqual(invalid);
    const { device } = await tracking.withDevice(ClientId, 'ada');
    expect(await refusal(renew(RefreshToken, device.key))).toEqual(invalid);
  });
});

it('asks for a device by the settings of the moment', async () => {
  const changing = await tracking.pool(always);
  await pools.createUser(changing.poolId, 'ada');
  const configure = (DeviceConfiguration?: typeof always) =>
    pools.sdk.send(new UpdateUserPoolCommand({ UserPoolId: changing.poolId, DeviceConfiguration }));
  const tracked = await tracking.signIn(changing.ClientId, 'ada');
  await configure();
  const plain = await pools.signIn(changing.ClientId, 'ada');
  const renew = (token: string) => tracking.refresh(changing.ClientId, token);
  expect((await renew(tracked.RefreshToken)).AuthenticationResult?.AccessToken).toBeDefined();
  expect((await renew(plain.RefreshToken)).AuthenticationResult?.AccessToken).toBeDefined();
  await configure(always);
  expect(await refusal(renew(tracked.RefreshToken))).toEqual(invalid);
  expect(await refusal(renew(plain.RefreshToken))).toEqual(invalid);
});

it('rotates refresh tokens for the device alone', async () => {
  const rotating = await tracking.pool(
    always,
    {},
    {
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
    },
  );
  await pools.createUser(rotating.poolId, 'ada');
  const { RefreshToken, device } = await tracking.withDevice(rotating.ClientId, 'ada');
  const getTokens = (token: string, key?: string) => tracking.getTokens(rotating.ClientId, token, key);
  expect(await refusal(getTokens(RefreshToken))).toEqual(invalid);
  const { AuthenticationResult } = await getTokens(RefreshToken, device.key);
  const next = AuthenticationResult?.RefreshToken ?? '';
  expect((await getTokens(next, device.key)).AuthenticationResult?.RefreshToken).toBeDefined();
  expect(await refusal(getTokens(next, device.key))).toEqual([
    'RefreshTokenReuseException',
    'Refresh token reuse detected',
  ]);
});
