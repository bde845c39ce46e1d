import { covering, product, tuples } from './covering';
import { dimensions } from './settings';

it.each([
  { strength: 2, stories: 21 },
  { strength: 3, stories: 74 },
])(
  'any $strength settings meet in every combination, in $stories stories out of 252',
  ({ strength, stories }) => {
    const every = new Set(product(dimensions).flatMap((row) => tuples(row, strength)));
    const settings = covering(dimensions, strength);
    const told = new Set(settings.flatMap((row) => tuples(row, strength)));
    expect([...every].filter((tuple) => !told.has(tuple))).toEqual([]);
    expect([settings.length, product(dimensions).length]).toEqual([stories, 252]);
  },
);
