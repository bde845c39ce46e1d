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
