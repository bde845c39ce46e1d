import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { HASH } from '../admin/imports/csv-rules';
import type { ImportJobDetails } from '../admin/imports/imports.dto';
import type { ImportsService } from '../admin/imports/imports.service';
import type { PoolDescription } from '../cognito/user-pool';
import type { Environment } from '../common/config/environment';
import { linesOf } from '../common/http/lines';
import type { AttributeMapping } from '../triggers/migration/attribute-mapping';
import { JobFiles, LineFile, removeFile } from './files';
import { importRow, type RowRules } from './import-row';
import type { MigrateOptions } from './options';
import { peopleIn } from './people';
import { Progress, type Terminal } from './progress';
import { reportJob, type Totals } from './report';
import { type MigrationJob, type MigrationState, prepareFolder, readState, writeState } from './state';

/** What a run works with. */
export interface MigrationTools {
  readonly imports: ImportsService;
  readonly pool: PoolDescription;
  readonly mapping: AttributeMapping;
  readonly environment: Environment;
  readonly terminal: Terminal;
}

/** Milliseconds between two looks at a job. */
const LOOK = 1000;
/** Faults that a dry run prints. */
const TOLD = 100;
const ENDED: ReadonlySet<string> = new Set(['Succeeded', 'Failed', 'Stopped']);
export const REPORT = 'report.ndjson';

/** Brings people into a user pool by import jobs, as far as it was not done already. */
export class Migration {
  constructor(
    private readonly options: MigrateOptions,
    private readonly tools: MigrationTools,
  ) {}

  /** Looks at everybody and writes nothing. Prints what is wrong, by lines, without values. */
  async rehearse(): Promise<Totals> {
    const { terminal } = this.tools;
    const rules = await this.rules();
    let [valid, invalid] = [0, 0];
    for await (const { line, row } of this.rows(rules)) {
      if (row.faults.length === 0) valid += 1;
      else if (++invalid <= TOLD) terminal.write(`line ${line}: ${row.faults.join('; ')}\n`);
    }
    if (invalid > TOLD) terminal.write(`… and ${invalid - TOLD} more lines\n`);
    const jobs = Math.ceil(valid / this.options.rowsPerJob);
    terminal.write(`${valid} people would be imported by ${jobs} jobs or more, ${invalid} could not be\n`);
    return { imported: 0, skipped: 0, failed: 0, unknown: 0, invalid };
  }

  /** Goes on where the run in the folder was left. */
  async run(): Promise<Totals> {
    const { folder } = this.options;
    await prepareFolder(folder);
    const purpose = await this.purpose();
    const state = (await readState(folder, purpose)) ?? (await this.prepare(purpose));
    const totals: Totals = { imported: 0, skipped: 0, failed: 0, unknown: 0, invalid: state.invalid };
    for (const job of state.jobs) {
      const ended = await this.finished(job, state);
      for (const key of ['imported', 'skipped', 'failed'] as const) totals[key] += ended[key];
      totals.unknown += job.rows - ended.imported - ended.skipped - ended.failed;
    }
    return totals;
  }

  /** Writes the files. Nothing of it is known to Cognito, so that one that was cut off begins again. */
  private async prepare(purpose: string): Promise<MigrationState> {
    const { folder, rowsPerJob } = this.options;
    const rules = await this.rules();
    const files = new JobFiles(folder, rules.columns.join(','), rowsPerJob);
    const report = new LineFile(join(folder, REPORT));
    let invalid = 0;
    for await (const { line, row } of this.rows(rules)) {
      const { username, text, faults } = row;
      if (faults.length === 0) {
        await files.add(text, username, line);
        continue;
      }
      invalid += 1;
      await report.write(JSON.stringify({ line, username, outcome: 'INVALID', reason: faults.join('; ') }));
    }
    await files.close();
    await report.close();
    const jobs = files.written.map((file) => ({ ...file, reported: false }));
    const state = { purpose, invalid, jobs };
    await writeState(folder, state);
    this.tools.terminal.write(
      `${sum(jobs)} people in ${jobs.length} files, ${invalid} lines cannot be imported\n`,
    );
    return state;
  }

