import { randomUUID } from 'node:crypto';
import { invalidParameter } from '../auth/refusals';
import type { PoolContext } from '../operation';
import type { PoolRecord, UserRecord } from '../store/records';
import { checkUnique, claimAliases } from '../users/aliases';
import {
  autoVerified,
  checkAttributes,
  checkRequired,
  checkVerifiable,
  contactAttributes,
} from '../users/attributes';
import { findUser } from '../users/find-user';
import { newUser } from '../users/new-user';
import { receivesCodes } from '../users/passwordless';
import { nameNewUser } from '../users/user-name';
import { attributesFrom, flagFrom } from './cell-values';
import { hashColumn } from './header';
import type { ImportJobRecord } from './import-job-record';
import { isHash, type ImportedHash } from './password-hash';
import { splitRow } from './row-syntax';

/** What one row of the file is read by. */
export interface RowReader {
  readonly pool: PoolRecord;
  readonly job: Pick<ImportJobRecord, 'hashing'>;
  readonly columns: readonly string[];
}

/** The model's pattern of user names. */
const usernameShape = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

/**
 * Makes the user of one row. Synchronous: what it looks up still holds when it puts.
 *
 * @returns false when there is such a user already
 * @throws PoolError for a row that is wrong; its text names columns, never their values
 */
export function importRow(context: PoolContext, reader: RowReader, text: string): boolean {
  const cells = splitRow(text);
  if (cells.length !== reader.columns.length) {
    throw invalidParameter('The number of columns in the row does not match the header.');
  }
  const row = new Map(reader.columns.map((name, index) => [name, cells[index] ?? '']));
  const { pool } = reader;
  const given = row.get('cognito:username') ?? '';
  if (!usernameShape.test(given)) throw invalidParameter('The cognito:username is missing or not valid.');
  const withMfa = mfaEnabled(pool, row);
  const sub = randomUUID();
  const { username, values } = nameNewUser(pool, given, attributesFrom(pool, row), sub);
  checkValues(pool, values);
  if (findUser(context, pool, given)) return false;
  checkUnique(context, pool, values);
  const importedHash = hashFrom(reader, row);
  claimAliases(context, pool, values, false);
  const status = importedHash || receivesCodes(pool, values) ? 'CONFIRMED' : 'RESET_REQUIRED';
  const made = newUser(context, pool, { sub, username, attributes: values, status, password: undefined });
  context.store.users.put({
    ...made,
    ...(importedHash ? { importedHash } : {}),
    mfa: withMfa ? smsMfa(pool, values) : made.mfa,
  });
  return true;
}

/** @throws PoolError InvalidParameterException */
function checkValues(pool: PoolRecord, values: Readonly<Record<string, string>>): void {
  checkAttributes(pool, values, true);
  checkRequired(pool, values);
  checkVerifiable(values, values);
  const verified = contactAttributes.some(
    (name) => autoVerified(pool, name) && values[name] && values[`${name}_verified`] === 'true',
  );
  if (!verified) {
    throw invalidParameter(
      'The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).',
    );
  }
}

/** @throws PoolError InvalidParameterException where the pool's MFA mode wants it otherwise */
function mfaEnabled(pool: PoolRecord, row: ReadonlyMap<string, string>): boolean {
  const enabled = flagFrom(row, 'cognito:mfa_enabled');
  if (enabled === undefined) throw invalidParameter('The cognito:mfa_enabled is missing.');
  const { mode } = pool.mfa;
  if (mode === 'ON' && !enabled) throw invalidParameter('The cognito:mfa_enabled must be true in this pool.');
  if (mode === 'OFF' && enabled)
    throw invalidParameter('The cognito:mfa_enabled must be false in this pool.');
  return enabled;
}

/** The only second factor that a file can bring along is a code to the phone number. */
function smsMfa(pool: PoolRecord, values: Readonly<Record<string, string>>): UserRecord['mfa'] {
  if (!pool.mfa.sms || !values['phone_number']) return { enabled: [] };
  return { enabled: ['SMS_MFA'], preferred: 'SMS_MFA' };
}

/** @throws PoolError InvalidParameterException for something that is no hash of the job's algorithm */
function hashFrom({ job }: RowReader, row: ReadonlyMap<string, string>): ImportedHash | undefined {
  const text = row.get(hashColumn) ?? '';
  if (text === '' || job.hashing === undefined) return undefined;
  const hash = { algorithm: job.hashing, text };
  if (!isHash(hash)) throw invalidParameter(`The ${hashColumn} is not a valid ${job.hashing} hash.`);
  return hash;
}
