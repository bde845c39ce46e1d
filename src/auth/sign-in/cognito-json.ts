import { type Attributes, attributesFrom } from '../../cognito/attributes';
import { AppError } from '../../common/errors/app-error';

/** Challenge parameters that are JSON inside of text. What cannot be read is a fault of Cognito's answer. */

/** `["userAttributes.name"]` as Cognito spells it → `["name"]`. */
export function attributeNames(json: string | undefined): string[] {
  return names(json).map((name) => name.replace(/^userAttributes\./, ''));
}

/** A list of names; empty without one. */
export function names(json: string | undefined): string[] {
  const list = parsed(json, []);
  if (!Array.isArray(list)) throw new AppError('upstream_invalid_response');
  return list.map(String);
}

/** The attributes somebody has so far. */
export function currentAttributes(json: string | undefined): Attributes {
  const texts = Object.entries(parsed(json, {}) ?? {});
  return attributesFrom(texts.map(([Name, Value]) => ({ Name, Value: String(Value) }))).attributes;
}

/** An object that the client gets as it is. */
export function object(json: string | undefined): object {
  const value = parsed(json, undefined);
  if (value === null || value === undefined || Array.isArray(value)) {
    throw new AppError('upstream_invalid_response');
  }
  return value;
}

function parsed<T>(json: string | undefined, absent: T): object | null | T {
  try {
    return json === undefined ? absent : (JSON.parse(json) as object | null);
  } catch (cause) {
    throw new AppError('upstream_invalid_response', { cause });
  }
}
