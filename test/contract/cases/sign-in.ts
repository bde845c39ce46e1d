import { freshEmail, PASSWORD } from '../../support/gatehouse';
import type { Attempt, Cases } from '../case';
import { TEMPORARY, type Place } from '../place';
import { revealed } from '../places';
import { answered, refused } from '../refused';
import type { World } from '../world';

const password = PASSWORD;

/** Somebody signs in where accounts are revealed. */
async function openly(world: World, whom: (place: Place) => Promise<string>): Promise<Attempt> {
  const place = await revealed(world);
  return { at: place.instance, body: { username: await whom(place), password } };
}

export const signInCases: Cases = {
  'POST /v1/auth/sign-in': {
    operation: 'InitiateAuth',
    success: async (world) => ({ body: { username: (await world.reader).username, password } }),
    failures: {
      invalid_credentials: async (world) => ({
        body: { username: (await world.reader).username, password: 'wrong' },
      }),
      user_not_confirmed: async (world) => ({
        body: { username: await (await world.main).signedUp(), password },
      }),
      user_not_found: (world) => openly(world, () => Promise.resolve(freshEmail())),
      user_disabled: (world) => openly(world, async (place) => place.disable(await place.join())),
      password_reset_required: (world) => openly(world, (place) => place.mustReset()),
      temporary_password_expired: async (world) => {
        const place = await revealed(world);
        const body = { username: await place.invited(), password: TEMPORARY };
        return { at: place.instance, body, later: 8 * 86_400 };
      },
      too_many_attempts: async (world) => {
        const place = await world.main;
        const username = await place.join();
        await place.repeat(10, 'POST', '/v1/auth/sign-in', { username, password: 'wrong' });
        return { body: { username, password } };
      },
      challenge_unsupported: answered('InitiateAuth', { ChallengeName: 'RIDDLE', Session: 'x'.repeat(20) }),
      sign_in_refused: refused(
        'InitiateAuth',
        'UserLambdaValidationException',
        'PreAuthentication failed with error no.',
      ),
      invalid_parameter: refused('InitiateAuth', 'InvalidParameterException'),
    },
  },
};
