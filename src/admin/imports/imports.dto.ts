import type { UserImportJobType } from '@aws-sdk/client-cognito-identity-provider';
import { IsIn, Matches } from 'class-validator';
import { answered } from '../../cognito/answered';
import { MayBeLeftOut } from '../../cognito/input.validators';

/** Algorithms of passwords that come with an import. */
const HASHES = ['BCRYPT', 'SCRYPT', 'ARGON2ID', 'PBKDF2_SHA256'] as const;
export type PasswordHashing = (typeof HASHES)[number];

/** What a file for an import begins with. */
export class ImportHeader {
  /**
   * Names of the columns, which a file has all of, in any order.
   * @example ["cognito:username", "email", "email_verified", "cognito:mfa_enabled"]
   */
  columns: string[];
  /**
   * The same as the first line of a file.
   * @example cognito:username,email,email_verified,cognito:mfa_enabled
   */
  csv: string;
}

/** Which job a route is about. */
export class ImportParams {
  /**
   * The id of the job.
   * @example import-AbCdEfGhIj
   */
  @Matches(/^import-[0-9a-zA-Z-]{1,48}$/, { message: 'id must be the id of an import job' })
  id: string;
}

/** What a new job is to be. */
export class CreateImportQuery {
  /**
   * A name for people.
   * @example customers-2026
   */
  @Matches(/^[\w\s+=,.@-]{1,128}$/, {
    message: 'name must be 1 to 128 letters, digits, blanks or + = , . @ -',
  })
  name: string;
  /** How passwords in the column `password_hash` were hashed; without it there is no such column. */
  @MayBeLeftOut()
  @IsIn(HASHES)
  passwordHashing?: PasswordHashing;
}

/** Where AWS writes what each row has come to: CloudWatch Logs. */
export class ImportLog {
  /** @example /aws/cognito/userpools/eu-central-1_AbCdEf/customers */
  group: string;
  /** @example import-AbCdEfGhIj/customers-2026 */
  stream: string;
}

/** A row that made no user. */
export class ImportFailure {
  /**
   * The line of the file; the header is 1.
   * @example 2
   */
  line: number;
  /** `SKIPPED` when there is such a user already. */
  outcome: 'FAILED' | 'SKIPPED';
  /**
   * Why, in Cognito's words.
   * @example The user already exists.
   */
  message: string;
}

/** A job that imports users from a CSV file. */
export class ImportJob {
  /** @example import-AbCdEfGhIj */
  id: string;
  /** @example customers-2026 */
  name: string;
  /**
   * `Created`, `Pending`, `InProgress`, `Stopping`, `Expired`, `Stopped`, `Failed` or `Succeeded`.
   * @example InProgress
   */
  status: string;
  /** Users that have been made. */
  imported: number;
  /** Rows of users that there were already. */
  skipped: number;
  /** Rows that could not be imported. */
  failed: number;
  /** Why it ended, in Cognito's words. */
  message?: string;
  passwordHashing?: PasswordHashing;
  createdAt: string;
  startedAt?: string;
  completedAt?: string;
}

/** A new job. */
export class CreatedImportJob extends ImportJob {
  /** Rows of the file. */
  rows: number;
}

/** A job, and what is known of its rows. */
export class ImportJobDetails extends ImportJob {
  /** Where to look at rows in AWS. */
  log: ImportLog;
  /** Rows that made no user, the first thousand; once the job has ended, and only where this service can read its report. */
  failures?: ImportFailure[];
}

/**
 * Reads a job.
 *
 * @throws AppError `upstream_invalid_response` when what every job has is missing
 */
export function jobFrom(job: UserImportJobType): ImportJob {
  const { CompletionMessage, PasswordHashingAlgorithm, StartDate, CompletionDate } = job;
  return {
    id: answered(job.JobId),
    name: answered(job.JobName),
    status: answered(job.Status),
    imported: job.ImportedUsers ?? 0,
    skipped: job.SkippedUsers ?? 0,
    failed: job.FailedUsers ?? 0,
    ...(CompletionMessage === undefined ? {} : { message: CompletionMessage }),
    ...(PasswordHashingAlgorithm === undefined ? {} : { passwordHashing: PasswordHashingAlgorithm }),
    createdAt: answered(job.CreationDate).toISOString(),
    ...(StartDate === undefined ? {} : { startedAt: StartDate.toISOString() }),
    ...(CompletionDate === undefined ? {} : { completedAt: CompletionDate.toISOString() }),
  };
}
