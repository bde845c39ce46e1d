import { parseArgs } from 'node:util';
import type { PasswordHashing } from '../admin/imports/imports.dto';

/** What the command was told. */
export interface MigrateOptions {
  /** A file (`.ndjson` or `.csv`), or `postgresql` for the database that `LEGACY_DATABASE_URL` names. */
  readonly from: string;
  /** File with the query that gives everybody, for `postgresql`. */
  readonly query?: string | undefined;
  /** Folder of this run: its files, how far it is, its report. */
  readonly folder: string;
  /** Column of the source with the user's name. */
  readonly username: string;
  readonly dryRun: boolean;
  /** People, at most. */
  readonly first: number;
  /** File with the usernames that are wanted, one a line. */
  readonly only?: string | undefined;
  readonly rowsPerJob: number;
  /** How the column `password_hash` was made, for people who are to keep their passwords. */
  readonly hashes?: PasswordHashing | undefined;
}

export const USAGE = `Usage: npm run migrate -- --from <people.ndjson | people.csv | postgresql> [options]

  --query <file>         query that gives everybody, for postgresql (LEGACY_DATABASE_URL)
  --username <column>    column with the name of the user (default: username; not needed where people sign in with addresses)
  --dry-run              write nothing, say what would happen
  --first <n>            the first n people only
  --only <file>          only people whose usernames are in the file, one a line
  --folder <folder>      files, state and report of this run (default: migration); call again with it to go on
  --rows-per-job <n>     rows of an import job (default and most: 500000)
  --hashes <algorithm>   keep passwords: BCRYPT, SCRYPT, ARGON2ID or PBKDF2_SHA256, from the column password_hash
`;

/** Cognito's limit of a file. */
const MOST_ROWS = 500_000;
const HASHES: readonly string[] = ['BCRYPT', 'SCRYPT', 'ARGON2ID', 'PBKDF2_SHA256'];

/** What is wrong with the arguments, for the person at the terminal. */
export class UsageError extends Error {}

/** @throws UsageError */
export function optionsFrom(args: readonly string[]): MigrateOptions {
  const { from, query, hashes, only, ...values } = parsed(args);
  if (from === undefined) throw new UsageError('--from is missing');
  if (from !== 'postgresql' && !/\.(ndjson|csv)$/.test(from))
    throw new UsageError('--from must be postgresql, or a file whose name ends in .ndjson or .csv');
  if ((from === 'postgresql') !== (query !== undefined))
    throw new UsageError('--query is for --from postgresql, which needs it');
  if (hashes !== undefined && !isHashing(hashes))
    throw new UsageError(`--hashes must be one of ${HASHES.join(', ')}`);
  return {
    from,
    query,
    only,
    hashes,
    folder: values.folder,
    username: values.username,
    dryRun: values['dry-run'],
    first: values.first === undefined ? Infinity : whole('first', values.first, Number.MAX_SAFE_INTEGER),
    rowsPerJob: whole('rows-per-job', values['rows-per-job'], MOST_ROWS),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        from: { type: 'string' },
        query: { type: 'string' },
        username: { type: 'string', default: 'username' },
        'dry-run': { type: 'boolean', default: false },
        first: { type: 'string' },
        only: { type: 'string' },
        folder: { type: 'string', default: 'migration' },
        'rows-per-job': { type: 'string', default: String(MOST_ROWS) },
        hashes: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

const isHashing = (name: string): name is PasswordHashing => HASHES.includes(name);

function whole(name: string, text: string, most: number): number {
  const number = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : NaN;
  if (!(number <= most)) throw new UsageError(`--${name} must be a whole number from 1 to ${most}`);
  return number;
}
