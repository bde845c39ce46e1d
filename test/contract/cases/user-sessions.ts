import type { Person } from '../../users/person';
import type { Attempt, Cases } from '../case';
import type { World } from '../world';

interface Session {
  readonly id: string;
  readonly current: boolean;
}

/** Somebody who is signed in twice ends one of the sessions. */
async function ending(world: World, current: boolean): Promise<Attempt> {
  const person: Person = await (await world.main).person();
  await person.again();
  const sessions = (await person.get('/sessions')).body.data as Session[];
  const chosen = sessions.find((session) => session.current === current);
  return { token: person.token, parameters: { id: chosen?.id ?? '' } };
}

export const userSessionCases: Cases = {
  'GET /v1/users/me/sessions': {
    success: async (world) => ({ token: (await world.reader).token }),
    failures: {},
  },
  'DELETE /v1/users/me/sessions/{id}': {
    success: (world) => ending(world, false),
    failures: {
      resource_not_found: async (world) => ({
        token: (await world.reader).token,
        parameters: { id: `tkn${'0'.repeat(25)}` },
      }),
      invalid_parameter: (world) => ending(world, true),
    },
  },
};
