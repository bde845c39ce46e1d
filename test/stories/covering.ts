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

/** The combinations of any three settings that a row has. */
export function triples(row: object): string[] {
  const settings = Object.entries(row).map(([name, value]) => `${name}=${String(value)}`);
  return settings.flatMap((one, i) =>
    settings
      .slice(i + 1)
      .flatMap((two, j) => settings.slice(i + j + 2).map((three) => `${one} ${two} ${three}`)),
  );
}

/** Rows in which any three settings meet in every combination: each time the one that adds most. The same every time. */
export function covering<D extends Dimensions>(dimensions: D): Row<D>[] {
  const rows = product(dimensions);
  const missing = new Set(rows.flatMap(triples));
  const chosen: Row<D>[] = [];
  while (missing.size > 0) {
    const gains = rows.map((row) => triples(row).filter((triple) => missing.has(triple)).length);
    const best = rows[gains.indexOf(Math.max(...gains))];
    if (best === undefined) break;
    chosen.push(best);
    for (const triple of triples(best)) missing.delete(triple);
  }
  return chosen;
}
