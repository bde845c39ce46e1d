import { shapeNamed, type Shape } from '../../wire/api-model';
import { example, mapKey, matches, membersOf } from './example';

/** One thing wrong with an otherwise allowed value. */
export interface Malformed {
  readonly what: string;
  readonly value: unknown;
  readonly exception: 'SerializationException' | 'InvalidParameterException';
  /** What the text must hold; for a wrong JSON type the whole of it. */
  readonly text: string;
}

const nested = 'Start of structure or map found where not expected.';
const unexpected = 'Unexpected value type in payload';
/** Longer limits are met in the shapes that have them; sending megabytes for each member would take minutes. */
const longestSent = 25_000;
const misfits = [
  ' ',
  '\u0000',
  '!',
  'ä',
  '\u00a0x',
  '::',
  'x',
  '_',
  '',
  ' none',
  'none ',
  '\u0000\u0000\u0000',
];

/**
 * Everything that can be wrong with one value of a shape, at every depth.
 *
 * @param path as the service names it
 * @param known shapes that have been gone through: inside of them nothing new can be found
 */
export function malformed(name: string, path: string, known: Set<string>, secret = false): Malformed[] {
  const shape = shapeNamed(name);
  const sensitive = secret || (shape.sensitive ?? false);
  switch (shape.type) {
    case 'string':
      return malformedText(shape, path, sensitive);
    case 'integer':
      return malformedInteger(shape, path);
    case 'boolean':
      return [wrongType('text', 'true', 'STRING_VALUE cannot be converted to Boolean', path)];
    case 'blob':
      return [wrongType('a number', 7, 'NUMBER_VALUE cannot be converted to Blob', path)];
    case 'document':
      return [];
    case 'list':
      return malformedList(shape, path, known);
    case 'map':
      return malformedMap(shape, path, known, sensitive);
    case 'structure':
      return malformedStructure(name, path, known);
  }
}

function malformedText(shape: Shape, path: string, sensitive: boolean): Malformed[] {
  const violating = (what: string, value: string, must: string): Malformed =>
    violation(what, value, `${shown(value, sensitive)} at '${path}'`, must);
  const { min = 0, max = longestSent + 1 } = shape;
  const fitting = (text: string): boolean => text.length >= min && text.length <= max;
  const misfit = misfits.map((text) => text.padEnd(min, text)).find((t) => fitting(t) && !matches(shape, t));
  return [
    wrongType('a number', 7, 'NUMBER_VALUE cannot be converted to String', path),
    wrongType('a boolean', true, 'TRUE_VALUE cannot be converted to String', path),
    wrongType('a list', ['x'], nested, path),
    ...(min > 0 ? [violating('too short', 'x'.repeat(min - 1), atLeast('length', min))] : []),
    ...(max <= longestSent ? [violating('too long', 'x'.repeat(max + 1), atMost('length', max))] : []),
    ...(shape.enum
      ? [violating('not in the enum', 'NONE_OF_THEM', `satisfy enum value set: [${shape.enum.join(', ')}]`)]
      : []),
    ...(shape.pattern === undefined || misfit === undefined
      ? []
      : [violating('not of the form', misfit, `satisfy regular expression pattern: ${formOf(shape)}`)]),
  ];
}

/** Of these the live service applies another pattern than the model publishes; validator.test.ts knows which. */
const otherwise = ['[\\S]+', '^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?$'];

function formOf({ pattern = '' }: Shape): string {
  return otherwise.includes(pattern) ? '' : pattern;
}

function malformedInteger({ min, max }: Shape, path: string): Malformed[] {
  const violating = (what: string, value: number, must: string): Malformed =>
    violation(what, value, `Value '${value}' at '${path}'`, must);
  return [
    wrongType('text', '1', 'STRING_VALUE cannot be converted to Integer', path),
    wrongType('a fraction', 1.5, 'NUMBER_VALUE cannot be converted to Integer', path),
    wrongType('an object', {}, nested, path),
    ...(min === undefined ? [] : [violating('too small', min - 1, atLeast('value', min))]),
    ...(max === undefined ? [] : [violating('too big', max + 1, atMost('value', max))]),
  ];
}

function malformedList(shape: Shape, path: string, known: Set<string>): Malformed[] {
  const item = example(shape.member!, true);
  const { min = 0, max = 1000 } = shape;
  return [
    wrongType('an object', {}, nested, path),
    wrongType('text', 'x', unexpected, path),
    ...(min > 0 ? [violation('empty', [], `Value '[]' at '${path}'`, atLeast('length', min))] : []),
    ...(max < 1000
      ? [violation('too many', Array(max + 1).fill(item), `Value at '${path}'`, atMost('length', max))]
      : []),
    violation('null inside', [null], `Value null at '${path}.1.member'`, 'not be null'),
    ...malformed(shape.member!, `${path}.1.member`, known).map((fault) => ({
      ...fault,
      value: [fault.value],
    })),
  ];
}

function malformedMap(shape: Shape, path: string, known: Set<string>, sensitive: boolean): Malformed[] {
  const key = mapKey(shape);
  return [
    wrongType('a list', [], nested, path),
    wrongType('text', 'x', unexpected, path),
    ...malformed(shape.value!, `${path}.${key}.member`, known, sensitive).map((fault) => ({
      ...fault,
      value: { [key]: fault.value },
    })),
  ];
}

function malformedStructure(name: string, path: string, known: Set<string>): Malformed[] {
  const shape = shapeNamed(name);
  const whole = example(name, true) as object;
  const own = [wrongType('a list', [], nested, path), wrongType('text', 'x', unexpected, path)];
  if (known.has(name)) return own;
  known.add(name);
  const inside = membersOf(shape).flatMap(([member, type]) => {
    const at = path === '' ? lowerFirst(member) : `${path}.${lowerFirst(member)}`;
    const faults = malformed(type, at, known);
    const missing = shape.required?.includes(member) ? [absent(type, at)] : [];
    return [...missing, ...faults].map((fault) => ({ ...fault, value: { ...whole, [member]: fault.value } }));
  });
  return [...own, ...inside];
}

/** A required member that is not there: JSON leaves undefined out. */
function absent(type: string, path: string): Malformed {
  const value = shapeNamed(type).sensitive ? 'Value' : 'Value null';
  return violation('missing', undefined, `${value} at '${path}'`, 'not be null');
}

function wrongType(what: string, value: unknown, text: string, path: string): Malformed {
  return { what: `${path}: ${what}`, value, exception: 'SerializationException', text };
}

function violation(what: string, value: unknown, subject: string, must: string): Malformed {
  const text = `${subject} failed to satisfy constraint: Member must ${must}`;
  return { what: `${subject}: ${what}`, value, exception: 'InvalidParameterException', text };
}

function shown(text: string, sensitive: boolean): string {
  return sensitive ? 'Value' : `Value '${text}'`;
}

function atLeast(what: 'length' | 'value', least: number): string {
  return `have ${what} greater than or equal to ${least}`;
}

function atMost(what: 'length' | 'value', most: number): string {
  return `have ${what} less than or equal to ${most}`;
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
