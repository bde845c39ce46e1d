import type { AttributeDataType, AttributeType } from '@aws-sdk/client-cognito-identity-provider';
import type { AttributeSchema } from './attributes-schema';

/** A value of an attribute as the REST contract shows it: by its type in the user pool, where JSON has that type. */
export type AttributeValue = string | number | boolean;

/** Attributes by Cognito's names, unchanged. */
export type Attributes = Record<string, AttributeValue>;

/** What a caller asks to change: `null` and the empty text delete. */
export type AttributePatch = Readonly<Record<string, AttributeValue | null>>;

/** Types of the attributes that every pool has and that are no texts. */
const STANDARD_TYPES: Readonly<Record<string, AttributeDataType>> = {
  email_verified: 'Boolean',
  phone_number_verified: 'Boolean',
  updated_at: 'Number',
};

/**
 * Reads Cognito's list of attributes, in which all values are texts. `sub` is a member of its own, since it is the identity of the user
 * and not a property; it is undefined when the call did not ask for it.
 *
 * @param schema the types of the pool's own attributes; without it their values stay texts
 */
export function attributesFrom(
  list: readonly AttributeType[] | undefined,
  schema?: AttributeSchema,
): {
  sub: string | undefined;
  attributes: Attributes;
} {
  const entries = (list ?? []).flatMap(({ Name, Value }) =>
    Name === undefined || Value === undefined ? [] : [[Name, Value] as const],
  );
  const sub = entries.find(([name]) => name === 'sub')?.[1];
  const rest = entries.filter(([name]) => name !== 'sub');
  return {
    sub,
    attributes: Object.fromEntries(
      rest.map(([name, value]) => [name, valueFrom(schema?.get(name)?.type ?? typeOf(name), value)]),
    ),
  };
}

/** Writes attributes as Cognito's list. `null` becomes the blank value, which deletes. */
export function attributeList(attributes: AttributePatch): AttributeType[] {
  return Object.entries(attributes).map(([Name, value]) => ({ Name, Value: String(value ?? '') }));
}

/** Whether an attribute may be something else than a text, whatever the schema of the pool is. */
export function mayBeTyped(name: string): boolean {
  return /^(dev:)?custom:/.test(name) || typeOf(name) !== undefined;
}

function typeOf(name: string): AttributeDataType | undefined {
  return Object.hasOwn(STANDARD_TYPES, name) ? STANDARD_TYPES[name] : undefined;
}

/** What is not written as its type is, which older values may not be, stays the text that it is. */
function valueFrom(type: AttributeDataType | undefined, value: string): AttributeValue {
  if (type === 'Boolean' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  if (type === 'Number' && isExact(value)) return Number(value);
  return value;
}

/** Whether JSON's numbers, as programs read them, say just this: not with zeros around it, nor beyond 2^53. */
function isExact(value: string): boolean {
  const number = Number(value);
  if (!Number.isFinite(number) || String(number) !== value) return false;
  return !Number.isInteger(number) || Number.isSafeInteger(number);
}
