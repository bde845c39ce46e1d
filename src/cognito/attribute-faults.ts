import type { FieldError } from '../common/errors/app-error';
import type { Meaning } from './meaning';

/*
 * Cognito says only in its texts which attribute is faulty, and the same texts may repeat values that people sent. So a name is taken
 * where a known sentence is about it; with a sentence that nobody has seen, only if it is one of the names that pools have.
 */

/** Commands whose route takes attributes elsewhere than in `attributes`. */
const PLACES: Readonly<Record<string, string>> = {
  RespondToAuthChallengeCommand: 'answer.attributes',
  AdminRespondToAuthChallengeCommand: 'answer.attributes',
};

const NAME = String.raw`(?<name>[\w:.-]{1,40})`;

/** What is said of an attribute, and our words for it. */
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [saidOf('The attribute is required'), 'is required'],
  [saidOf('Required attribute cannot be deleted'), 'is required and cannot be deleted'],
  [saidOf('Attribute cannot be updated'), 'cannot be changed'],
  [saidOf('Attribute does not exist in the schema'), 'is not known to the user pool'],
  [saidOf('Invalid birthdate format'), 'is not a date such as 1990-12-31'],
  [saidOf('String must be of minimum length'), 'is too short'],
  [saidOf('String must be of maximum length'), 'is too long'],
  [
    new RegExp(`^Type for attribute \\{${NAME}\\} could not be determined`, 'g'),
    'is not known to the user pool',
  ],
  [new RegExp(`^Attribute value for ${NAME} must not be null`, 'g'), 'must have a value'],
  [new RegExp(`^Invalid attributes given, ${NAME} is missing`, 'g'), 'is required'],
];

/**
 * Names that pools have: the standard ones and those with Cognito's prefix for a pool's own.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
const SAFE_NAME =
  /^(address|birthdate|email|family_name|gender|given_name|locale|middle_name|name|nickname|phone_number|picture|preferred_username|profile|updated_at|website|zoneinfo|(dev:)?custom:[\w.-]{1,20})$/;

/** Any other complaint about the value of an attribute. */
const COMPLAINT = new RegExp(`^Attributes did not conform to the schema: ${NAME}: `);

/** Texts about attributes that do not fit the schema. */
export function attributeFaults(text: string, command: string): Meaning {
  const errors = knownFaults(text, command);
  return withErrors(errors.length === 0 ? unknownFault(text, command) : errors);
}

/** A text that is about one attribute, whose name it does not spell. */
export function faultOfAttribute(name: string, message: string): (text: string, command: string) => Meaning {
  return (_text, command) => withErrors([{ field: fieldOf(name, command), message }]);
}

function knownFaults(text: string, command: string): FieldError[] {
  return KNOWN.flatMap(([pattern, message]) =>
    [...text.matchAll(pattern)].map(({ groups }) => ({
      field: fieldOf(groups?.['name'] ?? '', command),
      message,
    })),
  );
}

function unknownFault(text: string, command: string): FieldError[] {
  const name = COMPLAINT.exec(text)?.groups?.['name'] ?? '';
  if (!SAFE_NAME.test(name)) return [];
  return [{ field: fieldOf(name, command), message: 'has a form that the user pool does not accept' }];
}

function withErrors(errors: readonly FieldError[]): Meaning {
  return { code: 'invalid_attributes', ...(errors.length === 0 ? {} : { errors }) };
}

function fieldOf(name: string, command: string): string {
  return `${PLACES[command] ?? 'attributes'}.${name}`;
}

/** A sentence behind the name that it is about. */
function saidOf(sentence: string): RegExp {
  return new RegExp(String.raw`(?<![\w:.-])${NAME}: ${sentence}`, 'g');
}
