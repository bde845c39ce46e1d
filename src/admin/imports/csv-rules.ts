import type { AttributeRow } from '../../cognito/attributes-schema';
import { valueFault } from '../../cognito/attributes-values';
import type { PoolDescription } from '../../cognito/user-pool';
import type { PasswordHashing } from './imports.dto';

/** A row by its columns, without outer blanks; empty cells are empty texts. */
export type Row = ReadonlyMap<string, string>;

/** What is wrong with a column of a row. */
export type ColumnFault = readonly [column: string, message: string];

export const HASH = 'password_hash';
const USERNAME = 'cognito:username';
const MFA = 'cognito:mfa_enabled';

/** Forms of hashes, as Cognito's guide to imports has them. */
const HASH_FORMS: Readonly<Record<PasswordHashing, RegExp>> = {
  BCRYPT: /^\$2[aby]\$(0[4-9]|1[0-2])\$[./A-Za-z0-9]{53}$/,
  SCRYPT: /^\$scrypt\$ln=\d+,r=8,p=1\$[^$]+\$[^$]+$/,
  ARGON2ID: /^\$argon2id\$v=19\$m=\d+,t=[12],p=1\$[^$]+\$[^$]+$/,
  PBKDF2_SHA256: /^\$pbkdf2-sha256\$(i=)?\d+\$[^$]+\$[^$]+$/,
};

/** The cells of a row: `\,` is a comma inside of one, and nothing else is special. */
export function cellsOf(line: string): string[] {
  return line.split(/(?<!\\),/).map((cell) => cell.replaceAll('\\,', ',').trim());
}

/**
 * Holds a row to Cognito's rules for imports, as far as they can be told from here. Messages never hold a value.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool-formatting.html
 */
export function rowFaults(row: Row, pool: PoolDescription, hashing?: PasswordHashing): ColumnFault[] {
  return [
    ...usernameFaults(row),
    ...mfaFaults(row, pool),
    ...requiredFaults(row, pool),
    ...valueFaults(row, pool),
    ...verifiedFaults(row, pool),
    ...hashFaults(row, hashing),
  ];
}

const cell = (row: Row, column: string): string => row.get(column) ?? '';
const flag = (row: Row, column: string): string => cell(row, column).toUpperCase();

/** Where people sign in with an address, the username is that address. */
const value = (row: Row, name: string, { pool }: PoolDescription): string => {
  const names: readonly string[] = pool.UsernameAttributes ?? [];
  return cell(row, name) === '' && names.includes(name) ? cell(row, USERNAME) : cell(row, name);
};

function usernameFaults(row: Row): ColumnFault[] {
  return /^[^\s]{1,128}$/u.test(cell(row, USERNAME))
    ? []
    : [[USERNAME, 'must be 1 to 128 characters without spaces']];
}

function mfaFaults(row: Row, { mfa }: PoolDescription): ColumnFault[] {
  const enabled = flag(row, MFA);
  if (enabled !== 'TRUE' && enabled !== 'FALSE') return [[MFA, 'must be TRUE or FALSE']];
  if (mfa.MfaConfiguration === 'ON' && enabled === 'FALSE') return [[MFA, 'must be TRUE in this user pool']];
  if (mfa.MfaConfiguration === 'OFF' && enabled === 'TRUE') return [[MFA, 'must be FALSE in this user pool']];
  return [];
}

function requiredFaults(row: Row, pool: PoolDescription): ColumnFault[] {
  return pool.requiredAttributes
    .filter((name) => value(row, name, pool) === '')
    .map((name) => [name, 'is required']);
}

function valueFaults(row: Row, { schema }: PoolDescription): ColumnFault[] {
  return [...schema].flatMap(([name, rule]) => {
    const given = cell(row, name);
    const message = given === '' ? undefined : cellFault(name, rule, given);
    return message === undefined ? [] : [[name, message] as const];
  });
}

function cellFault(name: string, rule: AttributeRow, given: string): string | undefined {
  if (/^".*"$/.test(given)) return 'must not stand in quotes, which would become part of it';
  if (name === 'birthdate') return isDay(given) ? undefined : 'must be a date in the form mm/dd/yyyy';
  if (rule.type === 'Boolean') return /^(true|false)$/i.test(given) ? undefined : 'must be TRUE or FALSE';
  return valueFault(name, rule, given);
}

function isDay(given: string): boolean {
  const [, month = '', day = '', year = ''] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(given) ?? [];
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
}

/** Somebody who could not be sent a code could never set a password. */
function verifiedFaults(row: Row, pool: PoolDescription): ColumnFault[] {
  const marked = ['email', 'phone_number'].filter((name) => flag(row, `${name}_verified`) === 'TRUE');
  const empty = marked.filter((name) => value(row, name, pool) === '');
  if (empty.length > 0) return empty.map((name) => [name, 'must not be empty when it is marked as verified']);
  const names: readonly string[] = pool.pool.AutoVerifiedAttributes ?? [];
  // Without any, Cognito does not start the job at all.
  if (names.length === 0 || names.some((name) => marked.includes(name))) return [];
  const columns = names.map((name) => `${name}_verified`);
  return [[columns[0] ?? '', `TRUE is needed in one of ${columns.join(', ')}`]];
}

function hashFaults(row: Row, hashing: PasswordHashing | undefined): ColumnFault[] {
  const given = cell(row, HASH);
  if (hashing === undefined || given === '' || HASH_FORMS[hashing].test(given)) return [];
  return [[HASH, `must be a hash by ${hashing} that Cognito takes`]];
}
