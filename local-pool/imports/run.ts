import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { ImportJobRecord } from './import-job-record';
import { isActive } from './jobs';
import { readHeader } from './header';
import { linesOf, type Line } from './lines';
import { importRow, type RowReader } from './row';

/** Most rows of a file, without the header, and most characters of a row. */
const limits = { rows: 500_000, characters: 16_000 };
/** Most bytes that a row of `limits.characters` can take. */
const rowBytes = limits.characters * 4;
/** Rows that are imported before others get their turn. */
const batchSize = 50;

const messages = {
  unreadable:
    'The CSV file could not be parsed: its first line is not the header of this user pool and import job.',
  tooLong: 'The CSV file has more users than the limit of 500000.',
  tooMany: 'Too many users have failed or been skipped during the import.',
  stopped: 'The Import Job was stopped by the developer.',
  internal: 'The Import Job failed because of an internal error.',
};

/** Goes on with every job that was at work when the process ended. */
export function resumeImports(context: PoolContext): void {
  for (const job of context.store.importJobs.values()) if (isActive(job)) startImport(context, job.id);
}

/** Works on a job that is Pending, from the line where it was left. */
export function startImport(context: PoolContext, jobId: string): void {
  context.background.start(async (closing) => {
    try {
      await run(context, jobId, closing);
    } catch (error) {
      end(context, jobId, 'Failed', messages.internal);
      throw error;
    } finally {
      await context.store.flushed();
    }
  });
}

async function run(context: PoolContext, jobId: string, closing: () => boolean): Promise<void> {
  const columns = await columnsOf(context, jobId, closing);
  const job = context.store.importJobs.get(jobId);
  if (!columns || !job || closing()) return;
  if (job.status === 'Pending') context.store.importJobs.put({ ...job, status: 'InProgress' });
  let batch: Line[] = [];
  for await (const line of linesOf(context.store.uploads.read(job.file ?? ''), rowBytes)) {
    if (closing()) return;
    if (line.number <= Math.max(job.line, 1) || line.text === '') continue;
    batch.push(line);
    if (batch.length < batchSize) continue;
    if (!importBatch(context, jobId, columns, batch)) return;
    batch = [];
    await turn();
  }
  if (closing() || !importBatch(context, jobId, columns, batch)) return;
  finish(context, jobId);
}

/** Looks through the file before anybody is imported: one that is wrong as a whole imports nobody. */
async function columnsOf(
  context: PoolContext,
  jobId: string,
  closing: () => boolean,
): Promise<readonly string[] | undefined> {
  const job = context.store.importJobs.get(jobId);
  const pool = context.store.pools.get(job?.poolId ?? '');
  if (!job || !pool) return undefined;
  let columns: readonly string[] | undefined;
  let rows = 0;
  for await (const { number, text } of linesOf(context.store.uploads.read(job.file ?? ''), rowBytes)) {
    if (closing()) return undefined;
    if (number === 1) columns = text === undefined ? undefined : readHeader(pool, job, text);
    else if (text !== '') rows += 1;
    if (!columns || rows > limits.rows) break;
  }
  if (columns && rows <= limits.rows) return columns;
  end(context, jobId, 'Failed', columns ? messages.tooLong : messages.unreadable);
  return undefined;
}

/**
 * Imports some rows, with their lines of the log, in one step: a restart finds all of it or goes on before it.
 *
 * @returns false when the job is to go on no more
 */
function importBatch(
  context: PoolContext,
  jobId: string,
  columns: readonly string[],
  batch: readonly Line[],
): boolean {
  const { importJobs, importLogs, pools } = context.store;
  const job = importJobs.get(jobId);
  const pool = pools.get(job?.poolId ?? '');
  if (!job || !pool) return false;
  if (job.status === 'Stopping') {
    end(context, jobId, 'Stopped', messages.stopped);
    return false;
  }
  const [first] = batch;
  if (!first) return true;
  const results = batch.map((line) => importLine(context, { pool, job, columns }, line));
  const count = (word: Word): number => results.filter((result) => result.word === word).length;
  importJobs.put({
    ...job,
    line: batch.at(-1)?.number ?? job.line,
    imported: job.imported + count('SUCCEEDED'),
    skipped: job.skipped + count('SKIPPED'),
    failed: job.failed + count('FAILED'),
  });
  importLogs.put({
    id: `${jobId}/${String(first.number).padStart(7, '0')}`,
    poolId: pool.id,
    jobId,
    lines: results.map(
      ({ word, text }, index) => `[${word}] Line Number ${batch[index]?.number ?? 0} - ${text}`,
    ),
  });
  return true;
}

type Word = 'SUCCEEDED' | 'SKIPPED' | 'FAILED';

function importLine(context: PoolContext, reader: RowReader, { text }: Line): { word: Word; text: string } {
  if (text === undefined || text.length > limits.characters) {
    return { word: 'FAILED', text: 'The row is longer than 16000 characters or not UTF-8.' };
  }
  try {
    return importRow(context, reader, text)
      ? { word: 'SUCCEEDED', text: 'The import succeeded.' }
      : { word: 'SKIPPED', text: 'The user already exists.' };
  } catch (error) {
    if (!(error instanceof PoolError)) throw error;
    return { word: 'FAILED', text: error.message };
  }
}

/** A job in which less than half of the rows became users has failed (14 of 46 were seen to be too few). */
function finish(context: PoolContext, jobId: string): void {
  const job = context.store.importJobs.get(jobId);
  if (!job) return;
  if (job.skipped + job.failed > job.imported) end(context, jobId, 'Failed', messages.tooMany);
  else end(context, jobId, 'Succeeded');
}

function end(
  context: PoolContext,
  jobId: string,
  status: ImportJobRecord['status'],
  completionMessage?: string,
): void {
  const job = context.store.importJobs.get(jobId);
  if (!job) return;
  context.store.importJobs.put({
    ...job,
    status,
    ...(completionMessage === undefined ? {} : { completionMessage }),
    completedAt: context.clock.now(),
  });
}

/** Lets everything else have its turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
