import type { AttributeType } from '@aws-sdk/client-cognito-identity-provider';

/** Attributes as the REST contract shows them: Cognito's names unchanged, `*_verified` as booleans, all else text. */
export type Attributes = Record<string, string | boolean>;

/** What a caller asks to change: `null` and the empty text delete. */
export type AttributePatch = Readonly<Record<string, string | boolean | null>>;

const BOOLEAN_ATTRIBUTES: ReadonlySet<string> = new Set(['email_verified', 'phone_number_verified']);

/**
 * Reads Cognito's list of attributes. `sub` is a member of its own, since it is the identity of the user and not a property;
 * it is undefined when the call did not ask for it.
 */
export function attributesFrom(list: readonly AttributeType[] | undefined): {
  sub: string | undefined;
  attributes: Attributes;
} {
  const entries = (list ?? []).flatMap(({ Name, Value }) =>
    Name === undefined || Value === undefined ? [] : [[Name, Value] as const],
  );
  const sub = entries.find(([name]) => name === 'sub')?.[1];
  const rest = entries.filter(([name]) => name !== 'sub');
  return { sub, attributes: Object.fromEntries(rest.map(([name, value]) => [name, valueFrom(name, value)])) };
}

/** Writes attributes as Cognito's list. `null` becomes the blank value, which deletes. */
export function attributeList(attributes: AttributePatch): AttributeType[] {
  return Object.entries(attributes).map(([Name, value]) => ({ Name, Value: String(value ?? '') }));
}

function valueFrom(name: string, value: string): string | boolean {
  return BOOLEAN_ATTRIBUTES.has(name) ? value === 'true' : value;
}
