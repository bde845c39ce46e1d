import type {
  AdminForgetDeviceCommandInput,
  AdminForgetDeviceCommandOutput,
  AdminGetDeviceCommandInput,
  AdminGetDeviceCommandOutput,
  AdminListDevicesCommandInput,
  AdminListDevicesCommandOutput,
  AdminUpdateDeviceStatusCommandInput,
  AdminUpdateDeviceStatusCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { deviceOut } from '../devices/device-out';
import { listDevicesOf, setRemembered } from '../devices/devices-of-user';
import { forgetDevice, requireDevice } from '../devices/tracking';
import type { Operation, OperationTable } from '../operation';
import { requirePoolUser } from '../users/find-user';

const adminGetDevice: Operation<AdminGetDeviceCommandInput, AdminGetDeviceCommandOutput> = (
  input,
  context,
) => {
  const { pool, user } = requirePoolUser(context, input);
  return { Device: deviceOut(pool, user, requireDevice(context, pool, user, input.DeviceKey)) };
};

const adminListDevices: Operation<AdminListDevicesCommandInput, AdminListDevicesCommandOutput> = (
  input,
  context,
) => {
  const { pool, user } = requirePoolUser(context, input);
  return listDevicesOf(context, pool, user, input);
};

const adminUpdateDeviceStatus: Operation<
  AdminUpdateDeviceStatusCommandInput,
  AdminUpdateDeviceStatusCommandOutput
> = (input, context) => {
  const { pool, user } = requirePoolUser(context, input);
  const device = requireDevice(context, pool, user, input.DeviceKey);
  setRemembered(context, device, input.DeviceRememberedStatus);
  return {};
};

const adminForgetDevice: Operation<AdminForgetDeviceCommandInput, AdminForgetDeviceCommandOutput> = (
  input,
  context,
) => {
  const { pool, user } = requirePoolUser(context, input);
  forgetDevice(context, requireDevice(context, pool, user, input.DeviceKey));
  return {};
};

/** Any user's devices. */
export const adminDeviceOperations = {
  AdminGetDevice: adminGetDevice,
  AdminListDevices: adminListDevices,
  AdminUpdateDeviceStatus: adminUpdateDeviceStatus,
  AdminForgetDevice: adminForgetDevice,
} satisfies OperationTable;
