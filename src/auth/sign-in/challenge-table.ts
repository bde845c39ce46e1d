import { AppError, type FieldError } from '../../common/errors/app-error';
import {
  type AnswerField,
  type AnswerFields,
  attributeTexts,
  choice,
  credential,
  optional,
  srpValue,
  text,
} from './answer-fields';
import { attributeNames, currentAttributes, names, object } from './cognito-json';

/** What Cognito says about a challenge. */
export interface Told {
  /** ChallengeParameters: texts, some of which are JSON. */
  readonly parameters: Readonly<Record<string, string>>;
  /** AvailableChallenges. */
  readonly available: readonly string[];
  /** The part of the user pool's id that SRP clients hash. */
  readonly poolName: string;
}

interface ChallengeRow {
  /** The fields that an answer may have. */
  readonly answer: AnswerFields;
  /** The names of the fields that the client is told of, where they depend on what Cognito says; otherwise all of them. */
  readonly fields?: (told: Told) => readonly string[];
  /** What the client is told. Nothing of Cognito's spelling is passed on. */
  readonly parameters: (told: Told) => Record<string, unknown>;
  /** The attribute that a code of this challenge was sent to, if it sends one. */
  readonly sentTo?: 'email' | 'phone_number';
  /** What an answer lacks although each of its fields is fine. */
  readonly lacks?: (answer: Readonly<Record<string, unknown>>) => readonly string[];
}

/** The internal name of MFA_SETUP once a secret for an authenticator app was handed out. */
export const TOTP_SET_UP = 'MFA_SETUP.totp';

const FIRST_FACTORS = ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'];
const SECOND_FACTORS = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'];
/** What has to come with the choice of a first factor. */
const PROOF_OF: Readonly<Record<string, string>> = { PASSWORD: 'password', PASSWORD_SRP: 'srpA' };

const proof: AnswerFields = {
  signature: text('PASSWORD_CLAIM_SIGNATURE'),
  timestamp: text('TIMESTAMP', 64),
  secretBlock: text('PASSWORD_CLAIM_SECRET_BLOCK', 8192),
};

