import { readdirSync } from 'node:fs';
import { covering, product, tuples } from './covering';
import { dimensions, inWords, settings, SHARES, shareOf, strength } from './settings';

/** How many stories it takes that any so many settings meet. */
const COUNTS: Readonly<Record<number, number>> = { 1: 7, 2: 21, 3: 75 };

it.each(Object.entries(COUNTS))(
  'any %s settings meet in every combination, in %s stories out of 504',
  (strong, stories) => {
    const every = new Set(product(dimensions).flatMap((row) => tuples(row, Number(strong))));
    const rows = covering(dimensions, Number(strong));
    const told = new Set(rows.flatMap((row) => tuples(row, Number(strong))));
    expect([...every].filter((tuple) => !told.has(tuple))).toEqual([]);
    expect([rows.length, product(dimensions).length]).toEqual([stories, 504]);
  },
);

it(`the ${settings.length} stories of this run are all told, each once`, () => {
  const files = readdirSync(__dirname).filter((name) => /^stories-.*\.test\.ts$/.test(name));
  const told = files.flatMap((_, share) => shareOf(share)).map(inWords);
  expect([files.length, told.length, new Set(told).size]).toEqual([
    SHARES,
    COUNTS[strength],
    COUNTS[strength],
  ]);
});
