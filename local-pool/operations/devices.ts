import type {
  ConfirmDeviceCommandInput,
  ConfirmDeviceCommandOutput,
  ForgetDeviceCommandInput,
  ForgetDeviceCommandOutput,
  GetDeviceCommandInput,
  GetDeviceCommandOutput,
  ListDevicesCommandInput,
  ListDevicesCommandOutput,
  UpdateDeviceStatusCommandInput,
  UpdateDeviceStatusCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import { deviceOut } from '../devices/device-out';
import { groupKeyOf, secretFrom } from '../devices/device-secret';
import { listDevicesOf, setRemembered } from '../devices/devices-of-user';
import { forgetDevice, requireDevice, requireTracking } from '../devices/tracking';
import type { Operation, OperationTable } from '../operation';
import { PoolError } from '../pool-error';
import { withAccess } from '../tokens/access-token';

/** The key must be the one that this very sign-in was given: the access token's `device_key`. */
const confirmDevice: Operation<ConfirmDeviceCommandInput, ConfirmDeviceCommandOutput> = (
  input,
  context,
  caller,
) =>
  withAccess(context, input.AccessToken, ({ pool, user, grant }) => {
    const { DeviceOnlyRememberedOnUserPrompt: optIn = false } = requireTracking(pool);
    const { devices } = context.store;
    const id = input.DeviceKey ?? '';
    if (grant.deviceKey !== id) throw invalidParameter('Invalid device key given.');
    if (devices.get(id)) throw new PoolError('DeviceKeyExistsException', 'Device already exists.');
    devices.put({
      id,
      poolId: pool.id,
      sub: user.sub,
      groupKey: groupKeyOf(user),
      secret: secretFrom(input.DeviceSecretVerifierConfig),
      name: input.DeviceName,
      remembered: !optIn,
      lastIp: caller.address,
      createdAt: grant.createdAt,
      updatedAt: context.clock.now(),
      authenticatedAt: grant.createdAt,
    });
    return { UserConfirmationNecessary: optIn };
  });

const getDevice: Operation<GetDeviceCommandInput, GetDeviceCommandOutput> = (input, context) =>
  withAccess(context, input.AccessToken, ({ pool, user }) => ({
    Device: deviceOut(pool, user, requireDevice(context, pool, user, input.DeviceKey)),
  }));

const listDevices: Operation<ListDevicesCommandInput, ListDevicesCommandOutput> = (input, context) =>
  withAccess(context, input.AccessToken, ({ pool, user }) => listDevicesOf(context, pool, user, input));

const updateDeviceStatus: Operation<UpdateDeviceStatusCommandInput, UpdateDeviceStatusCommandOutput> = (
  input,
  context,
) =>
  withAccess(context, input.AccessToken, ({ pool, user }) => {
    const device = requireDevice(context, pool, user, input.DeviceKey);
    setRemembered(context, device, input.DeviceRememberedStatus);
    return {};
  });

const forget: Operation<ForgetDeviceCommandInput, ForgetDeviceCommandOutput> = (input, context) =>
  withAccess(context, input.AccessToken, ({ pool, user }) => {
    forgetDevice(context, requireDevice(context, pool, user, input.DeviceKey));
    return {};
  });

/** A user's own devices. */
export const deviceOperations = {
  ConfirmDevice: confirmDevice,
  GetDevice: getDevice,
  ListDevices: listDevices,
  UpdateDeviceStatus: updateDeviceStatus,
  ForgetDevice: forget,
} satisfies OperationTable;
