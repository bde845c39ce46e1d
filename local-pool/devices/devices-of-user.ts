import type {
  DeviceRememberedStatusType,
  DeviceType,
  ListDevicesCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { PoolContext } from '../operation';
import { takePage } from '../operations/cursor';
import type { PoolRecord, UserRecord } from '../store/records';
import { deviceOut } from './device-out';
import type { DeviceRecord } from './device-record';
import { requireTracking } from './tracking';

/**
 * One page of a user's confirmed devices, remembered or not.
 *
 * @throws PoolError InvalidParameterException in a pool that does not track devices, and for a PaginationToken that is not good
 */
export function listDevicesOf(
  context: PoolContext,
  pool: PoolRecord,
  user: UserRecord,
  { PaginationToken, Limit }: Pick<ListDevicesCommandInput, 'PaginationToken' | 'Limit'>,
): { Devices: DeviceType[]; PaginationToken: string | undefined } {
  requireTracking(pool);
  const { devices } = context.store;
  const request = { list: `ListDevices ${user.sub}`, token: PaginationToken, limit: Limit };
  const { items, next } = takePage<DeviceRecord>(
    context,
    request,
    ({ id }) => id,
    (after, count) => devices.page('user', user.sub, after, count),
  );
  return { Devices: items.map((device) => deviceOut(pool, user, device)), PaginationToken: next };
}

/** @param status when it is left out, nothing changes */
export function setRemembered(
  context: PoolContext,
  device: DeviceRecord,
  status: DeviceRememberedStatusType | undefined,
): void {
  if (status === undefined) return;
  const remembered = status === 'remembered';
  context.store.devices.put({ ...device, remembered, updatedAt: context.clock.now() });
}
