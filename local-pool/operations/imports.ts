import type {
  CreateUserImportJobCommandInput,
  CreateUserImportJobCommandOutput,
  DescribeUserImportJobCommandInput,
  DescribeUserImportJobCommandOutput,
  GetCSVHeaderCommandInput,
  GetCSVHeaderCommandOutput,
  ListUserImportJobsCommandInput,
  ListUserImportJobsCommandOutput,
  StartUserImportJobCommandInput,
  StartUserImportJobCommandOutput,
  StopUserImportJobCommandInput,
  StopUserImportJobCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { csvHeader } from '../imports/header';
import type { ImportJobRecord } from '../imports/import-job-record';
import { isActive, jobOut, requireJob, statusOf } from '../imports/jobs';
import { startImport } from '../imports/run';
import { newUploadUrl, uploadLife } from '../imports/upload';
import type { Operation, OperationTable } from '../operation';
import { PoolError } from '../pool-error';
import { requirePool } from '../pools/find-pool';
import { newImportJobId } from '../pools/new-id';
import { fromArray, takePage } from './cursor';

/** Most jobs of a pool, whatever became of them. */
const mostJobs = 1000;

const getCsvHeader: Operation<GetCSVHeaderCommandInput, GetCSVHeaderCommandOutput> = (input, context) => {
  const pool = requirePool(context, input.UserPoolId);
  return { UserPoolId: pool.id, CSVHeader: csvHeader(pool) };
};

const createUserImportJob: Operation<CreateUserImportJobCommandInput, CreateUserImportJobCommandOutput> = (
  input,
  context,
  caller,
) => {
  const pool = requirePool(context, input.UserPoolId);
  if (context.store.importJobs.count('pool', pool.id) >= mostJobs) {
    throw new PoolError('LimitExceededException', 'The number of import jobs exceeds the limit of 1000.');
  }
  const id = newImportJobId();
  const now = context.clock.now();
  const { PasswordHashingAlgorithm: hashing } = input;
  const job: ImportJobRecord = {
    id,
    poolId: pool.id,
    name: input.JobName ?? '',
    status: 'Created',
    logsRoleArn: input.CloudWatchLogsRoleArn ?? '',
    ...(hashing === undefined ? {} : { hashing }),
    uploadUrl: newUploadUrl(caller.endpoint, id),
    uploadUntil: now + uploadLife,
    line: 0,
    imported: 0,
    skipped: 0,
    failed: 0,
    createdAt: now,
  };
  context.store.importJobs.put(job);
  return { UserImportJob: jobOut(context, job) };
};

const startUserImportJob: Operation<StartUserImportJobCommandInput, StartUserImportJobCommandOutput> = (
  input,
  context,
) => {
  const { pool, job } = requireJob(context, input);
  const status = statusOf(context, job);
  if (status !== 'Created')
    throw preconditionNotMet(`The import job ${job.id} cannot be started: it is ${status}.`);
  if ((pool.settings.AutoVerifiedAttributes ?? []).length === 0) {
    throw preconditionNotMet('The user pool has no auto verified attribute.');
  }
  if (job.file === undefined) throw preconditionNotMet(`No csv file was uploaded for ${job.id}`);
  if ([...context.store.importJobs.values()].some(isActive)) {
    throw preconditionNotMet('Another import job is active in this account.');
  }
  const started: ImportJobRecord = { ...job, status: 'Pending', startedAt: context.clock.now() };
  context.store.importJobs.put(started);
  startImport(context, job.id);
  return { UserImportJob: jobOut(context, started) };
};

const stopUserImportJob: Operation<StopUserImportJobCommandInput, StopUserImportJobCommandOutput> = (
  input,
  context,
) => {
  const { job } = requireJob(context, input);
  if (!isActive(job)) {
    const status = statusOf(context, job);
    throw preconditionNotMet(`The import job ${job.id} cannot be stopped: it is ${status}.`);
  }
  const stopping: ImportJobRecord = { ...job, status: 'Stopping' };
  context.store.importJobs.put(stopping);
  return { UserImportJob: jobOut(context, stopping) };
};

const describeUserImportJob: Operation<
  DescribeUserImportJobCommandInput,
  DescribeUserImportJobCommandOutput
> = (input, context) => ({ UserImportJob: jobOut(context, requireJob(context, input).job) });

const listUserImportJobs: Operation<ListUserImportJobsCommandInput, ListUserImportJobsCommandOutput> = (
  input,
  context,
) => {
  const pool = requirePool(context, input.UserPoolId);
  const jobs = context.store.importJobs.by('pool', pool.id);
  const request = {
    list: `ListUserImportJobs ${pool.id}`,
    token: input.PaginationToken,
    limit: input.MaxResults,
  };
  const { items, next } = takePage(context, request, positionOf, fromArray(jobs, positionOf));
  return { UserImportJobs: items.map((job) => jobOut(context, job)), PaginationToken: next };
};

/** Users from CSV files. */
export const importOperations = {
  GetCSVHeader: getCsvHeader,
  CreateUserImportJob: createUserImportJob,
  StartUserImportJob: startUserImportJob,
  StopUserImportJob: stopUserImportJob,
  DescribeUserImportJob: describeUserImportJob,
  ListUserImportJobs: listUserImportJobs,
} satisfies OperationTable;

/** Jobs are listed with the newest first. */
function positionOf({ createdAt, id }: ImportJobRecord): string {
  return `${String(Number.MAX_SAFE_INTEGER - createdAt).padStart(16, '0')} ${id}`;
}

function preconditionNotMet(message: string): PoolError {
  return new PoolError('PreconditionNotMetException', message);
}
