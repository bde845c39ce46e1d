import { createReadStream } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { ImportFailure, ImportJobDetails } from '../admin/imports/imports.dto';
import { linesOf } from '../common/http/lines';
import { LineFile, namesOf } from './files';

/** What a run has come to, in people. */
export interface Totals {
  imported: number;
  /** There already. */
  skipped: number;
  failed: number;
  /** Rows of jobs that ended early. */
  unknown: number;
  /** Never sent. */
  invalid: number;
}

/** A line of the report. */
interface ReportLine {
  /** Of the source. */
  readonly line: number;
  readonly username: string;
  readonly job?: string;
  readonly outcome: 'IMPORTED' | 'SKIPPED' | 'FAILED' | 'UNKNOWN' | 'INVALID';
  readonly reason?: string;
}

/** What is known of a job that has ended. */
export interface EndedJob {
  readonly details: ImportJobDetails;
  readonly failures: readonly ImportFailure[] | undefined;
}

const LINE_BYTES = 4096;

/**
 * Adds what became of the rows of a job to the report. Where AWS keeps that in CloudWatch Logs, or the job ended before its last row, it is
 * `UNKNOWN`. Lines of the same job that were written before a kill are replaced.
 *
 * @param file that was imported
 */
export async function reportJob(report: string, file: string, job: EndedJob): Promise<void> {
  await withoutJob(report, job.details.id);
  const failures = new Map(job.failures?.map((failure) => [failure.line, failure]));
  const out = new LineFile(report, 'a');
  // The header is line 1.
  let number = 1;
  for await (const { bytes } of linesOf(createReadStream(namesOf(file)), LINE_BYTES)) {
    const { line, username } = JSON.parse(String(bytes)) as Pick<ReportLine, 'line' | 'username'>;
    await out.write(
      JSON.stringify({ line, username, job: job.details.id, ...outcome(job, failures.get(++number)) }),
    );
  }
  await out.close();
}

function outcome(
  { details, failures }: EndedJob,
  failure: ImportFailure | undefined,
): Pick<ReportLine, 'outcome' | 'reason'> {
  if (failure !== undefined) return { outcome: failure.outcome, reason: failure.message };
  // A job that was stopped, or failed as a whole, has not come to all of its rows.
  const isWhole = failures !== undefined && failures.length === details.failed + details.skipped;
  const { stream } = details.log;
  return isWhole && details.status !== 'Stopped'
    ? { outcome: 'IMPORTED' }
    : { outcome: 'UNKNOWN', reason: `see CloudWatch Logs, ${stream}` };
}

async function withoutJob(report: string, id: string): Promise<void> {
  const lines = (await readFile(report, 'utf8')).split('\n');
  const others = lines.filter((line) => isWhole(line) && !line.includes(`"job":"${id}"`));
  await writeFile(`${report}.new`, others.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  await rename(`${report}.new`, report);
}

/** A kill may have cut the last line. */
function isWhole(line: string): boolean {
  return line.startsWith('{') && line.endsWith('}');
}
