import type { PoolRecord } from '../store/records';
import type { ImportJobRecord } from './import-job-record';
import { splitRow } from './row-syntax';

/** Columns every pool has, in the order of GetCSVHeader. */
const commonColumns = [
  'cognito:username',
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'nickname',
  'preferred_username',
  'profile',
  'picture',
  'website',
  'email',
  'email_verified',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
  'phone_number',
  'phone_number_verified',
  'address',
  'updated_at',
  'cognito:mfa_enabled',
];

/** The column of a job with a PasswordHashingAlgorithm. */
export const hashColumn = 'password_hash';

/** What GetCSVHeader answers: the common columns and one for each custom attribute. */
export function csvHeader({ schema }: PoolRecord): string[] {
  const custom = schema.map(({ Name }) => Name).filter((name) => /^(?:dev:)?custom:/u.test(name));
  return [...commonColumns, ...custom];
}

/**
 * The columns of a file, in its own order.
 *
 * @param line the file's first line
 * @returns undefined unless it names every column of this pool and job once and no other
 */
export function readHeader(
  pool: PoolRecord,
  { hashing }: Pick<ImportJobRecord, 'hashing'>,
  line: string,
): readonly string[] | undefined {
  const expected = [...csvHeader(pool), ...(hashing === undefined ? [] : [hashColumn])];
  // White space around a name does not count, and a byte order mark would pass for some.
  if (line.startsWith('\uFEFF')) return undefined;
  const columns = splitRow(line);
  const complete = columns.length === expected.length && expected.every((name) => columns.includes(name));
  return complete ? columns : undefined;
}
