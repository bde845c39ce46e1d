import { AppError, type FieldError } from '../../common/errors/app-error';
import type { Line } from '../../common/http/lines';
import type { PoolDescription } from '../../cognito/user-pool';
import { cellsOf, HASH, type Row, rowFaults } from './csv-rules';
import type { PasswordHashing } from './imports.dto';

/** Cognito's limits of a file: rows, and characters of one. */
const ROWS = 500_000;
const CHARACTERS = 16_000;
/** Bytes of a line of that many characters. */
export const LINE_BYTES = CHARACTERS * 4;
/** Most bytes of a file. */
export const FILE_BYTES = 100 * 1024 * 1024;
/** Faults that are told; more would be no help. */
const TOLD = 100;

/** What a file is held to. */
export interface Rules {
  /** What GetCSVHeader says. */
  readonly columns: readonly string[];
  readonly pool: PoolDescription;
  readonly hashing: PasswordHashing | undefined;
}

/** Looks at a file for an import line by line, and remembers what is wrong with it. */
export class CsvCheck {
  rows = 0;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  private columns: readonly string[] | undefined;
  private readonly faults: FieldError[] = [];
  private faulty = 0;

  constructor(private readonly rules: Rules) {}

  /** @throws AppError `import_file_invalid` for a header that is wrong, as nothing can be said of the rows then */
  look({ number, bytes }: Line): void {
    const text = this.textOf(bytes);
    if (number === 1) this.columns = this.header(text);
    else if (text === undefined)
      this.fault(number, undefined, `must be UTF-8 of at most ${CHARACTERS} characters`);
    else if (text.trim() !== '') this.row(number, text);
  }

  /** @throws AppError `import_file_invalid` */
  end(): void {
    if (this.columns === undefined) throw invalid([{ field: 'lines.1', message: 'must be the header' }]);
    if (this.rows === 0)
      throw invalid([{ field: 'lines.2', message: 'is missing: there is nobody to import' }]);
    if (this.faulty === 0) return;
    const more = this.faulty - this.faults.length;
    throw invalid(
      this.faults,
      more > 0 ? `There are ${more} faults besides those that are named.` : undefined,
    );
  }

  private textOf(bytes: Buffer | undefined): string | undefined {
    try {
      const text = bytes === undefined ? undefined : this.decoder.decode(bytes).replace(/\r$/, '');
      return text === undefined || text.length > CHARACTERS ? undefined : text;
    } catch {
      // Not UTF-8: told as a fault of the line.
      return undefined;
    }
  }

  private header(text: string | undefined): readonly string[] {
    const expected = [...this.rules.columns, ...(this.rules.hashing === undefined ? [] : [HASH])];
    if (text === undefined || text.startsWith('\uFEFF'))
      throw badHeader('must be UTF-8 without a byte order mark');
    const columns = cellsOf(text);
    const missing = expected.filter((name) => !columns.includes(name));
    if (missing.length > 0) throw badHeader(`lacks ${missing.join(', ')}`);
    if (columns.length > expected.length)
      throw badHeader('has a column that the user pool has not, or one twice');
    return columns;
  }

  private row(number: number, text: string): void {
    this.rows += 1;
    if (this.rows > ROWS)
      throw invalid([{ field: `lines.${number}`, message: `is beyond the limit of ${ROWS} rows` }]);
    const cells = cellsOf(text);
    const { columns = [], rules } = this;
    if (cells.length !== columns.length) {
      this.fault(
        number,
        undefined,
        `has ${cells.length} columns and not ${columns.length}; a comma inside of a value is written \\,`,
      );
      return;
    }
    const row: Row = new Map(columns.map((name, index) => [name, cells[index] ?? '']));
    for (const [column, message] of rowFaults(row, rules.pool, rules.hashing))
      this.fault(number, column, message);
  }

  private fault(line: number, column: string | undefined, message: string): void {
    this.faulty += 1;
    const field = column === undefined ? `lines.${line}` : `lines.${line}.${column}`;
    if (this.faults.length < TOLD) this.faults.push({ field, message });
  }
}

function badHeader(message: string): AppError {
  return invalid([{ field: 'lines.1', message }]);
}

function invalid(errors: readonly FieldError[], detail?: string): AppError {
  return new AppError('import_file_invalid', { errors, ...(detail === undefined ? {} : { detail }) });
}
