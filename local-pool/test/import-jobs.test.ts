import {
  AddCustomAttributesCommand,
  DeleteUserPoolCommand,
  ListUserImportJobsCommand,
  StopUserImportJobCommand,
  UpdateUserPoolCommand,
  type UserImportJobType,
} from '@aws-sdk/client-cognito-identity-provider';
import { Importing, person } from './imports';
import { PoolUnderTest, refusal } from './support';

let pools: PoolUnderTest;
let imports: Importing;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
  imports = await Importing.into(pools);
});
beforeEach(() => {
  const { users, importJobs } = pools.context.store;
  for (const { sub } of users.values()) users.delete(sub);
  for (const { id } of importJobs.values()) importJobs.delete(id);
});
afterAll(() => pools.close());

const role = 'arn:aws:iam::123456789012:role/logs';
const many = (count: number) => Array.from({ length: count }, (_, index) => person(`u${index}`));

function stop(job: UserImportJobType): Promise<UserImportJobType> {
  const input = { UserPoolId: imports.poolId, JobId: job.JobId };
  return pools.sdk.send(new StopUserImportJobCommand(input)).then((output) => output.UserImportJob ?? {});
}

function list(input: { MaxResults: number; PaginationToken?: string | undefined }) {
  return pools.sdk.send(new ListUserImportJobsCommand({ UserPoolId: imports.poolId, ...input }));
}

describe('a job', () => {
  it('goes from Created over Pending to Succeeded', async () => {
    const created = await imports.create({ PasswordHashingAlgorithm: 'BCRYPT' });
    const { JobId, PreSignedUrl, CreationDate } = created;
    expect(JobId).toMatch(/^import-[0-9A-Za-z]{10}$/);
    expect(PreSignedUrl).toMatch(
      new RegExp(`^${pools.url}/_local/uploads/${JobId}\\?signature=[0-9a-f]{64}$`),
    );
    expect(created).toEqual({
      JobName: 'people',
      JobId,
      UserPoolId: imports.poolId,
      PreSignedUrl,
      CreationDate: expect.any(Date) as Date,
      Status: 'Created',
      CloudWatchLogsRoleArn: role,
      ImportedUsers: 0,
      SkippedUsers: 0,
      FailedUsers: 0,
      PasswordHashingAlgorithm: 'BCRYPT',
    });
    await imports.upload(created, await imports.file([person('ada')], ['password_hash']));
    const started = await imports.start(created);
    expect(started).toEqual({ ...created, Status: 'Pending', StartDate: expect.any(Date) as Date });
    await pools.context.background.idle();
    expect(await imports.describe(created)).toEqual({
      ...started,
      Status: 'Succeeded',
      CreationDate,
      CompletionDate: expect.any(Date) as Date,
      ImportedUsers: 1,
    });
  });

  it('reports every row', async () => {
    await pools.createUser(imports.poolId, 'bob');
    const rows = [person('ada'), person('bob'), person('cyd', { email_verified: 'FALSE' }), person('dan')];
    const { job, lines } = await imports.import(rows);
    expect(lines).toEqual([
      '[SUCCEEDED] Line Number 2 - The import succeeded.',
      '[SKIPPED] Line Number 3 - The user already exists.',
      '[FAILED] Line Number 4 - The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).',
      '[SUCCEEDED] Line Number 5 - The import succeeded.',
    ]);
    expect(job).toMatchObject({ Status: 'Succeeded', ImportedUsers: 2, SkippedUsers: 1, FailedUsers: 1 });
    const response = await fetch(`${pools.url}/_local/imports/${job.JobId ?? ''}`);
    expect(await response.json()).toEqual({
      poolId: imports.poolId,
      jobId: job.JobId,
      jobName: 'people',
      status: 'Succeeded',
      imported: 2,
      skipped: 1,
      failed: 1,
      lines,
    });
    expect((await fetch(`${pools.url}/_local/imports/import-unknown`)).status).toBe(404);
  });

  it('fails when less than half of the rows became users', async () => {
    await pools.createUser(imports.poolId, 'ada');
    const { job } = await imports.import([
      person('ada'),
      person('bob', { email_verified: '' }),
      person('cyd'),
    ]);
    expect(job).toMatchObject({
      Status: 'Failed',
      CompletionMessage: 'Too many users have failed or been skipped during the import.',
      ImportedUsers: 1,
      SkippedUsers: 1,
      FailedUsers: 1,
    });
  });

  it('stops where it is when it is told to', async () => {
    const job = await imports.create();
    await imports.upload(job, await imports.file(many(3000)));
    await imports.start(job);
    expect(await stop(job)).toMatchObject({ Status: 'Stopping' });
    await pools.context.background.idle();
    const stopped = await imports.describe(job);
    expect(stopped).toMatchObject({
      Status: 'Stopped',
      CompletionMessage: 'The Import Job was stopped by the developer.',
      CompletionDate: expect.any(Date) as Date,
    });
    expect(stopped.ImportedUsers).toBeLessThan(3000);
    expect(pools.context.store.users.count('pool', imports.poolId)).toBe(stopped.ImportedUsers);
    expect(await refusal(imports.start(job))).toEqual([
      'PreconditionNotMetException',
      `The import job ${job.JobId} cannot be started: it is Stopped.`,
    ]);
  });

  it('lets others have their turn', async () => {
    const job = await imports.create();
    await imports.upload(job, await imports.file(many(2500)));
    await imports.start(job);
    let seen = await imports.describe(job);
    const states = new Set([seen.Status]);
    while (seen.Status !== 'Succeeded') {
      seen = await imports.describe(job);
      states.add(seen.Status);
    }
    expect(states).toContain('InProgress');
    expect(seen.ImportedUsers).toBe(2500);
    expect(await imports.report(job)).toHaveLength(2500);
  });
});

