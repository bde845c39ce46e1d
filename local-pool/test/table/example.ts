import { modelledOperations, shapeNamed, type Shape } from '../../wire/api-model';

/** Texts of every form that the model's patterns ask for; the first that fits is taken. None names anything that exists. */
const texts = [
  'none',
  'us-east-1_none',
  'us-east-1_00000000-0000-4000-8000-000000000000',
  'import-none',
  '000000',
  'https://none.example/',
  'someone@none.example',
  'arn:aws:iam::123456789012:role/none',
  'arn:aws:s3:::none',
  'cognito:default',
  'terms-of-use',
  'tkn',
  '00000000-0000-4000-8000-000000000000',
  'Your code is {####}',
  'Go to {##the link##}',
  '',
];

/** Deep enough for every shape of the model. */
const deepest = 6;

/**
 * A value that the model allows.
 *
 * @param whole with all members instead of the required ones
 */
export function example(name: string, whole: boolean, depth = 0): unknown {
  const shape = shapeNamed(name);
  switch (shape.type) {
    case 'string':
      return shape.enum?.[0] ?? exampleText(name, shape);
    case 'integer':
      return shape.min ?? 1;
    case 'boolean':
      return false;
    case 'blob':
      return 'AAAA';
    case 'document':
      return {};
    case 'list':
      return Array.from({ length: Math.max(shape.min ?? 0, whole ? 1 : 0) }, () =>
        example(shape.member!, whole, depth + 1),
      );
    case 'map':
      return whole ? { [mapKey(shape)]: example(shape.value!, whole, depth + 1) } : {};
    case 'structure':
      return Object.fromEntries(
        membersOf(shape)
          .filter(([member]) => (whole && depth < deepest) || shape.required?.includes(member))
          .map(([member, type]) => [member, example(type, whole, depth + 1)]),
      );
  }
}

/** The smallest input that the model allows, with some members of the caller's own. */
export function smallestInput(operation: string, members: object = {}): Record<string, unknown> {
  const input = example(inputOf(operation), false) as Record<string, unknown>;
  return { ...input, ...members };
}

/** Name of the shape of an operation's input. */
export function inputOf(operation: string): string {
  const modelled = modelledOperations.get(operation);
  if (!modelled) throw new Error(`The API model has no operation named ${operation}`);
  return modelled.input;
}

export function membersOf(shape: Shape): [string, string][] {
  return Object.entries(shape.members ?? {});
}

export function mapKey(shape: Shape): string {
  return String(example(shape.key!, false));
}

/** Whether a text has the form that a shape asks for, whatever its length. */
export function matches({ pattern }: Shape, text: string): boolean {
  if (pattern === undefined) return true;
  return new RegExp(`^(?:${pattern.replace('(?s)', '')})$`, 'su').test(text);
}

function exampleText(name: string, shape: Shape): string {
  const least = shape.min ?? 0;
  const padded = texts.map((text) => (text === '' ? text : text.padEnd(least, text.at(-1))));
  const found = padded.find((text) => text.length >= least && fits(shape, text));
  if (found === undefined) throw new Error(`No example has the form of ${name}`);
  return found;
}

function fits(shape: Shape, text: string): boolean {
  return text.length <= (shape.max ?? Number.POSITIVE_INFINITY) && matches(shape, text);
}
