import type { Person } from './people';

/**
 * Reads CSV (RFC 4180), the first record being the names of the columns: cells in quotes may hold commas, line ends and doubled quotes.
 *
 * @param chunks texts
 */
export async function* csvRecords(chunks: AsyncIterable<string>): AsyncGenerator<Person> {
  let columns: readonly string[] | undefined;
  for await (const { line, cells } of records(chunks)) {
    if (columns === undefined) columns = cells;
    else if (cells.length > 1 || cells[0] !== '') yield { line, attributes: named(columns, cells) };
  }
}

function named(columns: readonly string[], cells: readonly string[]): Record<string, string> | undefined {
  if (cells.length !== columns.length) return undefined;
  return Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? '']));
}

interface CsvRecord {
  /** Where it begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

async function* records(chunks: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  let [line, begun] = [1, 1];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let previous = '';
  for await (const chunk of chunks) {
    for (const character of chunk) {
      const after = previous;
      previous = character;
      if (character === '\n') line += 1;
      if (character === '"') {
        // Two quotes within quotes are one.
        const doubled = !quoted && after === '"';
        if (doubled) {
          cell += '"';
          previous = '';
        }
        quoted = !quoted;
      } else if (quoted) cell += character;
      else if (character === ',') {
        cells.push(cell);
        cell = '';
      } else if (character === '\n') {
        yield { line: begun, cells: [...cells, cell] };
        [cells, cell, begun] = [[], '', line];
      } else if (character !== '\r' && character !== '\uFEFF') cell += character;
    }
  }
  if (cells.length > 0 || cell !== '') yield { line: begun, cells: [...cells, cell] };
}
