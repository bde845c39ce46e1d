import {
  CreateUserImportJobCommand,
  DescribeUserImportJobCommand,
  GetCSVHeaderCommand,
  ListUserImportJobsCommand,
  StartUserImportJobCommand,
  StopUserImportJobCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Inject, Injectable } from '@nestjs/common';
import { answered } from '../../cognito/answered';
import { Cognito } from '../../cognito/cognito';
import { importReport, uploadImport } from '../../cognito/import-files';
import type { PageQuery } from '../../cognito/page.dto';
import { pageOf } from '../../cognito/paging';
import { UserPool } from '../../cognito/user-pool';
import { ENVIRONMENT, type Environment } from '../../common/config/environment';
import { AppError } from '../../common/errors/app-error';
import type { Line } from '../../common/http/lines';
import type { Page } from '../../common/http/page';
import type { StreamedExchange } from '../../common/http/streamed-exchange';
import { halfDone } from '../half-done';
import { CsvCheck, FILE_BYTES, LINE_BYTES } from './csv-check';
import {
  type CreatedImportJob,
  type CreateImportQuery,
  type ImportFailure,
  type ImportHeader,
  type ImportJob,
  type ImportJobDetails,
  jobFrom,
} from './imports.dto';
import { Spool } from './spool';

/** Jobs of a page when nobody says how many: Cognito wants a number. */
const PAGE = 60;
/** Failures that are told. */
const TOLD = 1000;
const ENDED: ReadonlySet<string> = new Set(['Succeeded', 'Failed', 'Stopped']);

/** Imports of users from CSV files, by Cognito's jobs. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly cognito: Cognito,
    private readonly userPool: UserPool,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async header(): Promise<ImportHeader> {
    const { CSVHeader } = await this.cognito.send(new GetCSVHeaderCommand(this.pool));
    const columns = answered(CSVHeader);
    return { columns, csv: columns.join(',') };
  }

  /** @throws AppError `invalid_cursor` */
  list({ limit, cursor }: PageQuery): Promise<Page<ImportJob>> {
    return pageOf(
      'imports',
      cursor,
      async (PaginationToken) => {
        const input = { ...this.pool, MaxResults: limit ?? PAGE, PaginationToken };
        const { UserImportJobs, PaginationToken: token } = await this.cognito.send(
          new ListUserImportJobsCommand(input),
        );
        return { items: UserImportJobs, token };
      },
      jobFrom,
    );
  }

  /**
   * Holds the file to Cognito's rules, and makes a job of it only when it keeps all of them. The file waits on disk meanwhile, encrypted.
   *
   * @throws AppError `import_file_invalid` with the lines, `payload_too_large`, `service_misconfigured` without a role for the log,
   *   `limit_exceeded`
   */
  async create(
    exchange: Pick<StreamedExchange, 'lines'>,
    query: CreateImportQuery,
  ): Promise<CreatedImportJob> {
    const role = this.environment.COGNITO_IMPORT_ROLE_ARN;
    if (role === undefined)
      throw new AppError('service_misconfigured', { detail: 'Imports need COGNITO_IMPORT_ROLE_ARN.' });
    const lines = exchange.lines(LINE_BYTES);
    const [{ columns }, pool] = await Promise.all([this.header(), this.userPool.describe()]);
    const check = new CsvCheck({ columns, pool, hashing: query.passwordHashing });
    const spool = await Spool.make();
    try {
      await spool.write(looked(lines, check));
      check.end();
      return Object.assign(await this.upload(spool, role, query), { rows: check.rows });
    } finally {
      await spool.remove();
    }
  }

  /** @throws AppError `resource_not_found` */
  async get(JobId: string): Promise<ImportJobDetails> {
    const { UserImportJob } = await this.cognito.send(
      new DescribeUserImportJobCommand({ ...this.pool, JobId }),
    );
    const job = jobFrom(answered(UserImportJob));
    const { pool } = await this.userPool.describe();
    const log = {
      group: `/aws/cognito/userpools/${this.cognito.userPoolId}/${pool.Name ?? ''}`,
      stream: `${job.id}/${job.name}`,
    };
    const failures = (await this.failures(job))?.slice(0, TOLD);
    return Object.assign(job, { log, ...(failures === undefined ? {} : { failures }) });
  }

  /** @throws AppError `resource_not_found`, `conflict` for a job in another state and while another one is at work */
  async start(JobId: string): Promise<ImportJob> {
    const { UserImportJob } = await this.cognito.send(new StartUserImportJobCommand({ ...this.pool, JobId }));
    return jobFrom(answered(UserImportJob));
  }

  /** @throws AppError `resource_not_found`, `conflict` for a job that is not at work */
  async stop(JobId: string): Promise<ImportJob> {
    const { UserImportJob } = await this.cognito.send(new StopUserImportJobCommand({ ...this.pool, JobId }));
    return jobFrom(answered(UserImportJob));
  }

  private get pool(): { UserPoolId: string } {
    return { UserPoolId: this.cognito.userPoolId };
  }

  private async upload(
    spool: Spool,
    CloudWatchLogsRoleArn: string,
    { name, passwordHashing }: CreateImportQuery,
  ): Promise<ImportJob> {
    const { UserImportJob } = await this.cognito.send(
      new CreateUserImportJobCommand({
        ...this.pool,
        JobName: name,
        CloudWatchLogsRoleArn,
        ...(passwordHashing === undefined ? {} : { PasswordHashingAlgorithm: passwordHashing }),
      }),
    );
    const job = answered(UserImportJob);
    try {
      await uploadImport(answered(job.PreSignedUrl), { size: spool.size, stream: spool.read() });
    } catch (error) {
      throw halfDone(
        error,
        'A job has been made that has no file. It cannot be started and expires by itself: send the file again.',
      );
    }
    return jobFrom(job);
  }

  /** All rows of a job that made no user; undefined before its end, and where its report cannot be read. */
  async failures({ id, status, failed, skipped }: ImportJob): Promise<ImportFailure[] | undefined> {
    const reports = this.environment.COGNITO_IMPORT_REPORTS;
    if (reports === undefined || !ENDED.has(status)) return undefined;
    if (failed + skipped === 0) return [];
    const lines = await importReport(`${reports.replace(/\/$/, '')}/${id}`);
    return lines?.flatMap(failureIn);
  }
}

/** A line of the log: `[FAILED] Line Number 2 - The …`. */
function failureIn(line: string): ImportFailure[] {
  const [, outcome, number, message = ''] =
    /^\[(FAILED|SKIPPED)\] Line Number (\d+) - (.*)$/.exec(line) ?? [];
  if (outcome !== 'FAILED' && outcome !== 'SKIPPED') return [];
  return [{ line: Number(number), outcome, message }];
}

/** The file as it came, each line looked at. It is read to its end whatever is wrong: whoever still sends finds no answer. */
async function* looked(lines: AsyncIterable<Line>, check: CsvCheck): AsyncGenerator<Buffer> {
  let size = 0;
  let refusal: Error | undefined;
  for await (const line of lines) {
    size += (line.bytes?.length ?? 0) + 1;
    if (size > FILE_BYTES) throw new AppError('payload_too_large', { detail: 'A file has at most 100 MB.' });
    if (refusal !== undefined) continue;
    try {
      check.look(line);
    } catch (error) {
      refusal = error as Error;
      continue;
    }
    if (line.bytes !== undefined) yield Buffer.concat([line.bytes, NEWLINE]);
  }
  if (refusal !== undefined) throw refusal;
}

const NEWLINE = Buffer.from('\n');
