import { PASSWORD } from '../../support/gatehouse';
import type { Attempt, Cases } from '../case';
import { closed } from '../places';
import { refused } from '../refused';
import type { World } from '../world';

const newPassword = 'Correct-Horse-8';

/** Somebody changes his password. */
async function changing(world: World, body: object): Promise<Attempt> {
  return { token: (await (await world.main).person()).token, body };
}

export const passwordCases: Cases = {
  'PUT /v1/users/me/password': {
    operation: 'ChangePassword',
    success: (world) => changing(world, { currentPassword: PASSWORD, newPassword }),
    failures: {
      incorrect_password: (world) => changing(world, { currentPassword: 'wrong', newPassword }),
      password_policy: (world) => changing(world, { currentPassword: PASSWORD, newPassword: 'short' }),
      password_reused: async (world) => {
        const place = await closed(world);
        const { token } = await place.person();
        return {
          at: place.instance,
          token,
          body: { currentPassword: PASSWORD, newPassword: PASSWORD },
        };
      },
      password_cannot_be_reset: refused(
        'ChangePassword',
        'NotAuthorizedException',
        'User password cannot be reset in the current state.',
      ),
      too_many_attempts: async (world) => {
        const place = await world.main;
        const { token } = await place.person();
        const body = { currentPassword: 'wrong', newPassword };
        await place.repeat(10, 'PUT', '/v1/users/me/password', body, token);
        return { token, body };
      },
      invalid_parameter: (world) => changing(world, { newPassword }),
    },
  },
};