describe('what a job needs', () => {
  it('a file', async () => {
    const job = await imports.create();
    expect(await refusal(imports.start(job))).toEqual([
      'PreconditionNotMetException',
      `No csv file was uploaded for ${job.JobId}`,
    ]);
  });

  it('an auto-verified attribute', async () => {
    const bare = await Importing.into(pools, { AutoVerifiedAttributes: [] });
    const job = await bare.create();
    await bare.upload(job, await bare.file([person('ada')]));
    expect(await refusal(bare.start(job))).toEqual([
      'PreconditionNotMetException',
      'The user pool has no auto verified attribute.',
    ]);
  });

  it('that no other job of the account is active', async () => {
    const other = await Importing.into(pools);
    const [first, second] = [await imports.create(), await other.create()];
    await imports.upload(first, await imports.file(many(1000)));
    await other.upload(second, await other.file([person('ada')]));
    const starts = await Promise.allSettled([
      imports.start(first),
      other.start(second),
      imports.start(first),
    ]);
    expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await pools.context.background.idle();
    const left = starts[0].status === 'fulfilled' ? second : first;
    await (left === second ? other : imports).start(left);
    await pools.context.background.idle();
    expect((await other.describe(second)).Status).toBe('Succeeded');
    expect((await imports.describe(first)).Status).toBe('Succeeded');
  });

  it('to be started within a day', async () => {
    const job = await imports.create();
    await imports.upload(job, await imports.file([person('ada')]));
    await pools.advance(24 * 3600 - 60);
    expect((await imports.describe(job)).Status).toBe('Created');
    await pools.advance(60);
    expect((await imports.describe(job)).Status).toBe('Expired');
    expect(await refusal(imports.start(job))).toEqual([
      'PreconditionNotMetException',
      `The import job ${job.JobId} cannot be started: it is Expired.`,
    ]);
    expect(await refusal(stop(job))).toEqual([
      'PreconditionNotMetException',
      `The import job ${job.JobId} cannot be stopped: it is Expired.`,
    ]);
  });

  it('the first line of this pool and job', async () => {
    const good = await imports.file([person('ada')]);
    const [header = '', row = ''] = good.split('\n');
    for (const file of [
      '',
      row,
      `\uFEFF${good}`,
      `${header},custom:unknown\n${row},`,
      `${header},name\n${row},`,
      `${header},password_hash\n${row},`,
      header.replace('nickname,', ''),
      good.replace('nickname', '"nickname"'),
    ]) {
      expect(await imports.run(file)).toMatchObject({
        Status: 'Failed',
        CompletionMessage:
          'The CSV file could not be parsed: its first line is not the header of this user pool and import job.',
        ImportedUsers: 0,
        FailedUsers: 0,
      });
    }
    const hashed = await imports.run(good, { PasswordHashingAlgorithm: 'SCRYPT' });
    expect(hashed).toMatchObject({ Status: 'Failed', ImportedUsers: 0 });
    expect(pools.context.store.users.count('pool', imports.poolId)).toBe(0);
  });

  it('a place among 1,000 jobs of the pool', async () => {
    const job = await imports.create();
    const { importJobs } = pools.context.store;
    const record = importJobs.get(job.JobId);
    if (!record) throw new Error('The job is not kept');
    for (let index = 1; index < 1000; index++) importJobs.put({ ...record, id: `import-${index}` });
    expect(await refusal(imports.create())).toEqual([
      'LimitExceededException',
      'The number of import jobs exceeds the limit of 1000.',
    ]);
  });
});

