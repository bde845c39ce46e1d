import { Matches } from 'class-validator';
import { NAME, NAME_FORM } from '../common/access/names';

/** Printable characters and blanks between them: what a token may say, and nobody mistakes for something else. */
const ACCOUNT_ID = /^(?! )[\p{L}\p{M}\p{S}\p{N}\p{P} ]{1,256}(?<! )$/u;

/** A username, or the name of a group, as Cognito takes them. */
export function IsName(): PropertyDecorator {
  return Matches(NAME, { message: `$property ${NAME_FORM}` });
}

/** Each member of an array is a name. */
export function AreNames(): PropertyDecorator {
  return Matches(NAME, { each: true, message: `each of $property ${NAME_FORM}` });
}

/** The name of an account. */
export function IsAccountId(): PropertyDecorator {
  return Matches(ACCOUNT_ID, { message: '$property must be 1 to 256 printable characters' });
}
