import type { UserImportJobType } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import { requirePool } from '../pools/find-pool';
import type { PoolRecord } from '../store/records';
import type { ImportJobRecord } from './import-job-record';

/** A job that is not started within a day (AWS: 24 to 48 hours) expires. In ms. */
const startWithin = 24 * 60 * 60 * 1000;
const active: ReadonlySet<string> = new Set(['Pending', 'InProgress', 'Stopping']);

/** The job's state now. */
export function statusOf(context: PoolContext, job: ImportJobRecord): ImportJobRecord['status'] {
  const late = job.status === 'Created' && job.createdAt + startWithin <= context.clock.now();
  return late ? 'Expired' : job.status;
}

/** Whether the job is at work. */
export function isActive({ status }: ImportJobRecord): boolean {
  return active.has(status);
}

/**
 * Job and pool of a call.
 *
 * @throws PoolError ResourceNotFoundException, for the job of another pool, too
 */
export function requireJob(
  context: PoolContext,
  input: { readonly UserPoolId: string | undefined; readonly JobId: string | undefined },
): { readonly pool: PoolRecord; readonly job: ImportJobRecord } {
  const pool = requirePool(context, input.UserPoolId);
  const job = context.store.importJobs.get(input.JobId ?? '');
  if (job?.poolId !== pool.id) {
    throw new PoolError('ResourceNotFoundException', `User import job ${input.JobId ?? ''} does not exist.`);
  }
  return { pool, job };
}

/**
 * What an import reads must not change under it.
 *
 * @throws PoolError UserImportInProgressException
 */
export function refuseDuringImport(context: PoolContext, pool: PoolRecord): void {
  if (context.store.importJobs.by('pool', pool.id).some(isActive)) {
    throw new PoolError('UserImportInProgressException', 'A user import job is in progress for this pool.');
  }
}

/** A job as the API shows it. */
export function jobOut(context: PoolContext, job: ImportJobRecord): UserImportJobType {
  const { startedAt, completedAt, completionMessage } = job;
  return {
    JobName: job.name,
    JobId: job.id,
    UserPoolId: job.poolId,
    PreSignedUrl: job.uploadUrl,
    CreationDate: new Date(job.createdAt),
    ...(startedAt === undefined ? {} : { StartDate: new Date(startedAt) }),
    ...(completedAt === undefined ? {} : { CompletionDate: new Date(completedAt) }),
    Status: statusOf(context, job),
    CloudWatchLogsRoleArn: job.logsRoleArn,
    ImportedUsers: job.imported,
    SkippedUsers: job.skipped,
    FailedUsers: job.failed,
    ...(completionMessage === undefined ? {} : { CompletionMessage: completionMessage }),
    ...(job.hashing === undefined ? {} : { PasswordHashingAlgorithm: job.hashing }),
  };
}

/** Removes the files that no job is going to read: those of jobs that have ended, expired or gone with their pool. */
export function dropOldUploads(context: PoolContext): Promise<void> {
  return context.store.uploads.keepOnly((name) => {
    const [id = ''] = name.split('.');
    const job = context.store.importJobs.get(id);
    return job?.file === name && (statusOf(context, job) === 'Created' || isActive(job));
  });
}
