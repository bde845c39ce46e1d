import type { AttributeType, DeviceType } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolRecord, UserRecord } from '../store/records';
import type { DeviceRecord } from './device-record';

/** A device as GetDevice and ListDevices show it. Source of the attributes: the examples of the AWS CLI. */
export function deviceOut(pool: PoolRecord, user: UserRecord, device: DeviceRecord): DeviceType {
  return {
    DeviceKey: device.id,
    DeviceAttributes: attributesOf(pool, user, device),
    DeviceCreateDate: new Date(device.createdAt),
    DeviceLastModifiedDate: new Date(device.updatedAt),
    // Shown in whole seconds, unlike the others.
    DeviceLastAuthenticatedDate: new Date(Math.floor(device.authenticatedAt / 1000) * 1000),
  };
}

function attributesOf(pool: PoolRecord, user: UserRecord, device: DeviceRecord): AttributeType[] {
  const owner = `${user.username}.${pool.id}`;
  const name = device.name === undefined ? [] : [{ Name: 'device_name', Value: device.name }];
  return [
    { Name: 'device_status', Value: 'valid' },
    ...name,
    {
      Name: 'dev:device_arn',
      Value: `arn:aws:cognito-idp:${pool.region}:123456789012:owner/${owner}/device/${device.id}`,
    },
    { Name: 'dev:device_owner', Value: owner },
    { Name: 'last_ip_used', Value: device.lastIp },
    { Name: 'dev:device_remembered_status', Value: device.remembered ? 'remembered' : 'not_remembered' },
    { Name: 'dev:device_sdk', Value: 'aws-sdk' },
  ];
}
