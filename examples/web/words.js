import { GatehouseProblem, GatehouseUnreachable } from './client/index.js';

/** Refusals that deserve other words here than their title, and fields to look at again. Branch on `code`: titles are for people. */
const PROBLEMS = {
  invalid_credentials: { text: 'The name or the password is not right.', fields: ['password'] },
  incorrect_password: { text: 'The current password is not right.', fields: ['currentPassword'] },
  code_mismatch: { text: 'That code is not right. Please check it.', fields: ['code'] },
  code_expired: { text: 'That code has expired. Please ask for another.', fields: ['code'] },
  password_policy: {
    text: 'That password is too weak, or known to others. Please choose another.',
    fields: ['password', 'newPassword'],
  },
  password_reused: {
    text: 'You have used that password before. Please choose another.',
    fields: ['password', 'newPassword'],
  },
  alias_exists: { text: 'Another account uses that address.', fields: ['email'] },
  passkey_challenge_expired: { text: 'That took too long. Please try again.' },
};

/** What WebAuthn throws, by name. A browser does not tell whether somebody declined or has no passkey. */
const BROWSER = {
  NotAllowedError: 'No passkey was used: there is none for this account here, or it was declined.',
  InvalidStateError: 'This device has a passkey of yours already.',
  SecurityError: 'Passkeys do not work at this address.',
};

/**
 * What went wrong, for a person: a text and the names of the fields to look at again.
 *
 * @returns undefined for what nobody foresaw
 */
export function wordsFor(error) {
  if (error instanceof GatehouseProblem) return { text: textOf(error), fields: fieldsOf(error) };
  if (error instanceof GatehouseUnreachable)
    return { text: 'The service cannot be reached. Please try again in a moment.', fields: [] };
  const text = error instanceof DOMException ? BROWSER[error.name] : undefined;
  return text && { text, fields: [] };
}

function textOf({ code, status, fields, problem, retryAfter, requestId }) {
  if (fields.length > 0) return fields.map(sentence).join(' ');
  if (retryAfter !== undefined) return `${problem.title}. Please try again in ${duration(retryAfter)}.`;
  if (status >= 500) return `${problem.title}. If it stays so, tell the operator: ${requestId}`;
  return PROBLEMS[code]?.text ?? `${problem.title}.`;
}

/** Messages are about a field and mostly leave its name out: `is required`. */
function sentence({ field, message }) {
  const name = lastOf(field);
  const whole = message.includes(name) || /^\p{Lu}/u.test(message);
  const text = whole
    ? message
    : `${name.replace(/[A-Z]/g, ' $&').replaceAll('_', ' ').toLowerCase()} ${message}`;
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;
}

/** The service names fields by their place (`answer.code`, `attributes.custom:team`), the forms by what comes last. */
function lastOf(field) {
  return field.slice(field.lastIndexOf('.') + 1);
}

function fieldsOf({ code, fields }) {
  return fields.length > 0 ? fields.map(({ field }) => lastOf(field)) : (PROBLEMS[code]?.fields ?? []);
}

function duration(seconds) {
  if (seconds < 60) return seconds === 1 ? 'a second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? 'a minute' : `${minutes} minutes`;
}
