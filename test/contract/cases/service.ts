import type { Cases } from '../case';

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
