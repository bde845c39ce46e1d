import { randomBytes } from 'node:crypto';
import type { Attempt, Cases } from '../case';
import { refused } from '../refused';
import type { World } from '../world';

/** The administrator adds an attribute to the user pool, of a name that it has not. */
async function adding(world: World, name = randomBytes(8).toString('hex')): Promise<Attempt> {
  return { token: await world.admin, body: { attributes: [{ name }] } };
}

export const userPoolCases: Cases = {
  'GET /v1/admin/user-pool': {
    success: async (world) => ({ token: await world.admin }),
    // An instance that has read the description of the user pool goes on with it.
    reach: async (world) => ({
      at: await world.instance('that has read nothing', {}),
      token: await world.admin,
    }),
    failures: {},
  },
  'POST /v1/admin/user-pool/attributes': {
    success: (world) => adding(world),
    failures: {
      conflict: (world) => adding(world, 'account_id'),
      limit_exceeded: refused('AddCustomAttributes', 'LimitExceededException'),
      invalid_parameter: refused('AddCustomAttributes', 'InvalidParameterException'),
    },
  },
};

export const serviceCases: Cases = {
  'GET /health/live': { success: () => ({}), failures: {} },
  'GET /health/ready': {
    success: () => ({}),
    failures: { not_ready: async (world) => ({ at: await world.keyless }) },
  },
  'GET /errors': { success: () => ({}), failures: {} },
  'GET /errors/{code}': {
    success: () => ({ parameters: { code: 'not_found' } }),
    failures: { error_code_not_found: () => ({ parameters: { code: 'no_such_code' } }) },
  },
};
