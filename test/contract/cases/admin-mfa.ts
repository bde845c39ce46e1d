import type { Attempt, Case, Cases } from '../case';
import { refused } from '../refused';
import type { World } from '../world';

const OFF = { totp: { enabled: false } };

/** The administrator helps somebody. */
async function of(world: World, username: string, body?: object): Promise<Attempt> {
  const attempt = { token: await world.admin, parameters: { username } };
  return body === undefined ? attempt : { ...attempt, body };
}

const unknown =
  (body?: object): Case =>
  (world) =>
    of(world, 'nobody@example.com', body);

/** Whoever has not confirmed has no second factor. */
const unconfirmed =
  (body?: object): Case =>
  async (world) =>
    of(world, await (await world.main).signedUp(), body);

export const adminMfaCases: Cases = {
  'PUT /v1/admin/users/{username}/mfa': {
    success: async (world) => of(world, (await world.reader).username, OFF),
    failures: {
      user_not_found: unknown(OFF),
      conflict: unconfirmed(OFF),
      mfa_not_available: async (world) =>
        of(world, (await world.reader).username, { totp: { enabled: true } }),
      invalid_parameter: refused('AdminSetUserMFAPreference', 'InvalidParameterException'),
    },
  },
  'DELETE /v1/admin/users/{username}/mfa/totp': {
    success: async (world) => of(world, await (await world.main).join()),
    failures: {
      user_not_found: unknown(),
      conflict: unconfirmed(),
      invalid_parameter: refused('AdminDeleteSoftwareToken', 'InvalidParameterException'),
    },
  },
};
