import type { DeviceType } from '@aws-sdk/client-cognito-identity-provider';
import { answered } from './answered';

/** A device that a user has signed in with. */
export class KnownDevice {
  /**
   * Key of the device.
   * @example us-east-1_3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
   */
  deviceKey: string;
  /**
   * What the app called it.
   * @example My phone
   */
  name?: string;
  /** Whether it takes the place of a second factor at sign-in. */
  remembered: boolean;
  /**
   * Address of the last sign-in.
   * @example 192.0.2.1
   */
  lastIp?: string;
  /**
   * When it was first seen.
   * @example 2026-01-01T12:00:00.000Z
   */
  createdAt: string;
  /**
   * When it last signed in.
   * @example 2026-01-01T12:00:00.000Z
   */
  lastAuthenticatedAt?: string;
}

/**
 * A device as people and programs read it.
 *
 * @throws AppError `upstream_invalid_response` when what every device has is missing
 */
export function knownDeviceFrom(device: DeviceType): KnownDevice {
  const attribute = (name: string): string | undefined =>
    device.DeviceAttributes?.find(({ Name }) => Name === name)?.Value;
  const name = attribute('device_name');
  const lastIp = attribute('last_ip_used');
  const lastAuthenticatedAt = device.DeviceLastAuthenticatedDate?.toISOString();
  return {
    deviceKey: answered(device.DeviceKey),
    ...(name === undefined ? {} : { name }),
    // Cognito tells of the status under either name.
    remembered: [attribute('device_status'), attribute('dev:device_remembered_status')].some(
      (status) => status === 'remembered',
    ),
    ...(lastIp === undefined ? {} : { lastIp }),
    createdAt: answered(device.DeviceCreateDate).toISOString(),
    ...(lastAuthenticatedAt === undefined ? {} : { lastAuthenticatedAt }),
  };
}
