import { jsonAnswer, type Answer } from '../http/answer';
import type { PoolContext } from '../operation';
import { jobOut } from './jobs';

/** Path of a job's report, with the JobId. */
export const reportPath = /^\/_local\/imports\/(import-[0-9A-Za-z]+)$/u;

/**
 * `GET /_local/imports/<JobId>`: what AWS writes to CloudWatch Logs, one line per row of the file.
 *
 * @returns `{"poolId","jobId","jobName","status","imported","skipped","failed","completionMessage"?,"lines":[…]}`; 404 for no job
 */
export function reportAnswer(context: PoolContext, jobId: string): Answer {
  const { importJobs, importLogs } = context.store;
  const job = importJobs.get(jobId);
  if (!job) return jsonAnswer(404, { message: `There is no import job ${jobId}.` });
  const { Status, ImportedUsers, SkippedUsers, FailedUsers, CompletionMessage } = jobOut(context, job);
  const batches = importLogs.page('job', jobId, undefined, Number.POSITIVE_INFINITY);
  return jsonAnswer(200, {
    poolId: job.poolId,
    jobId,
    jobName: job.name,
    status: Status,
    imported: ImportedUsers,
    skipped: SkippedUsers,
    failed: FailedUsers,
    completionMessage: CompletionMessage,
    lines: batches.flatMap(({ lines }) => lines),
  });
}
