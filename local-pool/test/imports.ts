import {
  CreateUserImportJobCommand,
  DescribeUserImportJobCommand,
  GetCSVHeaderCommand,
  StartUserImportJobCommand,
  type CreateUserImportJobCommandInput,
  type CreateUserPoolCommandInput,
  type UserImportJobType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { UserRecord } from '../store/records';
import type { PoolUnderTest } from './support';

export type Row = Record<string, string>;
export const encrypted = { 'x-amz-server-side-encryption': 'aws:kms' };

/** Somebody with a verified e-mail address and no second factor. */
export function person(username: string, more: Row = {}): Row {
  return {
    'cognito:username': username,
    email: `${username}@example.com`,
    email_verified: 'TRUE',
    'cognito:mfa_enabled': 'FALSE',
    ...more,
  };
}

export type Created = UserImportJobType & Record<'JobId' | 'PreSignedUrl', string>;

/** CSV imports into one pool. */
export class Importing {
  private constructor(
    readonly pools: PoolUnderTest,
    readonly poolId: string,
  ) {}

  static async into(
    pools: PoolUnderTest,
    settings: Partial<CreateUserPoolCommandInput> = {},
  ): Promise<Importing> {
    return new Importing(pools, await pools.createPool(settings));
  }

  async create(more: Partial<CreateUserImportJobCommandInput> = {}): Promise<Created> {
    const { UserImportJob } = await this.pools.sdk.send(
      new CreateUserImportJobCommand({
        UserPoolId: this.poolId,
        JobName: 'people',
        CloudWatchLogsRoleArn: 'arn:aws:iam::123456789012:role/logs',
        ...more,
      }),
    );
    return UserImportJob as Created;
  }

  upload(job: UserImportJobType, body: string | Uint8Array, headers = encrypted): Promise<Response> {
    return fetch(job.PreSignedUrl ?? '', { method: 'PUT', body, headers });
  }

  async start({ JobId }: UserImportJobType): Promise<UserImportJobType> {
    const { UserImportJob } = await this.pools.sdk.send(
      new StartUserImportJobCommand({ UserPoolId: this.poolId, JobId }),
    );
    return UserImportJob ?? {};
  }

  async describe({ JobId }: UserImportJobType): Promise<UserImportJobType> {
    const { UserImportJob } = await this.pools.sdk.send(
      new DescribeUserImportJobCommand({ UserPoolId: this.poolId, JobId }),
    );
    return UserImportJob ?? {};
  }

  async header(): Promise<string[]> {
    const { CSVHeader } = await this.pools.sdk.send(new GetCSVHeaderCommand({ UserPoolId: this.poolId }));
    return CSVHeader ?? [];
  }

  /** A file of these rows; commas in values are escaped. */
  async file(rows: readonly Row[], extra: readonly string[] = []): Promise<string> {
    const columns = [...(await this.header()), ...extra];
    const lines = rows.map((row) => columns.map((name) => escaped(row[name] ?? '')).join(','));
    return [columns.join(','), ...lines].join('\n');
  }

  /** Sends a file through a job, to its end. */
  async run(
    file: string | Uint8Array,
    more: Partial<CreateUserImportJobCommandInput> = {},
  ): Promise<UserImportJobType> {
    const job = await this.create(more);
    const response = await this.upload(job, file);
    if (response.status !== 200) throw new Error(await response.text());
    await this.start(job);
    await this.pools.context.background.idle();
    return this.describe(job);
  }

  async import(
    rows: readonly Row[],
    more: Partial<CreateUserImportJobCommandInput> = {},
  ): Promise<{ job: UserImportJobType; lines: string[] }> {
    const file = await this.file(rows, more.PasswordHashingAlgorithm ? ['password_hash'] : []);
    const job = await this.run(file, more);
    return { job, lines: await this.report(job) };
  }

  async report({ JobId }: UserImportJobType): Promise<string[]> {
    const response = await fetch(`${this.pools.url}/_local/imports/${JobId ?? ''}`);
    return ((await response.json()) as { lines: string[] }).lines;
  }

  user(name: string): UserRecord {
    const [user] = this.pools.context.store.users.by('name', `${this.poolId}/${name}`);
    if (!user) throw new Error(`There is no user ${name}`);
    return user;
  }
}

export function escaped(value: string): string {
  return value.replaceAll(',', '\\,');
}
