import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { linesOf } from '../common/http/lines';
import { readOnlyPool } from '../triggers/migration/postgresql';
import { csvRecords } from './csv-records';
import type { MigrateOptions } from './options';

/** Somebody in the former directory, and where: a line of the file, or a row of the query. */
export interface Person {
  readonly line: number;
  /** Undefined for a line that cannot be read. */
  readonly attributes: Readonly<Record<string, unknown>> | undefined;
}

/** Most bytes of a line: more than a row of an import has. */
const LINE_BYTES = 65_536;
/** Milliseconds for a thousand rows of the query. */
const PATIENCE = 600_000;

/**
 * Everybody in the former directory, one at a time.
 *
 * @param database connection string
 * @throws Error for a source that cannot be read
 */
export async function* peopleIn(
  { from, query }: MigrateOptions,
  database: string | undefined,
): AsyncGenerator<Person> {
  if (from === 'postgresql') yield* rowsOf(database, await readFile(query ?? '', 'utf8'));
  else if (from.endsWith('.csv')) yield* csvRecords(createReadStream(from, 'utf8'));
  else yield* ndjsonIn(from);
}

async function* rowsOf(database: string | undefined, query: string): AsyncGenerator<Person> {
  const pool = readOnlyPool({ url: database ?? '', timeout: PATIENCE });
  try {
    let line = 0;
    for await (const attributes of pool.all(query)) yield { line: ++line, attributes };
  } finally {
    await pool.end();
  }
}

async function* ndjsonIn(file: string): AsyncGenerator<Person> {
  for await (const { number: line, bytes } of linesOf(createReadStream(file), LINE_BYTES)) {
    const text = bytes?.toString('utf8');
    if (text?.trim() !== '') yield { line, attributes: text === undefined ? undefined : objectIn(text) };
  }
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    // Told as a fault of the line.
    return undefined;
  }
}
