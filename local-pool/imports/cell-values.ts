import { invalidParameter } from '../auth/refusals';
import type { PoolRecord } from '../store/records';

type Row = ReadonlyMap<string, string>;

/**
 * TRUE or FALSE, in any case.
 *
 * @returns undefined for an empty cell
 * @throws PoolError InvalidParameterException
 */
export function flagFrom(row: Row, column: string): boolean | undefined {
  const cell = (row.get(column) ?? '').toUpperCase();
  if (cell === '') return undefined;
  if (cell !== 'TRUE' && cell !== 'FALSE') throw invalidParameter(`The ${column} must be TRUE or FALSE.`);
  return cell === 'TRUE';
}

/**
 * The attributes of a row in the API's formats; empty cells are left out.
 *
 * @throws PoolError InvalidParameterException
 */
export function attributesFrom(pool: PoolRecord, row: Row): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { Name, AttributeDataType } of pool.schema) {
    const cell = row.get(Name) ?? '';
    if (cell === '') continue;
    if (Name === 'birthdate') values[Name] = birthdateFrom(cell);
    else if (AttributeDataType === 'Boolean') values[Name] = String(flagFrom(row, Name));
    else values[Name] = cell;
  }
  for (const name of ['email', 'phone_number']) {
    if (values[name] !== undefined) values[`${name}_verified`] ??= 'false';
  }
  return values;
}

/** `mm/dd/yyyy` in files, `yyyy-mm-dd` everywhere else. */
function birthdateFrom(cell: string): string {
  const [, month = '', day = '', year = ''] = /^(\d{2})\/(\d{2})\/(\d{4})$/u.exec(cell) ?? [];
  if (year === '') throw invalidParameter('The birthdate must have the format mm/dd/yyyy.');
  return `${year}-${month}-${day}`;
}
