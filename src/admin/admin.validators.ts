import { Matches, ValidateBy, ValidateIf } from 'class-validator';

/** Cognito's characters of names: letters, marks, symbols, numbers and punctuation, no spaces. */
const PRINT = String.raw`[\p{L}\p{M}\p{S}\p{N}\p{P}]`;
const NAME = new RegExp(`^${PRINT}{1,128}$`, 'u');
const ATTRIBUTE_NAME = new RegExp(`^${PRINT}{1,32}$`, 'u');

/** Longest value of an attribute, characters. */
const MAX_VALUE = 2048;

/** A username, or the name of a group, as Cognito takes them. */
export function IsName(): PropertyDecorator {
  return Matches(NAME, { message: '$property must be 1 to 128 printable characters without spaces' });
}

/** Each member of an array is a name. */
export function AreNames(): PropertyDecorator {
  return Matches(NAME, {
    each: true,
    message: 'each of $property must be 1 to 128 printable characters without spaces',
  });
}

/** Left out or fulfilling the other rules; unlike IsOptional it does not let null pass, which Cognito has no meaning for. */
export function MayBeLeftOut(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/** A member that maps attribute names to their values: texts, and booleans for `*_verified`. */
export function IsAttributeMap(): PropertyDecorator {
  return ValidateBy({
    name: 'isAttributeMap',
    validator: {
      validate: (value) => faultOf(value, isValue) === undefined,
      defaultMessage: (found) => `attributes ${faultOf(found?.value, isValue) ?? ''}`,
    },
  });
}

/** Like IsAttributeMap, with at least one attribute, and with null to delete. */
export function IsAttributePatch(): PropertyDecorator {
  return ValidateBy({
    name: 'isAttributePatch',
    validator: {
      validate: (value) => patchFault(value) === undefined,
      defaultMessage: (found) => `attributes ${patchFault(found?.value) ?? ''}`,
    },
  });
}

function patchFault(patch: unknown): string | undefined {
  const fault = faultOf(patch, (name, value) => value === null || isValue(name, value));
  if (fault !== undefined) return fault;
  return Object.keys(patch as object).length === 0 ? 'must name at least one attribute' : undefined;
}

/** What is wrong, without the value itself. */
function faultOf(map: unknown, accepts: (name: string, value: unknown) => boolean): string | undefined {
  if (typeof map !== 'object' || map === null || Array.isArray(map)) return 'must be an object';
  const entries = Object.entries(map);
  if (!entries.every(([name]) => ATTRIBUTE_NAME.test(name)))
    return 'must be named by 1 to 32 characters without spaces';
  const bad = entries.find(([name, value]) => !accepts(name, value));
  return bad && `must be texts of at most ${MAX_VALUE} characters: ${bad[0]} is not`;
}

function isValue(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return name.endsWith('_verified');
  return typeof value === 'string' && value.length <= MAX_VALUE;
}
