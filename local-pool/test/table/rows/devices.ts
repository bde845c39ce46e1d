import { places } from '../places';
import { refuses, type Row, succeeds } from '../row';
import { some } from '../shown';
import type { World } from '../world';

interface Owner {
  readonly AccessToken: string;
  readonly DeviceKey: string;
  readonly UserPoolId: string;
  readonly Username: string;
}

/** Somebody whose sign-in has just been given a device. */
async function newDevice(world: World): Promise<Owner> {
  const place = await places.devices(world);
  const { username } = await world.user({}, place);
  const { AuthenticationResult: result } = await world.done('InitiateAuth', {
    ...{ ClientId: place.ClientId, AuthFlow: 'USER_PASSWORD_AUTH' },
    AuthParameters: { USERNAME: username, PASSWORD: 'Correct-Horse-7' },
  });
  const { AccessToken, NewDeviceMetadata } = result;
  const { UserPoolId } = place;
  return { AccessToken, DeviceKey: NewDeviceMetadata.DeviceKey, UserPoolId, Username: username };
}

const secret = {
  Salt: Buffer.from('00ff', 'hex').toString('base64'),
  PasswordVerifier: Buffer.from('7f'.repeat(384), 'hex').toString('base64'),
};

const confirmation = async (world: World): Promise<object> => {
  const { AccessToken, DeviceKey } = await newDevice(world);
  return { AccessToken, DeviceKey, DeviceSecretVerifierConfig: secret };
};

/** A confirmed device. */
async function device(world: World): Promise<Owner> {
  const owner = await newDevice(world);
  const { AccessToken, DeviceKey } = owner;
  await world.done('ConfirmDevice', { AccessToken, DeviceKey, DeviceSecretVerifierConfig: secret });
  return owner;
}

const own =
  (more: object = {}) =>
  async (world: World): Promise<object> => {
    const { AccessToken, DeviceKey } = await device(world);
    return { AccessToken, DeviceKey, ...more };
  };
const admins =
  (more: object = {}) =>
  async (world: World): Promise<object> => {
    const { UserPoolId, Username, DeviceKey } = await device(world);
    return { UserPoolId, Username, DeviceKey, ...more };
  };
const untracked = async (world: World): Promise<object> => {
  const { AccessToken } = await world.signedIn();
  return { AccessToken, DeviceKey: noKey };
};
const untrackedByAdmin = async (world: World): Promise<object> => ({
  ...{ ...(await world.named()), DeviceKey: noKey },
});

const noKey = 'us-east-1_00000000-0000-4000-8000-000000000000';
const off = 'Device tracking not currently enabled for this pool.';
const deviceOut = {
  DeviceKey: expect.stringMatching(/^us-east-1_[0-9a-f-]{36}$/u) as string,
  DeviceAttributes: expect.arrayContaining([{ Name: 'device_status', Value: 'valid' }]) as object[],
  ...{ DeviceCreateDate: some.time, DeviceLastModifiedDate: some.time },
  DeviceLastAuthenticatedDate: some.time,
};
const without = (name: string, arrange: Row['arrange']): Row['arrange'] => {
  return async (world) => ({ ...(await arrange(world)), [name]: undefined });
};
const remembered = { DeviceRememberedStatus: 'remembered' };

/** Devices and what may be done with them. */
export const deviceRows: readonly Row[] = [
  succeeds('ConfirmDevice', 'with the question whether to remember it', confirmation, {
    UserConfirmationNecessary: true,
  }),
  refuses(
    'ConfirmDevice',
    'DeviceKeyExists',
    'a device that is confirmed',
    own({ DeviceSecretVerifierConfig: secret }),
  ),
  refuses('ConfirmDevice', 'InvalidParameter', 'a key of another sign-in', async (world) => ({
    ...{ ...(await confirmation(world)), DeviceKey: noKey },
  })),
  refuses('ConfirmDevice', 'InvalidParameter', 'a pool that tracks no devices', untracked, off),
  succeeds('GetDevice', 'with the device', own(), { Device: deviceOut }),
  refuses('GetDevice', 'ResourceNotFound', 'an unknown device', own({ DeviceKey: noKey })),
  refuses('GetDevice', 'InvalidParameter', 'a pool that tracks no devices', untracked, off),
  succeeds('ListDevices', 'with the devices', without('DeviceKey', own()), { Devices: [deviceOut] }),
  refuses(
    'ListDevices',
    'InvalidParameter',
    'a pool that tracks no devices',
    without('DeviceKey', untracked),
    off,
  ),
  succeeds('UpdateDeviceStatus', 'with nothing', own(remembered)),
  refuses('UpdateDeviceStatus', 'ResourceNotFound', 'an unknown device', own({ DeviceKey: noKey })),
  succeeds('ForgetDevice', 'with nothing', own()),
  refuses('ForgetDevice', 'ResourceNotFound', 'an unknown device', own({ DeviceKey: noKey })),
  succeeds('AdminGetDevice', 'with the device', admins(), { Device: deviceOut }),
  refuses('AdminGetDevice', 'ResourceNotFound', 'an unknown device', admins({ DeviceKey: noKey })),
  refuses('AdminGetDevice', 'InvalidParameter', 'a pool that tracks no devices', untrackedByAdmin, off),
  succeeds('AdminListDevices', 'with the devices', without('DeviceKey', admins()), { Devices: [deviceOut] }),
  succeeds('AdminUpdateDeviceStatus', 'with nothing', admins(remembered)),
  refuses('AdminUpdateDeviceStatus', 'ResourceNotFound', 'an unknown device', admins({ DeviceKey: noKey })),
  succeeds('AdminForgetDevice', 'with nothing', admins()),
  refuses('AdminForgetDevice', 'ResourceNotFound', 'an unknown device', admins({ DeviceKey: noKey })),
];
