/** Cognito's characters of names: letters, marks, symbols, numbers and punctuation, no spaces. */
export const NAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

/** Our words for it, behind the name of a field. */
export const NAME_FORM = 'must be 1 to 128 printable characters without spaces';
