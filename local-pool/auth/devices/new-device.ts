import { randomUUID } from 'node:crypto';
import type { NewDeviceMetadataType } from '@aws-sdk/client-cognito-identity-provider';
import { groupKeyOf } from '../../devices/device-secret';
import type { PoolContext } from '../../operation';
import type { SignIn } from '../sign-in';
import { knownDevice, mayHaveDevice } from './known-device';

/** The device that the tokens belong to. */
export interface SignedInDevice {
  readonly deviceKey?: string | undefined;
  /** NewDeviceMetadata, for a device that was not known before. */
  readonly metadata?: NewDeviceMetadataType;
}

/** Whether a sign-in comes with a device that is not known yet, in pools that remember them. */
export function usesNewDevice(context: PoolContext, signIn: SignIn): boolean {
  return mayHaveDevice(signIn) && !knownDevice(context, signIn);
}

/**
 * The device that a sign-in ends with: the one it named, or the key for a new one, which lasts only once it is confirmed.
 *
 * Synchronous: between reading the user and opening the grant nothing may await.
 */
export function newDeviceFor(context: PoolContext, signIn: SignIn): SignedInDevice {
  if (!mayHaveDevice(signIn)) return {};
  const { pool, user, caller } = signIn;
  const device = knownDevice(context, signIn);
  if (device) {
    const now = context.clock.now();
    context.store.devices.put({ ...device, lastIp: caller.address, authenticatedAt: now, updatedAt: now });
    return { deviceKey: device.id };
  }
  const deviceKey = `${pool.region}_${randomUUID()}`;
  return { deviceKey, metadata: { DeviceKey: deviceKey, DeviceGroupKey: groupKeyOf(user) } };
}
