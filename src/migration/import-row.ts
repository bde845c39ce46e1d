import { HASH, rowFaults } from '../admin/imports/csv-rules';
import type { PasswordHashing } from '../admin/imports/imports.dto';
import type { PoolDescription } from '../cognito/user-pool';
import { type AttributeMapping, mapped } from '../triggers/migration/attribute-mapping';
import type { Person } from './people';

const USERNAME = 'cognito:username';
const MFA = 'cognito:mfa_enabled';
/** Cognito's limit of a row. */
const CHARACTERS = 16_000;

/** What rows are made by. */
export interface RowRules {
  /** What GetCSVHeader says, and the column of hashes where there are any. */
  readonly columns: readonly string[];
  readonly pool: PoolDescription;
  readonly mapping: AttributeMapping;
  /** Column of the source with the name of the user. */
  readonly username: string;
  readonly hashing: PasswordHashing | undefined;
}

/** A row of a file for Cognito, or what keeps it from being one: columns and reasons, without values. */
export interface ImportRow {
  /** Empty when there is none. */
  readonly username: string;
  readonly text: string;
  readonly faults: readonly string[];
}

/** Makes a row of somebody, and holds it to Cognito's rules for imports. */
export function importRow({ attributes }: Person, rules: RowRules): ImportRow {
  if (attributes === undefined) return { username: '', text: '', faults: ['cannot be read'] };
  const values = mapped(rules.mapping, attributes);
  const username = usernameOf(attributes, values, rules);
  const cells: Readonly<Record<string, string>> = {
    ...values,
    ...(values['birthdate'] === undefined ? {} : { birthdate: birthdateCell(values['birthdate']) }),
    [USERNAME]: username,
    [MFA]: rules.pool.mfa.MfaConfiguration === 'ON' ? 'TRUE' : 'FALSE',
    ...(rules.hashing === undefined ? {} : { [HASH]: textOf(attributes[HASH]) }),
  };
  const row = new Map(rules.columns.map((name) => [name, (cells[name] ?? '').trim()]));
  const text = [...row.values()].map((cell) => cell.replaceAll(',', '\\,')).join(',');
  const faults = [
    ...rowFaults(row, rules.pool, rules.hashing),
    ...[...row].flatMap(([name, cell]) => formFaults(name, cell)),
    ...lostFaults(rules.mapping, attributes, values),
  ].map(([column, message]) => `${column}: ${message}`);
  const long = text.length > CHARACTERS ? [`has more than ${CHARACTERS} characters`] : [];
  return { username, text, faults: [...faults, ...long] };
}

/** Where people sign in with an address, it is their username. */
function usernameOf(
  attributes: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, string>>,
  { pool, username }: RowRules,
): string {
  const names = pool.pool.UsernameAttributes ?? [];
  if (names.length === 0) return textOf(attributes[username]);
  return names.map((name) => values[name] ?? '').find((value) => value !== '') ?? '';
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
    ? String(value).trim()
    : '';

/** `yyyy-mm-dd` everywhere else, `mm/dd/yyyy` in files. */
function birthdateCell(value: string): string {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) ?? [];
  return year === '' ? value : `${month}/${day}/${year}`;
}

/** What the file's form has no way to say. */
function formFaults(name: string, cell: string): (readonly [string, string])[] {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(cell)) return [[name, 'must not hold line ends or control characters']];
  if (cell.endsWith('\\') || cell.includes('\\,'))
    return [[name, 'must not have a backslash at its end or before a comma']];
  return [];
}

/** Values that the mapping cannot take: the trigger leaves them out, but whoever looks at a file can mend them. */
function lostFaults(
  mapping: AttributeMapping,
  attributes: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, string>>,
): (readonly [string, string])[] {
  return Object.entries(mapping).flatMap(([name, { from }]) => {
    const given = Object.hasOwn(attributes, from) ? attributes[from] : undefined;
    const isEmpty = given === undefined || given === null || given === '';
    return isEmpty || values[name] !== undefined
      ? []
      : [[name, 'cannot be taken from what is there'] as const];
  });
}
