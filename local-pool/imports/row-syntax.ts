/**
 * The cells of one row: separated by commas, with `\,` for a comma inside a value and white space around values dropped. Nothing
 * else is special: quotes and other backslashes stand for themselves.
 *
 * @param row without its line end
 */
export function splitRow(row: string): string[] {
  return row.split(/(?<!\\),/u).map((cell) => cell.replaceAll('\\,', ',').trim());
}
