import type { Attempt, Cases } from '../case';
import { refused } from '../refused';
import type { World } from '../world';

/** The administrator looks at the session that somebody has just begun. */
async function begun(world: World, changes: Record<string, string> = {}): Promise<Attempt> {
  const person = await (await world.main).person();
  const [session] = (await person.get('/sessions')).body.data as { id: string }[];
  return {
    token: await world.admin,
    parameters: { username: person.username, id: session?.id ?? '', ...changes },
  };
}

const NOBODY = { username: 'nobody@example.com' };

export const adminSessionCases: Cases = {
  'GET /v1/admin/users/{username}/sessions': {
    success: (world) => begun(world),
    failures: {
      user_not_found: (world) => begun(world, NOBODY),
      // Whose list it is has to be known first.
      invalid_cursor: async (world) => ({ ...(await begun(world)), query: '?cursor=x' }),
      invalid_parameter: refused('AdminListUserSessions', 'InvalidParameterException'),
    },
  },
  'DELETE /v1/admin/users/{username}/sessions/{id}': {
    success: (world) => begun(world),
    failures: {
      user_not_found: (world) => begun(world, NOBODY),
      resource_not_found: (world) => begun(world, { id: `tkn${'0'.repeat(25)}` }),
      invalid_parameter: refused('AdminRevokeUserSession', 'InvalidParameterException'),
    },
  },
};
