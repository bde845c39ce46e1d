import { randomUUID } from 'node:crypto';
import { ADMIN } from '../../support/gatehouse';
import type { Attempt, Case, Cases } from '../case';
import { refused } from '../refused';
import type { World } from '../world';

const NOBODIES = 'nobodies';

/** The administrator asks about a group, of those that the pool begins with unless told otherwise. */
async function about(world: World, group = 'support', body?: object): Promise<Attempt> {
  return { token: await world.admin, parameters: { group }, ...(body === undefined ? {} : { body }) };
}

/** The administrator makes a group. */
async function making(world: World, name: string = randomUUID()): Promise<Attempt> {
  return { token: await world.admin, body: { name, description: 'Editors', precedence: 10 } };
}

/** The same, done. */
async function made(world: World): Promise<string> {
  const { instance } = await world.main;
  const { token = '', body } = await making(world);
  await instance.post('/v1/admin/groups', body, token);
  return (body as { name: string }).name;
}

/** The administrator asks about somebody and a group. */
const membership =
  (group: string, username?: string): Case =>
  async (world) => ({
    token: await world.admin,
    parameters: { group, username: username ?? (await (await world.main).join()) },
  });

/** The administrator asks about somebody who is a member. */
async function member(world: World): Promise<Attempt> {
  const [group, username] = [await made(world), await (await world.main).join()];
  const { instance } = await world.main;
  const token = await world.admin;
  await instance.call('PUT', `/v1/admin/users/${username}/groups/${group}`, { token });
  return { token, parameters: { group, username } };
}

const NOBODY = 'nobody@example.com';

export const adminGroupCases: Cases = {
  'GET /v1/admin/groups': {
    success: async (world) => ({ token: await world.admin, query: '?limit=1' }),
    failures: {},
  },
  'POST /v1/admin/groups': {
    success: (world) => making(world),
    failures: {
      group_exists: (world) => making(world, 'support'),
      limit_exceeded: refused('CreateGroup', 'LimitExceededException'),
      invalid_parameter: refused('CreateGroup', 'InvalidParameterException'),
    },
  },
  'GET /v1/admin/groups/{group}': {
    success: (world) => about(world),
    failures: { group_not_found: (world) => about(world, NOBODIES) },
  },
  'PATCH /v1/admin/groups/{group}': {
    success: async (world) => about(world, await made(world), { description: '' }),
    failures: {
      group_not_found: (world) => about(world, NOBODIES, { description: '' }),
      invalid_parameter: refused('UpdateGroup', 'InvalidParameterException'),
    },
  },
  'DELETE /v1/admin/groups/{group}': {
    success: async (world) => about(world, await made(world)),
    failures: {
      group_not_found: (world) => about(world, NOBODIES),
      last_administrator: (world) => about(world, 'admin'),
    },
  },
  'GET /v1/admin/groups/{group}/users': {
    success: (world) => about(world, 'admin'),
    failures: { group_not_found: (world) => about(world, NOBODIES) },
  },
  'GET /v1/admin/users/{username}/groups': {
    success: member,
    failures: { user_not_found: membership('support', NOBODY) },
  },
  'PUT /v1/admin/users/{username}/groups/{group}': {
    success: async (world) => ({
      token: await world.admin,
      parameters: { group: 'support', username: await (await world.main).join() },
    }),
    failures: {
      user_not_found: membership('support', NOBODY),
      group_not_found: membership(NOBODIES),
      limit_exceeded: refused('AdminAddUserToGroup', 'LimitExceededException'),
    },
  },
  'DELETE /v1/admin/users/{username}/groups/{group}': {
    success: member,
    failures: {
      user_not_found: membership('support', NOBODY),
      group_not_found: membership(NOBODIES),
      last_administrator: membership('admin', ADMIN.username),
    },
  },
};
