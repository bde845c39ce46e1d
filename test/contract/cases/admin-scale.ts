import type { Attempt, Case, Cases } from '../case';
import { refused } from '../refused';
import { success } from '../upstream';
import type { World } from '../world';

const JOB = { JobId: 'import-contract', JobName: 'contract', CreationDate: 1_790_000_000 };

/** The administrator sends a file of one person. */
async function sending(world: World, email = 'person@example.com'): Promise<Attempt> {
  const { instance } = await world.main;
  const token = await world.admin;
  const { body } = await instance.get('/v1/admin/imports/header', token);
  const cells: Readonly<Record<string, string>> = {
    'cognito:username': email,
    email,
    email_verified: 'TRUE',
    'cognito:mfa_enabled': 'FALSE',
  };
  const columns = body.data.columns as string[];
  const row = columns.map((column) => cells[column] ?? '').join(',');
  return {
    token,
    query: '?name=contract',
    headers: { 'content-type': 'text/csv' },
    body: `${columns.join(',')}\n${row}\n`,
  };
}

/** The same, done; gives the job's id. */
async function sent(world: World): Promise<string> {
  const { instance } = await world.main;
  const { query = '', ...attempt } = await sending(world);
  const { body } = await instance.call('POST', `/v1/admin/imports${query}`, attempt);
  return body.data.id as string;
}

/** The administrator asks about a job. */
const about =
  (id?: string): Case =>
  async (world) => ({ token: await world.admin, parameters: { id: id ?? (await sent(world)) } });

const missing = about('import-nobody');

/** The job has come to this state. */
const come =
  (operation: string, Status: string) =>
  async (world: World): Promise<Attempt> => ({
    token: await world.admin,
    parameters: { id: JOB.JobId },
    upstream: success(operation, { UserImportJob: { ...JOB, Status } }),
  });

export const adminScaleCases: Cases = {
  'POST /v1/admin/bulk': {
    success: async (world) => ({
      token: await world.admin,
      headers: { 'content-type': 'application/x-ndjson' },
      body: `{"operation":"enable","username":"${await (await world.main).join()}"}\n{"operation":"none"}\n`,
    }),
    failures: {},
  },
  'GET /v1/admin/export': {
    success: async (world) => ({ token: await world.admin, query: '?groups=true' }),
    failures: {},
  },
  'GET /v1/admin/imports/header': {
    success: async (world) => ({ token: await world.admin }),
    failures: {},
  },
  'GET /v1/admin/imports': {
    success: async (world) => {
      await sent(world);
      return { token: await world.admin, query: '?limit=1' };
    },
    failures: {},
  },
  'POST /v1/admin/imports': {
    success: (world) => sending(world),
    failures: {
      import_file_invalid: (world) => sending(world, 'no address'),
      limit_exceeded: refused('CreateUserImportJob', 'LimitExceededException'),
      invalid_parameter: refused('CreateUserImportJob', 'InvalidParameterException'),
    },
  },
  'GET /v1/admin/imports/{id}': {
    success: (world) => about()(world, () => Promise.reject(new Error('not needed'))),
    failures: { resource_not_found: missing },
  },
  'POST /v1/admin/imports/{id}/start': {
    success: come('StartUserImportJob', 'Pending'),
    failures: {
      resource_not_found: missing,
      conflict: refused('StartUserImportJob', 'PreconditionNotMetException'),
      invalid_parameter: refused('StartUserImportJob', 'InvalidParameterException'),
    },
  },
  'POST /v1/admin/imports/{id}/stop': {
    success: come('StopUserImportJob', 'Stopping'),
    failures: {
      resource_not_found: missing,
      conflict: about(),
      invalid_parameter: refused('StopUserImportJob', 'InvalidParameterException'),
    },
  },
};
