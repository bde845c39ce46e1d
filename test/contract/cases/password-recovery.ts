import { freshEmail, PASSWORD } from '../../support/gatehouse';
import type { Attempt, Cases } from '../case';
import type { Place } from '../place';
import { closed, revealed } from '../places';
import { refused, refusedOpenly } from '../refused';
import type { World } from '../world';

const NO_RESET = 'User password cannot be reset in the current state.';
const newPassword = 'Correct-Horse-8';

/** Somebody has forgotten the password, where accounts are revealed. */
async function openly(
  world: World,
  whom: (place: Place) => Promise<string>,
  more: object = {},
): Promise<Attempt> {
  const place = await revealed(world);
  return { at: place.instance, body: { username: await whom(place), ...more } };
}

/** Somebody who has the code. */
async function withCode(world: World, place: Place): Promise<{ username: string; code: string }> {
  const username = await place.join();
  await place.post('password/forgot', { username });
  return { username, code: await world.code(username) };
}

const wrong = { code: '123456', newPassword };

export const passwordRecoveryCases: Cases = {
  'POST /v1/auth/password/forgot': {
    operation: 'ForgotPassword',
    success: async (world) => ({ body: { username: await (await world.main).join() } }),
    failures: {
      user_not_found: (world) => openly(world, () => Promise.resolve(freshEmail())),
      user_disabled: (world) => openly(world, async (place) => place.disable(await place.join())),
      password_cannot_be_reset: (world) => openly(world, (place) => place.invited()),
      too_many_attempts: async (world) => {
        const place = await world.main;
        const body = { username: await place.join() };
        await place.repeat(20, 'POST', '/v1/auth/password/forgot', body);
        return { body };
      },
      invalid_parameter: () => ({ body: { username: 'no name' } }),
    },
  },
  'POST /v1/auth/password/reset': {
    operation: 'ConfirmForgotPassword',
    success: async (world) => ({ body: { ...(await withCode(world, await world.main)), newPassword } }),
    failures: {
      code_mismatch: async (world) => ({ body: { username: await (await world.main).join(), ...wrong } }),
      code_expired: (world) => openly(world, (place) => place.join(), wrong),
      password_policy: async (world) => ({
        body: { ...(await withCode(world, await world.main)), newPassword: 'short' },
      }),
      password_reused: async (world) => {
        const place = await closed(world);
        return { at: place.instance, body: { ...(await withCode(world, place)), newPassword: PASSWORD } };
      },
      user_not_found: (world) => openly(world, () => Promise.resolve(freshEmail()), wrong),
      user_not_confirmed: refusedOpenly('ConfirmForgotPassword', 'UserNotConfirmedException'),
      user_disabled: async (world) => {
        const place = await revealed(world);
        const body = { ...(await withCode(world, place)), newPassword };
        await place.disable(body.username);
        return { at: place.instance, body };
      },
      password_cannot_be_reset: refusedOpenly('ConfirmForgotPassword', 'NotAuthorizedException', NO_RESET),
      too_many_attempts: refusedOpenly('ConfirmForgotPassword', 'LimitExceededException'),
      invalid_parameter: refused('ConfirmForgotPassword', 'InvalidParameterException'),
    },
  },
};
