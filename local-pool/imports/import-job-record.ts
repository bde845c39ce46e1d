import type { UserImportJobType } from '@aws-sdk/client-cognito-identity-provider';

/** A CSV import: what DescribeUserImportJob tells, without what is derived. */
export interface ImportJobRecord {
  /** The JobId: `import-…`. */
  readonly id: string;
  readonly poolId: string;
  readonly name: string;
  readonly status: NonNullable<UserImportJobType['Status']>;
  readonly logsRoleArn: string;
  readonly hashing?: UserImportJobType['PasswordHashingAlgorithm'];
  /** SHA-256 of the secret part of the upload's URL. */
  readonly uploadDigest: string;
  readonly uploadUntil: number;
  /** The file as it was uploaded. Dropped when the job has ended. */
  readonly csv?: string;
  readonly imported: number;
  readonly skipped: number;
  readonly failed: number;
  /** The lines of the job's log. */
  readonly log: readonly string[];
  readonly completionMessage?: string;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly completedAt?: number;
}
