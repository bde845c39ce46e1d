import { AppError, type FieldError } from '../../common/errors/app-error';
import { attributesFrom } from '../../cognito/attributes';
import { textMapFault } from '../../cognito/input.validators';
import { refuseProtectedAttributes } from '../../cognito/protected-attributes';

/** A field of `answer`. */
interface AnswerField {
  readonly optional?: true;
  /** What is wrong with a value, without the value itself; undefined when it fits. */
  readonly fault: (value: unknown) => string | undefined;
  /** The members of Cognito's ChallengeResponses that the value becomes. Called for values without fault only. */
  readonly responses: (value: unknown) => Record<string, string>;
}

/** What Cognito says about a challenge: texts, some of which are JSON. */
type CognitoParameters = Readonly<Record<string, string>>;

interface ChallengeRow {
  /** The fields that the client is told to send. */
  readonly answer: Readonly<Record<string, AnswerField>>;
  /** What the client is told. Nothing of Cognito's spelling is passed on. */
  readonly parameters: (given: CognitoParameters) => Record<string, unknown>;
  /** The attribute that a code of this challenge was sent to, if it sends one. */
  readonly sentTo?: 'email' | 'phone_number';
}

/** Every challenge that can be answered. A new one is a new row. */
const challengeTable: Readonly<Record<string, ChallengeRow>> = {
  NEW_PASSWORD_REQUIRED: {
    answer: { newPassword: text('NEW_PASSWORD', 256), attributes: attributeTexts() },
    parameters: ({ requiredAttributes, userAttributes }) => ({
      requiredAttributes: attributeNames(requiredAttributes),
      attributes: currentAttributes(userAttributes),
    }),
  },
  SMS_MFA: { answer: { code: text('SMS_MFA_CODE') }, parameters: nothing, sentTo: 'phone_number' },
  EMAIL_OTP: { answer: { code: text('EMAIL_OTP_CODE') }, parameters: nothing, sentTo: 'email' },
  SOFTWARE_TOKEN_MFA: {
    answer: { code: text('SOFTWARE_TOKEN_MFA_CODE') },
    parameters: ({ FRIENDLY_DEVICE_NAME: deviceName }) => (deviceName === undefined ? {} : { deviceName }),
  },
};

/** @throws AppError `challenge_unsupported` for a challenge without a row */
export function challengeRow(name: string): ChallengeRow {
  const row = Object.hasOwn(challengeTable, name) ? challengeTable[name] : undefined;
  if (row === undefined) throw new AppError('challenge_unsupported');
  return row;
}

/**
 * Turns the answer of a client into Cognito's ChallengeResponses.
 *
 * @throws AppError `challenge_answer_invalid` with the fields that are missing, unknown or of the wrong form
 */
export function challengeResponses(
  row: ChallengeRow,
  answer: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const faults = [...fieldFaults(row, answer), ...unknownFields(row, answer)];
  if (faults.length > 0) throw new AppError('challenge_answer_invalid', { errors: faults });
  const given = Object.entries(row.answer).filter(([name]) => answer[name] !== undefined);
  return Object.assign({}, ...given.map(([name, field]) => field.responses(answer[name]))) as Record<
    string,
    string
  >;
}

function fieldFaults(row: ChallengeRow, answer: Readonly<Record<string, unknown>>): FieldError[] {
  return Object.entries(row.answer).flatMap(([name, field]) => {
    const value = Object.hasOwn(answer, name) ? answer[name] : undefined;
    const message = value === undefined && field.optional === true ? undefined : field.fault(value);
    return message === undefined ? [] : [{ field: `answer.${name}`, message }];
  });
}

function unknownFields(row: ChallengeRow, answer: Readonly<Record<string, unknown>>): FieldError[] {
  const expected = Object.keys(row.answer).join(', ');
  const unknown = Object.keys(answer).some((name) => !Object.hasOwn(row.answer, name));
  return unknown ? [{ field: 'answer', message: `takes only: ${expected}` }] : [];
}

/** A text passed on as it is: passwords byte for byte. */
function text(response: string, longest = 2048): AnswerField {
  return {
    fault: (value) =>
      typeof value === 'string' && value.length > 0 && value.length <= longest
        ? undefined
        : `must be a text of 1 to ${longest} characters`,
    responses: (value) => ({ [response]: value as string }),
  };
}

/** Attributes that the user pool wants from the person before it goes on. */
function attributeTexts(): AnswerField {
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

/** `["userAttributes.name"]` as Cognito spells it → `["name"]`. */
function attributeNames(json: string | undefined): string[] {
  const names = parsed(json, []);
  if (!Array.isArray(names)) throw new AppError('upstream_invalid_response');
  return names.map((name) => String(name).replace(/^userAttributes\./, ''));
}

function currentAttributes(json: string | undefined): Record<string, string | boolean> {
  const texts = Object.entries(parsed(json, {}) ?? {});
  return attributesFrom(texts.map(([Name, Value]) => ({ Name, Value: String(Value) }))).attributes;
}

function parsed(json: string | undefined, absent: object): object | null {
  try {
    return json === undefined ? absent : (JSON.parse(json) as object | null);
  } catch (cause) {
    throw new AppError('upstream_invalid_response', { cause });
  }
}

function nothing(): Record<string, never> {
  return {};
}
