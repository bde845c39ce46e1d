import type { Person } from '../../users/person';
import type { Cases } from '../case';
import { rotating } from '../places';
import { refused, refusedOpenly } from '../refused';
import type { World } from '../world';

const REFRESH = 'GetTokensFromRefreshToken';

/** Somebody who has ended one of two other sign-ins by its session: only Cognito knows whether it was this one. */
async function inDoubt(world: World): Promise<Person> {
  const person = await (await world.main).person();
  const others = [await person.again(), await person.again()];
  const sessions = (await person.get('/sessions')).body.data as { id: string; current: boolean }[];
  await person.delete(`/sessions/${sessions.find(({ current }) => !current)?.id ?? ''}`);
  return others[1]!;
}

export const sessionCases: Cases = {
  'POST /v1/auth/refresh': {
    operation: REFRESH,
    success: async (world) => {
      const { tokens } = await (await world.main).person();
      return { body: { refreshToken: tokens.refreshToken } };
    },
    failures: {
      invalid_refresh_token: () => ({ body: { refreshToken: 'x' } }),
      refresh_token_reused: async (world) => {
        const place = await rotating(world);
        const { refreshToken } = (await place.person()).tokens;
        await place.post('refresh', { refreshToken });
        // The tabs of a browser may send it again within two seconds.
        return { at: place.instance, body: { refreshToken }, later: 3 };
      },
      user_disabled: refusedOpenly(REFRESH, 'NotAuthorizedException', 'User is disabled.'),
      user_not_found: refusedOpenly(REFRESH, 'UserNotFoundException'),
      invalid_parameter: refused(REFRESH, 'InvalidParameterException'),
    },
  },
  'GET /v1/auth/session': {
    success: async (world) => ({ token: (await world.reader).token }),
    reach: async (world) => ({ token: (await inDoubt(world)).token }),
    failures: {},
  },
  'POST /v1/auth/sign-out': {
    operation: 'RevokeToken',
    success: async (world) => {
      const { tokens } = await (await world.main).person();
      return { body: { refreshToken: tokens.refreshToken } };
    },
    failures: { invalid_parameter: refused('RevokeToken', 'UnsupportedTokenTypeException') },
  },
  'POST /v1/auth/sign-out/everywhere': {
    success: async (world) => ({ token: (await (await world.main).person()).token }),
    ends: true,
    failures: {},
  },
  'GET /v1/auth/configuration': {
    success: () => ({}),
    // An instance that has read the description of the user pool goes on with it.
    reach: async (world) => ({ at: await world.instance('that has read nothing', {}) }),
    failures: {},
  },
};
