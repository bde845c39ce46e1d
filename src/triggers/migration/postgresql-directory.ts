import type { OnModuleDestroy } from '@nestjs/common';
import type { LegacyDirectory, LegacyUser } from './legacy-directory';
import { readHash, type Verify } from './passwords/password-hash';
import { type ReadOnlyPool, readOnlyPool, type SourceRow } from './postgresql';

/** How a former directory in PostgreSQL is read. */
export interface PostgresqlDirectorySettings {
  /** Connection string; `sslmode` says how TLS is used. */
  readonly url: string;
  /** Gives at most one row for the username in `$1`, with `password_hash`. */
  readonly query: string;
  /** Milliseconds for a connection, and for the query. */
  readonly timeout: number;
  /** A hash as the directory has them, of a password that nobody knows. */
  readonly decoy?: string | undefined;
}

/** Columns that are no attributes. */
const HASH = 'password_hash';
const MUST_RESET = 'must_reset_password';
const DISABLED = 'disabled';

/** bcrypt of cost 10, which most directories have: what is computed for strangers until a real hash has been seen. */
const USUAL = '$2b$10$abcdefghijklmnopqrstuu5Lo0g67CiD3M4RpN1BmBb4Crp5w7dbK';

/** Hashes that say that there is no password: Django's `!…`, and the `*` of password files. */
const UNUSABLE = /^[!*]/;

/** A former directory in a table of PostgreSQL, which is only read. */
export class PostgresqlDirectory implements LegacyDirectory, OnModuleDestroy {
  private readonly pool: ReadOnlyPool;
  /** The newest hash that could be read: strangers are to take as long as its owner. */
  private decoy: string;

  constructor(private readonly settings: PostgresqlDirectorySettings) {
    this.pool = readOnlyPool(settings);
    this.decoy = settings.decoy ?? USUAL;
  }

  async authenticate(
    username: string,
    password: string,
    signal: AbortSignal,
  ): Promise<LegacyUser | undefined> {
    const row = await this.rowOf(username, signal);
    const verify = row === undefined ? undefined : this.hashIn(row);
    if (row === undefined || verify === undefined || isDisabled(row)) {
      // Who is unknown takes as long as who is known.
      await (readHash(this.decoy) ?? unreadable())(password, signal);
      return undefined;
    }
    return (await verify(password, signal)) ? userIn(row) : undefined;
  }

  async find(username: string, signal: AbortSignal): Promise<LegacyUser | undefined> {
    const row = await this.rowOf(username, signal);
    return row === undefined || isDisabled(row) ? undefined : userIn(row);
  }

  async onModuleDestroy(): Promise<void> {
    await this.pool.end();
  }

  private async rowOf(username: string, signal: AbortSignal): Promise<SourceRow | undefined> {
    // PostgreSQL has no such texts, and would refuse the query.
    if (username.includes('\u0000')) return undefined;
    const rows = await this.pool.rows(this.settings.query, [username], signal);
    if (rows.length > 1) throw new Error('The query of the former directory gives more than one user');
    return rows[0];
  }

  /**
   * @returns undefined for an account without a password
   * @throws Error when nobody can tell whether a password is right
   */
  private hashIn(row: SourceRow): Verify | undefined {
    const { [HASH]: hash } = row;
    if (hash === undefined) throw new Error(`The query of the former directory gives no ${HASH}`);
    if (hash === null || hash === '') return undefined;
    const text = typeof hash === 'string' ? hash.trim() : '';
    if (UNUSABLE.test(text)) return undefined;
    const verify = readHash(text);
    if (verify === undefined) throw new Error('A hash of the former directory cannot be read');
    this.decoy = this.settings.decoy ?? text;
    return verify;
  }
}

const unreadable = (): never => {
  throw new Error('The decoy cannot be read');
};

const isDisabled = (row: SourceRow): boolean => row[DISABLED] === true;

/** Everything but the hash, so that no mapping can name it. */
function userIn(row: SourceRow): LegacyUser {
  const attributes = Object.fromEntries(Object.entries(row).filter(([name]) => name !== HASH));
  return { attributes, mustResetPassword: row[MUST_RESET] === true };
}
