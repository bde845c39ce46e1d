import type { UserImportJobType } from '@aws-sdk/client-cognito-identity-provider';

/** A CSV import: what DescribeUserImportJob tells, without what is derived. The file itself is in `store.uploads`. */
export interface ImportJobRecord {
  /** The JobId: `import-…`. */
  readonly id: string;
  readonly poolId: string;
  readonly name: string;
  /** As written down; a job that was never started expires without a change (jobs.ts, `statusOf`). */
  readonly status: NonNullable<UserImportJobType['Status']>;
  readonly logsRoleArn: string;
  readonly hashing?: UserImportJobType['PasswordHashingAlgorithm'];
  /** Where the file is sent to, with the secret that allows it until `uploadUntil`. */
  readonly uploadUrl: string;
  readonly uploadUntil: number;
  /** Name of the last whole file that has arrived. */
  readonly file?: string;
  /** The last line of the file that is done with: where a restart goes on. 0 = none, 1 = the header. */
  readonly line: number;
  readonly imported: number;
  readonly skipped: number;
  readonly failed: number;
  readonly completionMessage?: string;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly completedAt?: number;
}

/** Some lines of a job's log, in the order of the file. Never holds data of a user. */
export interface ImportLogRecord {
  /** `<job>/<first line of the batch>`, the number padded so that ids sort like lines. */
  readonly id: string;
  readonly poolId: string;
  readonly jobId: string;
  /** `[SUCCEEDED] Line Number 2 - The import succeeded.` and the like. */
  readonly lines: readonly string[];
}
