import { Matches } from 'class-validator';

/** Cognito's characters of names: letters, marks, symbols, numbers and punctuation, no spaces. */
const NAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

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
