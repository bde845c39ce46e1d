import type { Attempt, Cases } from '../case';
import { administratorOf, watched } from '../places';
import { refused } from '../refused';
import type { World } from '../world';

const NOBODYS = '00000000-0000-4000-8000-000000000000';
const SAID = { value: 'Valid' };

/** The administrator looks at the sign-in that somebody has just made. */
async function signedIn(world: World, changes: Record<string, string> = {}): Promise<Attempt> {
  const place = await watched(world);
  const token = await administratorOf(world, place);
  const { username } = await place.person();
  const list = await place.instance.get(`/v1/admin/users/${username}/events`, token);
  const [event] = list.body.data as { id: string }[];
  const parameters = { username, eventId: event?.id ?? '', ...changes };
  return { at: place.instance, token, parameters };
}

async function said(world: World, changes: Record<string, string> = {}): Promise<Attempt> {
  return { ...(await signedIn(world, changes)), body: SAID };
}

/** In a pool that keeps no history. */
async function unwatched(world: World): Promise<Attempt> {
  const { username } = await world.reader;
  return { token: await world.admin, parameters: { username, eventId: NOBODYS } };
}

const NOBODY = { username: 'nobody@example.com' };

export const adminEventCases: Cases = {
  'GET /v1/admin/users/{username}/events': {
    success: (world) => signedIn(world),
    failures: {
      user_not_found: (world) => signedIn(world, NOBODY),
      feature_not_enabled: unwatched,
      // Whose list it is has to be known first.
      invalid_cursor: async (world) => ({ ...(await signedIn(world)), query: '?cursor=x' }),
      invalid_parameter: refused('AdminListUserAuthEvents', 'InvalidParameterException'),
    },
  },
  'PUT /v1/admin/users/{username}/events/{eventId}/feedback': {
    success: (world) => said(world),
    failures: {
      user_not_found: (world) => said(world, NOBODY),
      feature_not_enabled: async (world) => ({ ...(await unwatched(world)), body: SAID }),
      resource_not_found: (world) => said(world, { eventId: NOBODYS }),
      invalid_parameter: refused('AdminUpdateAuthEventFeedback', 'InvalidParameterException'),
    },
  },
};
