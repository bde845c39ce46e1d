import { encrypted, person } from '../../imports';
import { places } from '../places';
import { refuses, type Row, succeeds } from '../row';
import { some } from '../shown';
import type { World } from '../world';

const job = ({ plain: { UserPoolId } }: World): object => ({
  ...{ UserPoolId, JobName: 'people', CloudWatchLogsRoleArn: 'arn:aws:iam::123456789012:role/logs' },
});

interface Job {
  readonly UserPoolId: string;
  readonly JobId: string;
}

/** A job with the file that it is to read, or without. */
const made =
  (change: (job: Job, world: World) => object | Promise<object> = () => ({}), file = true) =>
  async (world: World): Promise<object> => {
    const { UserImportJob } = await world.done('CreateUserImportJob', job(world));
    const { UserPoolId, JobId, PreSignedUrl } = UserImportJob;
    if (file) await upload(world, UserPoolId, PreSignedUrl);
    return { UserPoolId, JobId, ...(await change({ UserPoolId, JobId }, world)) };
  };

async function upload(world: World, UserPoolId: string, url: string): Promise<void> {
  const { CSVHeader } = await world.done('GetCSVHeader', { UserPoolId });
  const row = person(world.name());
  const line = (CSVHeader as string[]).map((column) => row[column] ?? '').join(',');
  const body = `${CSVHeader.join(',')}\n${line}\n`;
  const { status } = await fetch(url, { method: 'PUT', body, headers: encrypted });
  if (status !== 200) throw new Error(`The upload was answered ${status}`);
}

/** A job in a pool of its own at work on something that it never reaches the end of. */
const atWork =
  (status: 'InProgress' | 'Succeeded') =>
  async (world: World): Promise<Job> => {
    const { UserPoolId } = await world.place('at work', {});
    const { UserImportJob } = await world.done('CreateUserImportJob', { ...job(world), UserPoolId });
    const record = world.store.importJobs.get(UserImportJob.JobId)!;
    world.store.importJobs.put({ ...record, status });
    return { UserPoolId, JobId: record.id };
  };

/** Only one job of an account is at work: those of other rows are done. */
const done = (world: World): void => {
  for (const record of world.store.importJobs.values()) {
    if (record.status !== 'Created') world.store.importJobs.put({ ...record, status: 'Succeeded' });
  }
};

const jobOut = (status: string): object => ({
  UserImportJob: {
    ...{ JobName: 'people', JobId: expect.stringMatching(/^import-/u) as string, UserPoolId: some.poolId },
    ...{ PreSignedUrl: some.text, CreationDate: some.time, Status: status },
    ...{ CloudWatchLogsRoleArn: some.text, ImportedUsers: 0, SkippedUsers: 0, FailedUsers: 0 },
  },
});

/** Users from CSV files. */
export const importRows: readonly Row[] = [
  succeeds('GetCSVHeader', 'with the columns', ({ plain: { UserPoolId } }) => ({ UserPoolId }), {
    UserPoolId: some.poolId,
    CSVHeader: expect.arrayContaining(['cognito:username', 'email', 'cognito:mfa_enabled']) as string[],
  }),
  succeeds('CreateUserImportJob', 'with the new job', job, jobOut('Created')),
  refuses('CreateUserImportJob', 'LimitExceeded', 'the 1,001st job', async (world) => {
    const { UserPoolId } = await world.place('many jobs', {});
    const { UserImportJob } = await world.done('CreateUserImportJob', { ...job(world), UserPoolId });
    const record = world.store.importJobs.get(UserImportJob.JobId)!;
    for (let n = 1; n < 1000; n += 1) world.store.importJobs.put({ ...record, id: `import-${n}` });
    return { ...job(world), UserPoolId };
  }),
  succeeds(
    ...(['StartUserImportJob', 'with the job'] as const),
    made((_, world) => {
      done(world);
      return {};
    }),
    {
      UserImportJob: expect.objectContaining({ Status: 'Pending', StartDate: some.time }) as object,
    },
  ),
  refuses(
    'StartUserImportJob',
    'PreconditionNotMet',
    'a job without a file',
    made(() => ({}), false),
  ),
  refuses('StartUserImportJob', 'PreconditionNotMet', 'a job that has ended', atWork('Succeeded')),
  refuses(
    'StartUserImportJob',
    'ResourceNotFound',
    'an unknown job',
    made(() => ({ JobId: 'import-none' }), false),
  ),
  refuses(
    ...(['StartUserImportJob', 'ResourceNotFound', 'a job of another pool'] as const),
    made(async (_, world) => ({ UserPoolId: (await places.other(world)).UserPoolId }), false),
  ),
  succeeds('StopUserImportJob', 'with the job', atWork('InProgress'), jobOut('Stopping')),
  refuses(
    'StopUserImportJob',
    'PreconditionNotMet',
    'a job that was not started',
    made(() => ({}), false),
  ),
  refuses(
    'StopUserImportJob',
    'ResourceNotFound',
    'an unknown job',
    made(() => ({ JobId: 'import-none' }), false),
  ),
  succeeds(
    'DescribeUserImportJob',
    'with the job',
    made(() => ({}), false),
    jobOut('Created'),
  ),
  refuses(
    'DescribeUserImportJob',
    'ResourceNotFound',
    'an unknown job',
    made(() => ({ JobId: 'import-none' }), false),
  ),
  succeeds(
    ...(['ListUserImportJobs', 'with a page and a cursor'] as const),
    async (world) => {
      await made(undefined, false)(world);
      await made(undefined, false)(world);
      return { UserPoolId: world.plain.UserPoolId, MaxResults: 1 };
    },
    { UserImportJobs: [expect.objectContaining({ JobName: 'people' })], PaginationToken: some.text },
  ),
];
