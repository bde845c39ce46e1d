/** Values that a setting can have, by its name. */
type Dimensions = Readonly<Record<string, readonly unknown[]>>;

/** One value of each dimension. */
export type Row<D extends Dimensions> = { readonly [Name in keyof D]: D[Name][number] };

/** Every row there is. */
export function product<D extends Dimensions>(dimensions: D): Row<D>[] {
  const rows = Object.entries(dimensions).reduce<Record<string, unknown>[]>(
    (found, [name, values]) => found.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    [{}],
  );
  return rows as Row<D>[];
}

/** The combinations of any so many settings that a row has. */
export function tuples(row: object, strength: number): string[] {
  const settings = Object.entries(row).map(([name, value]) => `${name}=${String(value)}`);
  return subsets(settings, strength).map((some) => some.join(' '));
}

function subsets(items: readonly string[], size: number): string[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, i) => subsets(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]));
}

/**
 * Rows in which any so many settings meet in every combination: each time the one that adds most. The same every time.
 *
 * @param strength how many settings
 */
export function covering<D extends Dimensions>(dimensions: D, strength: number): Row<D>[] {
  const rows = product(dimensions);
  const missing = new Set(rows.flatMap((row) => tuples(row, strength)));
  const chosen: Row<D>[] = [];
  while (missing.size > 0) {
    const gains = rows.map((row) => tuples(row, strength).filter((tuple) => missing.has(tuple)).length);
    const best = rows[gains.indexOf(Math.max(...gains))];
    if (best === undefined) break;
    chosen.push(best);
    for (const tuple of tuples(best, strength)) missing.delete(tuple);
  }
  return chosen;
}
