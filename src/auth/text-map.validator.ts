import { ValidateBy, type ValidationArguments } from 'class-validator';

/** Longest value, characters: Cognito's limit for attributes. */
const MAX_VALUE = 2048;
/** Names as Cognito's schema spells them (`email`, `custom:account_id`). */
const NAME = /^[\w:.-]{1,40}$/;

/** A member that is an object of texts: attribute names or metadata keys with their values. */
export function IsTextMap(): PropertyDecorator {
  return ValidateBy({
    name: 'isTextMap',
    validator: {
      validate: (value: unknown) => textMapFault(value) === undefined,
      defaultMessage: (found?: ValidationArguments) =>
        `${found?.property ?? ''} ${textMapFault(found?.value) ?? ''}`,
    },
  });
}

/** What is wrong with a value that must be an object of texts, without the value itself. */
export function textMapFault(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'must be an object of texts';
  const entries = Object.entries(value);
  if (!entries.every(([name]) => NAME.test(name)))
    return 'must be named by 1 to 40 letters, digits or : . - _';
  const fits = entries.every(([, text]) => typeof text === 'string' && text.length <= MAX_VALUE);
  return fits ? undefined : `must hold texts of at most ${MAX_VALUE} characters`;
}
