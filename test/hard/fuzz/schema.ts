import fc from 'fast-check';
import { openApi } from '../../contract/document';

/** As much of JSON Schema as the document uses for what comes in. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly example?: unknown;
}

/** Stands for something that exists when the request is sent, so that a failing request can be read and repeated. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  username: ['{{target}}', '{{target}}', '{{self}}', '{{nobody}}'],
  email: ['{{nobody}}', '{{target}}'],
  password: ['{{password}}', '{{password}}', 'Wrong-Horse-7'],
  currentPassword: ['{{password}}'],
  newPassword: ['{{password}}', 'Other-Horse-8'],
  session: ['{{session}}', '{{session}}', 'a.b.c'],
  refreshToken: ['{{refresh}}', '{{refresh}}', 'a.b.c'],
  code: ['{{code}}', '123456', 'not_found'],
  cursor: ['{{cursor}}', 'e30'],
  group: ['support', 'admin', 'editors', 'nobodies'],
  name: ['email', 'phone_number', 'editors'],
  srpA: ['f0e1d2c3b4a5968778695a4b3c2d1e0f', '0'],
};

/** A way in that no pool has without Lambda functions: 503 `service_misconfigured`, which has tests of its own. */
const ABSENT = 'custom';

/** Texts that have broken something somewhere. */
const TROUBLE = [
  ...[
    '',
    ' ',
    '\0',
    '\n',
    '\t',
    '%00',
    '../..',
    '..',
    '.',
    '/',
    '\\',
    "'",
    '"',
    '`',
    '$(id)',
    '${7*7}',
    '{{7*7}}',
  ],
  ...[
    'null',
    'undefined',
    'NaN',
    'true',
    '0',
    '-1',
    '1e999',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
  ],
  ...[
    '\ud800',
    '\udfff',
    '\u202e',
    '\ufeff',
    '\u0130',
    'ß',
    'é',
    'e\u0301',
    '👩‍👩‍👧',
    '日本語',
    '*',
    '?',
    '%',
    '#',
    '<script>',
  ],
  ...[
    'a@example.com',
    'A@EXAMPLE.COM',
    '+15555550100',
    '"a b"@example.com',
    'x'.repeat(129),
    'x'.repeat(2049),
  ],
];

export function resolved(schema: Schema): Schema {
  if (schema.$ref !== undefined) {
    const found = schema.$ref
      .slice(2)
      .split('/')
      .reduce<unknown>((within, member) => (within as Record<string, unknown>)[member], openApi);
    return resolved(found as Schema);
  }
  if (schema.allOf === undefined) return schema;
  return Object.assign({}, ...schema.allOf.map(resolved)) as Schema;
}

/** Values that fit a schema, and its bounds among them; some of them mean something to the service. */
export function fitting(given: Schema, name = ''): fc.Arbitrary<unknown> {
  const schema = resolved(given);
  const plain = plainly(schema);
  const known = KNOWN[name];
  const examples = schema.example === undefined ? [] : [schema.example];
  if (schema.type === 'object' || (known === undefined && examples.length === 0)) return plain;
  const meaningful = fc.constantFrom(...(known ?? []), ...examples);
  return fc.oneof({ arbitrary: meaningful, weight: 4 }, { arbitrary: plain, weight: 1 });
}

function plainly(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum.filter((one) => one !== ABSENT));
  if (typeof schema.type === 'object') {
    return fc.oneof(...schema.type.map((type) => plainly({ ...schema, type })));
  }
  switch (schema.type) {
    case 'string':
      return texts(schema);
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000 });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(fitting(schema.items ?? {}), { maxLength: Math.min(schema.maxItems ?? 5, 5) });
    case 'object':
      return objects(schema);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function texts({ pattern, format, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<unknown> {
  if (format === 'base64') return fc.base64String({ minLength: 4, maxLength: 512 });
  // It cannot look ahead: what is generated without that fits most of the time.
  const readable = pattern?.replace(/\(\?[=!](?:[^()]|\([^()]*\))*\)/g, '');
  if (readable !== undefined) {
    return fc.stringMatching(new RegExp(readable), { maxLength: Math.max(minLength, 60) });
  }
  return fc.oneof(
    fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 40), unit: 'grapheme' }),
    // The bounds themselves.
    fc.constantFrom(minLength, Math.min(maxLength, 9000)).map((length) => 'a'.repeat(length)),
  );
}

function objects({ properties = {}, required = [], additionalProperties }: Schema): fc.Arbitrary<object> {
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, fitting(schema, name)]),
  );
  const own = fc.record(members, { requiredKeys: required.filter((name) => name in members) });
  if (typeof additionalProperties !== 'object' && additionalProperties !== true) return own;
  const value =
    typeof additionalProperties === 'object' ? fitting(additionalProperties) : fc.jsonValue({ maxDepth: 1 });
  const names = fc.constantFrom('name', 'email', 'nickname', 'code', 'newPassword', 'custom:account_id', 'x');
  return fc.tuple(own, fc.dictionary(names, value, { maxKeys: 3 })).map(([a, b]) => ({ ...b, ...a }));
}

/** Values that hardly fit anything. */
export const misfits: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...TROUBLE),
  fc.constantFrom<unknown>(null, true, false, 0, -1, 0.5, 1e308, 2 ** 53, [], {}, [[]], [null], {
    a: { b: 1 },
  }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.jsonValue({ maxDepth: 3 }),
);
