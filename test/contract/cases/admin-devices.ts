import type { Attempt, Cases } from '../case';
import { administratorOf, onNewDevice } from '../places';
import { refused } from '../refused';
import type { World } from '../world';

const NOBODYS = 'us-east-1_00000000-0000-4000-8000-000000000000';
const VERIFIER = { salt: 'AQIDBA==', passwordVerifier: 'Ag==' };

/** The administrator looks at the device that somebody has just signed in with. */
async function known(world: World, changes: Record<string, string> = {}): Promise<Attempt> {
  const { person, deviceKey, place } = await onNewDevice(world);
  await person.post(`/devices/${deviceKey}/confirm`, VERIFIER);
  return {
    at: person.at,
    token: await administratorOf(world, place),
    parameters: { username: person.username, deviceKey, ...changes },
  };
}

const NOBODY = { username: 'nobody@example.com' };

export const adminDeviceCases: Cases = {
  'GET /v1/admin/users/{username}/devices': {
    success: (world) => known(world),
    failures: {
      user_not_found: (world) => known(world, NOBODY),
      // Whose list it is has to be known first.
      invalid_cursor: async (world) => ({ ...(await known(world)), query: '?cursor=x' }),
      invalid_parameter: refused('AdminListDevices', 'InvalidParameterException'),
    },
  },
  'DELETE /v1/admin/users/{username}/devices/{deviceKey}': {
    success: (world) => known(world),
    failures: {
      user_not_found: (world) => known(world, NOBODY),
      resource_not_found: (world) => known(world, { deviceKey: NOBODYS }),
      invalid_parameter: refused('AdminForgetDevice', 'InvalidParameterException'),
    },
  },
};
