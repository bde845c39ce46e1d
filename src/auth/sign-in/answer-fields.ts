import { textMapFault } from '../../cognito/input.validators';
import { refuseProtectedAttributes } from '../../cognito/protected-attributes';

/** A field of `answer`. */
export interface AnswerField {
  readonly optional?: true;
  /**
   * What is wrong with a value, without the value itself; undefined when it fits.
   *
   * @param offered what the challenge gave to choose from
   */
  readonly fault: (value: unknown, offered: readonly string[]) => string | undefined;
  /** The members of Cognito's ChallengeResponses that the value becomes. Called for values without fault only. */
  readonly responses: (value: unknown) => Record<string, string>;
}

export type AnswerFields = Readonly<Record<string, AnswerField>>;

/** A text passed on as it is: passwords byte for byte. */
export function text(response: string, longest = 2048): AnswerField {
  return {
    fault: (value) =>
      // Cognito counts characters, of which some take two units.
      typeof value === 'string' && value.length > 0 && Array.from(value).length <= longest
        ? undefined
        : `must be a text of 1 to ${longest} characters`,
    responses: (value) => ({ [response]: value as string }),
  };
}

/** A field that may be left out. */
export function optional(field: AnswerField): AnswerField {
  return { ...field, optional: true };
}

/** One of the names that the challenge offered. */
export function choice(response: string): AnswerField {
  return {
    fault: (value, offered) =>
      typeof value === 'string' && offered.includes(value)
        ? undefined
        : `must be one of ${offered.join(', ')}`,
    responses: (value) => ({ [response]: value as string }),
  };
}

/** A field that the challenge takes only if it offered this. */
export function whereOffered(name: string, field: AnswerField): AnswerField {
  return {
    ...field,
    fault: (value, offered) =>
      offered.includes(name) ? field.fault(value, offered) : 'is not offered by this challenge',
  };
}

/** The code of an authenticator app. */
export function appCode(response: string): AnswerField {
  return formed(response, /^\d{6}$/, 'must be 6 digits');
}

/** An address that a code goes to. */
export function emailAddress(response: string): AnswerField {
  return formed(response, /^(?=.{3,2048}$)[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/, 'must be an e-mail address');
}

/** An SRP public value: hexadecimal, and not zero, which proves nothing. */
export function srpValue(response: string): AnswerField {
  const form = /^(?!0+$)[0-9a-fA-F]{1,1024}$/;
  return formed(response, form, 'must be a hexadecimal number of at most 1,024 digits, not 0');
}

/** The date in a proof by SRP: English, UTC, the day without a zero before it. */
export function srpTimestamp(response: string): AnswerField {
  const form = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [1-9]\d? \d\d:\d\d:\d\d UTC \d{4}$/;
  return formed(response, form, 'must be a date such as "Tue Sep 8 04:05:06 UTC 2026"');
}

/** A WebAuthn credential: an object here, a JSON string at Cognito. */
export function credential(): AnswerField {
  return {
    fault: (value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? undefined
        : 'must be the credential as an object',
    responses: (value) => ({ CREDENTIAL: JSON.stringify(value) }),
  };
}

/** Attributes that the user pool wants from the person before it goes on. */
export function attributeTexts(): AnswerField {
  return {
    optional: true,
    fault: textMapFault,
    responses: (value) => {
      const attributes = value as Record<string, string>;
      refuseProtectedAttributes('person', attributes, 'answer.attributes');
      return Object.fromEntries(
        Object.entries(attributes).map(([name, of]) => [`userAttributes.${name}`, of]),
      );
    },
  };
}

/** A text of one form. */
function formed(response: string, form: RegExp, message: string): AnswerField {
  return {
    fault: (value) => (typeof value === 'string' && form.test(value) ? undefined : message),
    responses: (value) => ({ [response]: value as string }),
  };
}
