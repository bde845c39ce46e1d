import type { FieldError } from '../common/errors/app-error';
import type { Meaning } from './meaning';

/*
 * Cognito names faulty fields only in its texts. They are read here with patterns that take nothing but names we know, because
 * the same texts repeat values that people sent.
 */

/** Members of Cognito's inputs, and what our routes call them. Those that callers never send are left out. */
const REST_FIELDS: Readonly<Record<string, string>> = {
  username: 'username',
  password: 'password',
  temporaryPassword: 'temporaryPassword',
  proposedPassword: 'newPassword',
  previousPassword: 'currentPassword',
  confirmationCode: 'code',
  code: 'code',
  userCode: 'code',
  friendlyDeviceName: 'deviceName',
  deviceName: 'deviceName',
  deviceKey: 'deviceKey',
  deviceSecretVerifierConfig: 'passwordVerifier',
  refreshToken: 'refreshToken',
  session: 'session',
  groupName: 'group',
  description: 'description',
  precedence: 'precedence',
  jobName: 'name',
  jobId: 'id',
  credentialId: 'credentialId',
  sessionId: 'id',
  eventId: 'eventId',
  filter: 'value',
  limit: 'limit',
  maxResults: 'limit',
  paginationToken: 'cursor',
  nextToken: 'cursor',
  attributeName: 'name',
  userAttributes: 'attributes',
  attributes: 'attributes',
  clientMetadata: 'clientMetadata',
  validationData: 'clientMetadata',
};

/** Commands whose route calls the password something else. */
const PASSWORD_FIELDS: Readonly<Record<string, string>> = {
  ChangePasswordCommand: 'newPassword',
  ConfirmForgotPasswordCommand: 'newPassword',
  RespondToAuthChallengeCommand: 'answer.newPassword',
  AdminRespondToAuthChallengeCommand: 'answer.newPassword',
  AdminCreateUserCommand: 'temporaryPassword',
};

const PASSWORD_RULES: Readonly<Record<string, string>> = {
  'Password not long enough': 'The password is too short.',
  'Password must have uppercase characters': 'The password needs an uppercase letter.',
  'Password must have lowercase characters': 'The password needs a lowercase letter.',
  'Password must have numeric characters': 'The password needs a digit.',
  'Password must have symbol characters': 'The password needs a symbol.',
};

/** What is said of an attribute, and our words for it. `name` is taken only if it can be one. */
const ATTRIBUTE_FAULTS: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w:.-])(?<name>[\w:.-]{1,40}): The attribute is required/g, 'is required'],
  [
    /(?<![\w:.-])(?<name>[\w:.-]{1,40}): Required attribute cannot be deleted/g,
    'is required and cannot be deleted',
  ],
  [/(?<![\w:.-])(?<name>[\w:.-]{1,40}): Attribute cannot be updated/g, 'cannot be changed'],
  [
    /(?<![\w:.-])(?<name>[\w:.-]{1,40}): Attribute does not exist in the schema/g,
    'is not known to the user pool',
  ],
  [
    /^Type for attribute \{(?<name>[\w:.-]{1,40})\} could not be determined/g,
    'is not known to the user pool',
  ],
  [/^Attribute value for (?<name>[\w:.-]{1,40}) must not be null/g, 'must have a value'],
  [/^Invalid attributes given, (?<name>[\w:.-]{1,40}) is missing/g, 'is required'],
];

/** "N validation errors detected: Value '…' at 'field' failed to satisfy constraint: …" */
export function validationFaults(text: string, command: string): Meaning {
  const names = [...text.matchAll(/ at '(?<path>[\w.]{1,80})' failed to satisfy constraint/g)].flatMap(
    ({ groups }) => {
      const member = groups?.['path']?.split('.')[0] ?? '';
      return Object.hasOwn(REST_FIELDS, member) ? [fieldOf(member, command)] : [];
    },
  );
  const errors = [...new Set(names)].map((field) => ({
    field,
    message: 'has a form that the user pool does not accept',
  }));
  return { code: 'invalid_parameter', ...(errors.length === 0 ? {} : { errors }) };
}

/** "Password did not conform with policy: …" */
export function passwordFault(text: string, command: string): Meaning {
  const rule = text.replace(/^Password did not conform with (?:password )?policy: /, '').replace(/\.$/, '');
  if (!Object.hasOwn(PASSWORD_RULES, rule)) return { code: 'password_policy' };
  const message = PASSWORD_RULES[rule] ?? '';
  return passwordMeaning(message, command);
}

/** "Provided password cannot be used for security reasons." */
export function compromisedPassword(_text: string, command: string): Meaning {
  return passwordMeaning('The password is known to be compromised.', command);
}

/** Texts about attributes that do not fit the schema. */
export function attributeFaults(text: string): Meaning {
  const errors: FieldError[] = ATTRIBUTE_FAULTS.flatMap(([pattern, message]) =>
    [...text.matchAll(pattern)].map(({ groups }) => ({
      field: `attributes.${groups?.['name'] ?? ''}`,
      message,
    })),
  );
  return { code: 'invalid_attributes', ...(errors.length === 0 ? {} : { errors }) };
}

function passwordMeaning(detail: string, command: string): Meaning {
  return {
    code: 'password_policy',
    detail,
    errors: [{ field: fieldOf('password', command), message: detail }],
  };
}

function fieldOf(member: string, command: string): string {
  const special = member === 'password' ? PASSWORD_FIELDS[command] : undefined;
  return special ?? REST_FIELDS[member] ?? member;
}
