import type { DeviceConfigurationType } from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { GrantRecord, PoolRecord, UserRecord } from '../store/records';
import type { DeviceRecord } from './device-record';

/** Whether a pool tells devices apart: any DeviceConfiguration switches it on. */
export function tracksDevices({ settings }: PoolRecord): boolean {
  return settings.DeviceConfiguration !== undefined;
}

/**
 * @throws PoolError InvalidParameterException in a pool that does not track devices
 */
export function requireTracking({ settings }: PoolRecord): DeviceConfigurationType {
  if (settings.DeviceConfiguration) return settings.DeviceConfiguration;
  throw invalidParameter('Device tracking not currently enabled for this pool.');
}

/** A confirmed device of this very user. */
export function deviceOf(
  { store }: PoolContext,
  user: Pick<UserRecord, 'sub' | 'poolId'>,
  deviceKey: string | undefined,
): DeviceRecord | undefined {
  const device = store.devices.get(deviceKey ?? '');
  return device?.sub === user.sub && device.poolId === user.poolId ? device : undefined;
}

/** The answer to the key of no device of this user. Clients know it by its text, and start again without the key. */
export function deviceNotFound(): PoolError {
  return new PoolError('ResourceNotFoundException', 'Device does not exist.');
}

/**
 * @throws PoolError InvalidParameterException in a pool that does not track devices, ResourceNotFoundException
 */
export function requireDevice(
  context: PoolContext,
  pool: PoolRecord,
  user: UserRecord,
  deviceKey: string | undefined,
): DeviceRecord {
  requireTracking(pool);
  const device = deviceOf(context, user, deviceKey);
  if (!device) throw deviceNotFound();
  return device;
}

/** Removes a device. Sign-ins with it lose their device: they cannot be refreshed, nor can they confirm its key anew. */
export function forgetDevice({ store }: PoolContext, device: DeviceRecord): void {
  store.devices.delete(device.id);
  for (const { deviceKey, ...grant } of store.grants.by('user', device.sub)) {
    if (deviceKey === device.id) store.grants.put(grant);
  }
}

/**
 * Whether a refresh comes from the device of its sign-in. While the pool tracks devices that takes a confirmed one, so sign-ins
 * without a device (those of the Admin operations) cannot be refreshed. Managed login has no devices.
 */
export function refreshesFromItsDevice(
  context: PoolContext,
  pool: PoolRecord,
  grant: GrantRecord,
  deviceKey: string | undefined,
): boolean {
  if (!tracksDevices(pool) || grant.hosted) return true;
  return grant.deviceKey === deviceKey && deviceOf(context, grant, deviceKey) !== undefined;
}
