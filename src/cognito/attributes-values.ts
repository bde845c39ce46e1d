import type { AttributeValue } from './attributes';
import type { AttributeRow } from './attributes-schema';

/** Digits with a sign and a fraction; exponents are not Cognito's. */
const NUMBER = /^-?\d+(\.\d+)?$/;
const WHOLE = /^-?\d+$/;
const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
/** E.164. */
const PHONE = /^\+\d{1,15}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** ISO 8601, or seconds or milliseconds since the epoch. */
const MOMENT = /^(\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?|-?\d{1,17})$/;

/** Forms of standard attributes beyond their type; the words are those for Cognito's own refusals. */
const FORMS: Readonly<Record<string, (value: string) => string | undefined>> = {
  email: (value) => (EMAIL.test(value) ? undefined : 'is not an e-mail address'),
  phone_number: (value) => (PHONE.test(value) ? undefined : 'is not a phone number such as +4930123456'),
  birthdate: (value) => (isDay(value) ? undefined : 'is not a date such as 1990-12-31'),
};

/**
 * What is wrong with a value for an attribute, without the value itself; undefined when it fits. Where Cognito's documents leave a form
 * open, it is Cognito that refuses.
 *
 * @param value not blank
 */
export function valueFault(name: string, row: AttributeRow, value: AttributeValue): string | undefined {
  switch (row.type) {
    case 'String':
      return textFault(name, row, value);
    case 'Number':
      return numberFault(row, value);
    case 'Boolean':
      return typeof value !== 'number' && /^(true|false)$/i.test(String(value))
        ? undefined
        : 'must be true or false';
    case 'DateTime':
      return typeof value !== 'boolean' && isMoment(String(value))
        ? undefined
        : 'is not a point in time such as 2026-01-31T09:30:00Z';
  }
}

function textFault(name: string, row: AttributeRow, value: AttributeValue): string | undefined {
  if (typeof value !== 'string') return 'must be a text';
  const form = Object.hasOwn(FORMS, name) ? FORMS[name]?.(value) : undefined;
  return form ?? lengthFault(row, value);
}

function lengthFault(
  { minLength = 0, maxLength = Infinity }: AttributeRow,
  value: string,
): string | undefined {
  const length = codePoints(value);
  if (length < minLength) return `is too short: it takes at least ${minLength} characters`;
  if (length > maxLength) return `is too long: it takes at most ${maxLength} characters`;
  return undefined;
}

/** Characters as Cognito counts them: an emoji is one, although it takes two units of a text here. */
export function codePoints(text: string): number {
  return Array.from(text).length;
}

function numberFault({ min, max }: AttributeRow, value: AttributeValue): string | undefined {
  if (typeof value === 'boolean') return 'must be a number';
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return 'must be sent as a text: it has more digits than a JSON number holds';
  }
  const text = String(value);
  if (!NUMBER.test(text)) return 'must be a number';
  if (min !== undefined && isLess(text, min)) return `must not be less than ${min}`;
  if (max !== undefined && isLess(max, text)) return `must not be greater than ${max}`;
  return undefined;
}

/** Exact for whole numbers of any length. */
function isLess(left: string, right: string): boolean {
  if (WHOLE.test(left) && WHOLE.test(right)) return BigInt(left) < BigInt(right);
  return Number(left) < Number(right);
}

/** A calendar day that exists: 2001-02-30 does not. */
function isDay(value: string): boolean {
  if (!DAY.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

function isMoment(value: string): boolean {
  if (!MOMENT.test(value)) return false;
  return WHOLE.test(value) || (isDay(value.slice(0, 10)) && !Number.isNaN(Date.parse(value)));
}