describe('while a job is at work', () => {
  it.each([
    ['UpdateUserPool', (UserPoolId: string) => pools.sdk.send(new UpdateUserPoolCommand({ UserPoolId }))],
    ['DeleteUserPool', (UserPoolId: string) => pools.sdk.send(new DeleteUserPoolCommand({ UserPoolId }))],
    [
      'AddCustomAttributes',
      (UserPoolId: string) =>
        pools.sdk.send(new AddCustomAttributesCommand({ UserPoolId, CustomAttributes: [{ Name: 'late' }] })),
    ],
  ])('%s has to wait', async (_, change) => {
    const own = await Importing.into(pools);
    const job = await own.create();
    await own.upload(job, await own.file(many(1000)));
    await own.start(job);
    expect(await refusal(change(own.poolId))).toEqual([
      'UserImportInProgressException',
      'A user import job is in progress for this pool.',
    ]);
    await pools.context.background.idle();
    expect((await own.describe(job)).Status).toBe('Succeeded');
    await change(own.poolId);
  });
});

describe('a list of jobs', () => {
  it('has the newest first, in pages', async () => {
    const made: string[] = [];
    for (let index = 0; index < 5; index++) {
      made.unshift((await imports.create()).JobId);
      await pools.advance(1);
    }
    await (await Importing.into(pools)).create();
    const first = await list({ MaxResults: 3 });
    expect(first.UserImportJobs?.[0]).toEqual(await imports.describe({ JobId: made[0] }));
    const rest = await list({ MaxResults: 3, PaginationToken: first.PaginationToken });
    expect(rest.PaginationToken).toBeUndefined();
    const ids = [...(first.UserImportJobs ?? []), ...(rest.UserImportJobs ?? [])].map(({ JobId }) => JobId);
    expect(ids).toEqual(made);
  });

  it('refuses a bad cursor and an unknown pool', async () => {
    expect(await refusal(list({ MaxResults: 1, PaginationToken: 'garbage' }))).toEqual([
      'InvalidParameterException',
      'Invalid pagination token given.',
    ]);
    const unknown = new ListUserImportJobsCommand({ UserPoolId: 'us-east-1_none', MaxResults: 1 });
    expect((await refusal(pools.sdk.send(unknown)))[0]).toBe('ResourceNotFoundException');
  });
});

it('knows no jobs of other pools', async () => {
  const job = await imports.create();
  const other = await Importing.into(pools);
  const missing = ['ResourceNotFoundException', `User import job ${job.JobId} does not exist.`];
  expect(await refusal(other.describe(job))).toEqual(missing);
  expect(await refusal(other.start(job))).toEqual(missing);
  expect(
    (await refusal(Importing.into(pools).then((third) => third.describe({ JobId: 'import-x' }))))[0],
  ).toBe('ResourceNotFoundException');
});