/** Every challenge that can be answered. A new one is a new row. */
const challengeTable: Readonly<Record<string, ChallengeRow>> = {
  NEW_PASSWORD_REQUIRED: {
    answer: { newPassword: text('NEW_PASSWORD', 256), attributes: attributeTexts() },
    parameters: ({ parameters: { requiredAttributes, userAttributes } }) => ({
      requiredAttributes: attributeNames(requiredAttributes),
      attributes: currentAttributes(userAttributes),
    }),
  },
  SMS_MFA: { answer: { code: text('SMS_MFA_CODE') }, parameters: nothing, sentTo: 'phone_number' },
  SMS_OTP: { answer: { code: text('SMS_OTP_CODE') }, parameters: nothing, sentTo: 'phone_number' },
  EMAIL_OTP: { answer: { code: text('EMAIL_OTP_CODE') }, parameters: nothing, sentTo: 'email' },
  SOFTWARE_TOKEN_MFA: {
    answer: { code: text('SOFTWARE_TOKEN_MFA_CODE') },
    parameters: ({ parameters: { FRIENDLY_DEVICE_NAME: deviceName } }) =>
      deviceName === undefined ? {} : { deviceName },
  },
  SELECT_MFA_TYPE: {
    answer: { choice: choice('ANSWER', SECOND_FACTORS) },
    // The guide and Amazon's own clients name the member differently.
    parameters: ({ parameters: { MFAS_CAN_CHOOSE, MFAS_CAN_SELECT } }) => ({
      choices: names(MFAS_CAN_CHOOSE ?? MFAS_CAN_SELECT),
    }),
  },
  MFA_SETUP: {
    answer: { email: text('EMAIL') },
    // The way to an authenticator app is a route of its own, which gives the secret.
    fields: ({ parameters }) => (names(parameters['MFAS_CAN_SETUP']).includes('EMAIL_OTP') ? ['email'] : []),
    parameters: ({ parameters: { MFAS_CAN_SETUP } }) => ({ choices: names(MFAS_CAN_SETUP) }),
  },
  [TOTP_SET_UP]: {
    answer: { code: text('UserCode', 6), deviceName: optional(text('FriendlyDeviceName', 128)) },
    parameters: nothing,
  },
  PASSWORD_VERIFIER: {
    answer: proof,
    parameters: ({ poolName, parameters }) => ({
      poolName,
      userId: parameters['USER_ID_FOR_SRP'],
      ...srpParameters(parameters),
    }),
  },
  DEVICE_SRP_AUTH: {
    answer: { srpA: srpValue('SRP_A') },
    parameters: ({ parameters: { DEVICE_KEY: deviceKey } }) => (deviceKey === undefined ? {} : { deviceKey }),
  },
  DEVICE_PASSWORD_VERIFIER: {
    answer: proof,
    parameters: ({ parameters }) => ({
      ...(parameters['DEVICE_KEY'] === undefined ? {} : { deviceKey: parameters['DEVICE_KEY'] }),
      ...srpParameters(parameters),
    }),
  },
  SELECT_CHALLENGE: {
    answer: {
      choice: choice('ANSWER', FIRST_FACTORS),
      password: optional(text('PASSWORD', 256)),
      srpA: optional(srpValue('SRP_A')),
      credential: optional(credential()),
    },
    fields: ({ available }) => ['choice', ...available.flatMap((name) => PROOF_OF[name] ?? [])],
    parameters: ({ available }) => ({ choices: [...available] }),
    lacks: ({ choice: chosen, ...given }) => {
      const wanted = PROOF_OF[String(chosen)];
      return wanted === undefined || given[wanted] !== undefined ? [] : [wanted];
    },
  },
  PASSWORD: { answer: { password: text('PASSWORD', 256) }, parameters: nothing },
  PASSWORD_SRP: { answer: { srpA: srpValue('SRP_A') }, parameters: nothing },
  WEB_AUTHN: {
    answer: { credential: credential() },
    parameters: ({ parameters: { CREDENTIAL_REQUEST_OPTIONS } }) => ({
      options: object(CREDENTIAL_REQUEST_OPTIONS),
    }),
  },
  CUSTOM_CHALLENGE: {
    answer: { answer: text('ANSWER') },
    // What the triggers of the user pool say belongs to their author, who names it as he likes.
    parameters: ({ parameters }) => {
      const { USERNAME, ...own } = parameters;
      return USERNAME === undefined ? parameters : own;
    },
  },
};

/** @throws AppError `challenge_unsupported` for a challenge without a row */
export function challengeRow(name: string): ChallengeRow {
  const row = Object.hasOwn(challengeTable, name) ? challengeTable[name] : undefined;
  if (row === undefined) throw new AppError('challenge_unsupported');
  return row;
}

/** The names of the fields that the client is told to send. */
export function fieldsOf(row: ChallengeRow, told: Told): string[] {
  return [...(row.fields?.(told) ?? Object.keys(row.answer))];
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
  const faults = [...fieldFaults(row, answer), ...unknownFields(row, answer), ...missingFields(row, answer)];
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
    const message = faultOf(field, value);
    return message === undefined ? [] : [{ field: `answer.${name}`, message }];
  });
}

function faultOf(field: AnswerField, value: unknown): string | undefined {
  return value === undefined && field.optional === true ? undefined : field.fault(value);
}

function unknownFields(row: ChallengeRow, answer: Readonly<Record<string, unknown>>): FieldError[] {
  const expected = Object.keys(row.answer).join(', ');
  const unknown = Object.keys(answer).some((name) => !Object.hasOwn(row.answer, name));
  return unknown ? [{ field: 'answer', message: `takes only: ${expected}` }] : [];
}

function missingFields(row: ChallengeRow, answer: Readonly<Record<string, unknown>>): FieldError[] {
  return (row.lacks?.(answer) ?? []).map((name) => ({
    field: `answer.${name}`,
    message: 'is needed for this choice',
  }));
}

function srpParameters(parameters: Told['parameters']): Record<string, string | undefined> {
  return { salt: parameters['SALT'], srpB: parameters['SRP_B'], secretBlock: parameters['SECRET_BLOCK'] };
}

function nothing(): Record<string, never> {
  return {};
}
