import { product, triples } from './covering';
import { dimensions, settings } from './settings';

it('any three settings meet in every combination, in 74 stories out of 252', () => {
  const every = new Set(product(dimensions).flatMap(triples));
  const told = new Set(settings.flatMap(triples));
  expect([...every].filter((triple) => !told.has(triple))).toEqual([]);
  expect([settings.length, product(dimensions).length]).toEqual([74, 252]);
});
