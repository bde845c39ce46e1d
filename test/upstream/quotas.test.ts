import {
  categoryOf as poolCategoryOf,
  defaultRates,
  perPoolCategories,
  uncategorised as ofPool,
} from '../../local-pool/quotas/categories';
import { operations } from '../../local-pool/operations';
import { quotaCategories } from '../../src/common/config/quota-categories';
import { categoryOf, defaultQuotas, perOperation, uncategorised } from '../../src/cognito/quotas';

/** Those that the service calls: it has no row for others. */
const called = Object.keys(operations).filter(
  (operation) => categoryOf(operation, {}) !== undefined || uncategorised.has(operation),
);

// The service and the pool must not know of each other, so that each has the table of the developer guide for itself.
it('the service has a row for every operation that it calls', () => {
  expect(called.length).toBeGreaterThan(70);
});

describe('the quotas that the service paces by are those that the pool enforces', () => {
  it.each(quotaCategories)('%s', (category) => {
    expect({
      rate: defaultQuotas[category],
      perOperation: perOperation.has(category),
    }).toEqual({ rate: defaultRates[category], perOperation: perPoolCategories.has(category) });
  });

  it.each(called)('%s', (operation) => {
    expect({ category: categoryOf(operation, {}), none: uncategorised.has(operation) }).toEqual({
      category: poolCategoryOf(operation),
      none: ofPool.has(operation),
    });
  });
});