  private async *rows(rules: RowRules) {
    const { first } = this.options;
    const only = await this.only();
    let taken = 0;
    for await (const person of peopleIn(this.options, this.tools.environment.LEGACY_DATABASE_URL)) {
      const row = importRow(person, rules);
      if (only !== undefined && !only.has(row.username)) continue;
      if (++taken > first) return;
      yield { line: person.line, row };
    }
  }

  private async rules(): Promise<RowRules> {
    const { hashes: hashing, username } = this.options;
    const { imports, pool, mapping } = this.tools;
    const { columns } = await imports.header();
    return {
      columns: hashing === undefined ? columns : [...columns, HASH],
      pool,
      mapping,
      username,
      hashing,
    };
  }

  private async only(): Promise<ReadonlySet<string> | undefined> {
    const { only } = this.options;
    if (only === undefined) return undefined;
    const names = (await readFile(only, 'utf8')).split('\n').map((name) => name.trim());
    return new Set(names.filter((name) => name !== ''));
  }

  /** The options that decide who is imported into which pool, as a digest. */
  private async purpose(): Promise<string> {
    const { environment, mapping } = this.tools;
    const { from, first, username, rowsPerJob, hashes, query, only } = this.options;
    const files = await Promise.all(
      [query, only].map(async (file) => (file === undefined ? '' : readFile(file, 'utf8'))),
    );
    const whole = { from, first, username, rowsPerJob, hashes, files, mapping };
    const text = JSON.stringify({ ...whole, pool: environment.COGNITO_USER_POOL_ID });
    return createHash('sha256').update(text).digest('hex');
  }

  /** Sees to it that a file has been imported, once, and reports its rows. */
  private async finished(job: MigrationJob, state: MigrationState): Promise<ImportJobDetails> {
    const { imports, terminal } = this.tools;
    const { folder } = this.options;
    const started = await this.started(job, state);
    const progress = new Progress(terminal, job.file, job.rows);
    let details = started;
    for (;;) {
      progress.show(details.imported + details.skipped + details.failed);
      if (ENDED.has(details.status)) break;
      await pause(LOOK);
      details = await imports.get(details.id);
    }
    progress.end();
    if (job.reported) {
      // A kill may have come between.
      await removeFile(folder, job.file);
      return details;
    }
    await reportJob(join(folder, REPORT), join(folder, job.file), {
      details,
      failures: await imports.failures(details),
    });
    job.reported = true;
    await writeState(folder, state);
    await removeFile(folder, job.file);
    const message = details.message === undefined ? '' : ` (${details.message})`;
    terminal.write(
      `${job.file}  ${details.status}${message}, log ${details.log.group} ${details.log.stream}\n`,
    );
    return details;
  }

  /** A job that has never been started has imported nobody: only such a one is made anew. */
  private async started(job: MigrationJob, state: MigrationState): Promise<ImportJobDetails> {
    const { imports } = this.tools;
    const { folder, hashes } = this.options;
    let details = job.id === undefined ? undefined : await imports.get(job.id);
    if (details === undefined || details.status === 'Expired') {
      const exchange = { lines: (limit: number) => linesOf(createReadStream(join(folder, job.file)), limit) };
      const query = { name: job.file, ...(hashes === undefined ? {} : { passwordHashing: hashes }) };
      const created = await imports.create(exchange, query);
      job.id = created.id;
      await writeState(folder, state);
      details = await imports.get(created.id);
    }
    if (details.status !== 'Created') return details;
    await imports.start(details.id);
    return imports.get(details.id);
  }
}

const sum = (jobs: readonly MigrationJob[]): number => jobs.reduce((total, { rows }) => total + rows, 0);
