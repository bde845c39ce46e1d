import type { AttributeValue } from './attributes';
import type { AttributeRow } from './attributes-schema';
import { valueFault } from './attributes-values';

const row = (type: AttributeRow['type'], more: Partial<AttributeRow> = {}): AttributeRow => ({
  type,
  required: false,
  mutable: true,
  ...more,
});
const BOUNDED = row('Number', { min: '-5', max: '10' });
const HUGE = row('Number', { max: '9007199254740993' });

describe('a value', () => {
  it.each<[string, AttributeRow, AttributeValue]>([
    ['custom:team', row('String', { minLength: 2, maxLength: 3 }), 'ab'],
    ['custom:team', row('String', { minLength: 2, maxLength: 3 }), '😀😀😀'],
    ['custom:age', BOUNDED, 10],
    ['custom:age', BOUNDED, -5],
    ['custom:age', BOUNDED, '10'],
    ['custom:age', BOUNDED, '-5'],
    ['custom:age', BOUNDED, 0.5],
    ['custom:age', HUGE, '9007199254740993'],
    ['updated_at', row('Number', { min: '0' }), 1_700_000_000],
    ['custom:vip', row('Boolean'), true],
    ['custom:vip', row('Boolean'), 'false'],
    ['custom:vip', row('Boolean'), 'TRUE'],
    ['custom:since', row('DateTime'), '2026-01-31'],
    ['custom:since', row('DateTime'), '2026-01-31T09:30:00.123Z'],
    ['custom:since', row('DateTime'), '2026-01-31T09:30:00+01:00'],
    ['custom:since', row('DateTime'), 1_700_000_000],
    ['email', row('String'), 'ada@example.com'],
    ['phone_number', row('String'), '+4930123456'],
    ['birthdate', row('String', { minLength: 10, maxLength: 10 }), '2000-02-29'],
    ['constructor', row('String'), 'x'],
  ])('of %s, which is %j, may be %j', (name, schema, value) => {
    expect(valueFault(name, schema, value)).toBeUndefined();
  });

  it.each<[string, AttributeRow, AttributeValue, string]>([
    ['custom:team', row('String', { minLength: 2 }), '😀', 'is too short: it takes at least 2 characters'],
    [
      'custom:team',
      row('String', { maxLength: 3 }),
      '😀😀😀😀',
      'is too long: it takes at most 3 characters',
    ],
    ['custom:team', row('String'), 7, 'must be a text'],
    ['custom:team', row('String'), true, 'must be a text'],
    ['custom:age', BOUNDED, 11, 'must not be greater than 10'],
    ['custom:age', BOUNDED, '-6', 'must not be less than -5'],
    ['custom:age', BOUNDED, 10.5, 'must not be greater than 10'],
    ['custom:age', BOUNDED, '1e1', 'must be a number'],
    ['custom:age', BOUNDED, ' 1', 'must be a number'],
    ['custom:age', BOUNDED, '0x1', 'must be a number'],
    ['custom:age', BOUNDED, '1\n', 'must be a number'],
    ['custom:age', BOUNDED, '١', 'must be a number'],
    ['custom:age', BOUNDED, true, 'must be a number'],
    ['custom:age', HUGE, '9007199254740994', 'must not be greater than 9007199254740993'],
    [
      'custom:age',
      row('Number'),
      2 ** 53,
      'must be sent as a text: it has more digits than a JSON number holds',
    ],
    ['custom:vip', row('Boolean'), 'yes', 'must be true or false'],
    ['custom:vip', row('Boolean'), 1, 'must be true or false'],
    ['custom:vip', row('Boolean'), 'true ', 'must be true or false'],
    ['custom:since', row('DateTime'), 'yesterday', 'is not a point in time such as 2026-01-31T09:30:00Z'],
    ['custom:since', row('DateTime'), '2026-02-30', 'is not a point in time such as 2026-01-31T09:30:00Z'],
    [
      'custom:since',
      row('DateTime'),
      '2026-01-31T25:00Z',
      'is not a point in time such as 2026-01-31T09:30:00Z',
    ],
    ['custom:since', row('DateTime'), true, 'is not a point in time such as 2026-01-31T09:30:00Z'],
    ['email', row('String'), 'ada@example', 'is not an e-mail address'],
    ['phone_number', row('String'), '030123456', 'is not a phone number such as +4930123456'],
    ['phone_number', row('String'), '+49 30 123456', 'is not a phone number such as +4930123456'],
    ['birthdate', row('String'), '2001-02-29', 'is not a date such as 1990-12-31'],
    ['birthdate', row('String'), '1/2/2001', 'is not a date such as 1990-12-31'],
  ])('of %s, which is %j, cannot be %j', (name, schema, value, message) => {
    expect(valueFault(name, schema, value)).toBe(message);
  });
});
