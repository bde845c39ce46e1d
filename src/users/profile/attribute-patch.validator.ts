import { ValidateBy } from 'class-validator';

/** Cognito's characters of names: letters, marks, symbols, numbers and punctuation, no spaces. */
const NAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,32}$/u;

/** Longest value of an attribute, characters. */
const MAX_VALUE = 2048;

/** A member that maps attribute names to their new text, or to null to delete them; at least one. */
export function IsAttributePatch(): PropertyDecorator {
  return ValidateBy({
    name: 'isAttributePatch',
    validator: {
      validate: (value) => faultOf(value) === undefined,
      defaultMessage: (found) => `attributes ${faultOf(found?.value) ?? ''}`,
    },
  });
}

/** What is wrong, without the value itself. */
function faultOf(patch: unknown): string | undefined {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return 'must be an object';
  const entries = Object.entries(patch);
  if (entries.length === 0) return 'must name at least one attribute';
  if (!entries.every(([name]) => NAME.test(name)))
    return 'must be named by 1 to 32 characters without spaces';
  const bad = entries.find(([, value]) => !isValue(value));
  return bad && `must be texts of at most ${MAX_VALUE} characters, or null: ${bad[0]} is not`;
}

const isValue = (value: unknown): boolean =>
  value === null || (typeof value === 'string' && value.length <= MAX_VALUE);
