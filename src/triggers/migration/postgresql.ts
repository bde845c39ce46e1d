import { Pool, TypeOverrides, types } from 'pg';

/** A row as a query names its columns. */
export type SourceRow = Readonly<Record<string, unknown>>;

/** Connections to a database that is only read. */
export interface ReadOnlyPool {
  /** @throws Error when there is no answer in time */
  rows(query: string, values: readonly unknown[], signal: AbortSignal): Promise<readonly SourceRow[]>;
  /** The rows of a query of any size, some at a time. */
  all(query: string): AsyncGenerator<SourceRow>;
  end(): Promise<void>;
}

/** Rows that are fetched at a time. */
const BATCH = 1000;
/** A function has one event at a time; a few more are for the embedded pool. */
const CONNECTIONS = 4;
/**
 * @param url connection string
 * @param timeout milliseconds for a connection, and for a query of `rows`
 */
export function readOnlyPool({ url, timeout }: { url: string; timeout: number }): ReadOnlyPool {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: timeout,
    statement_timeout: timeout,
    idleTimeoutMillis: 10_000,
    allowExitOnIdle: true,
    application_name: 'gatehouse',
    // Whatever the query does, it changes nothing.
    options: '-c default_transaction_read_only=on',
    types: typesOf(),
  });
  // An idle connection has broken: the next query makes another one.
  pool.on('error', () => undefined);
  return {
    rows: (query, values, signal) => rows(pool, { query, values, timeout }, signal),
    all: (query) => all(pool, query),
    end: () => pool.end(),
  };
}

/** A `date` has no time and no zone, and stays as it is written. */
function typesOf(): TypeOverrides {
  const overrides = new TypeOverrides();
  overrides.setTypeParser(types.builtins.DATE, String);
  return overrides;
}

interface Question {
  readonly query: string;
  readonly values: readonly unknown[];
  readonly timeout: number;
}

async function rows(
  pool: Pool,
  { query, values, timeout }: Question,
  signal: AbortSignal,
): Promise<readonly SourceRow[]> {
  const ended = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    ended.throwIfAborted();
    const given = client.query<Record<string, unknown>>(query, [...values]);
    return (await Promise.race([given, abortion(ended)])).rows;
  } catch (error) {
    failure = named(error);
    throw failure;
  } finally {
    // With a failure the connection is closed, and whatever goes on at its other end with it.
    client.release(failure);
  }
}

/** Rejects when the signal is aborted. */
function abortion(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => {
      reject(new Error('The former directory has not answered in time'));
    };
    signal.addEventListener('abort', abort, { once: true });
  });
}

/** PostgreSQL's messages may quote values. */
function named(error: unknown): Error {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && !(error instanceof DOMException)
    ? new Error(`The former directory's database fails (${code})`)
    : (error as Error);
}

async function* all(pool: Pool, query: string): AsyncGenerator<SourceRow> {
  const client = await pool.connect();
  let failure: Error | undefined = new Error('not read to its end');
  try {
    await client.query('BEGIN READ ONLY');
    await client.query(`DECLARE people NO SCROLL CURSOR FOR ${query.replace(/;\s*$/, '')}`);
    for (;;) {
      const { rows: batch } = await client.query<Record<string, unknown>>(`FETCH ${BATCH} FROM people`);
      yield* batch;
      if (batch.length < BATCH) break;
    }
    await client.query('COMMIT');
    failure = undefined;
  } finally {
    client.release(failure);
  }
}
