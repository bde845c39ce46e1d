import type { Attempt, Case, Cases } from '../case';
import { onNewDevice } from '../places';
import { refused } from '../refused';
import type { World } from '../world';

const NOBODYS = 'us-east-1_00000000-0000-4000-8000-000000000000';
const VERIFIER = { salt: 'AQIDBA==', passwordVerifier: 'Ag==' };

/** Somebody asks about the device of the sign-in, once it is known. */
async function known(world: World, body?: object): Promise<Attempt> {
  const { person, deviceKey } = await onNewDevice(world);
  await person.post(`/devices/${deviceKey}/confirm`, VERIFIER);
  return {
    at: person.at,
    token: person.token,
    parameters: { deviceKey },
    ...(body === undefined ? {} : { body }),
  };
}

/** The same with a device that nobody has. */
const unknown =
  (body?: object): Case =>
  async (world) => ({ ...(await known(world, body)), parameters: { deviceKey: NOBODYS } });

/** Somebody tells the pool of a new device. */
async function fresh(world: World): Promise<Attempt> {
  const { person, deviceKey } = await onNewDevice(world);
  return { at: person.at, token: person.token, parameters: { deviceKey }, body: VERIFIER };
}

export const deviceCases: Cases = {
  'GET /v1/users/me/devices': {
    success: (world) => known(world),
    failures: { invalid_parameter: refused('ListDevices', 'InvalidParameterException') },
  },
  'GET /v1/users/me/devices/{deviceKey}': {
    success: (world) => known(world),
    failures: {
      resource_not_found: unknown(),
      invalid_parameter: refused('GetDevice', 'InvalidParameterException'),
    },
  },
  'PUT /v1/users/me/devices/{deviceKey}': {
    success: (world) => known(world, { remembered: false }),
    failures: {
      resource_not_found: unknown({ remembered: true }),
      invalid_parameter: refused('UpdateDeviceStatus', 'InvalidParameterException'),
    },
  },
  'DELETE /v1/users/me/devices/{deviceKey}': {
    success: (world) => known(world),
    failures: {
      resource_not_found: unknown(),
      invalid_parameter: refused('ForgetDevice', 'InvalidParameterException'),
    },
  },
  'POST /v1/users/me/devices/{deviceKey}/confirm': {
    success: fresh,
    failures: {
      resource_not_found: refused('ConfirmDevice', 'ResourceNotFoundException', 'Device does not exist.'),
      conflict: (world) => known(world, VERIFIER),
      invalid_parameter: async (world) => ({ ...(await fresh(world)), parameters: { deviceKey: NOBODYS } }),
    },
  },
};
