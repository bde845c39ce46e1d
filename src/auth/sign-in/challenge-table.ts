import { AppError } from '../../common/errors/app-error';
import {
  type AnswerFields,
  appCode,
  attributeTexts,
  choice,
  credential,
  emailAddress,
  optional,
  srpTimestamp,
  srpValue,
  text,
  whereOffered,
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

/** A challenge: what the client is told, and what it may answer. */
export interface ChallengeRow {
  /** The fields that an answer may have. */
  readonly answer: AnswerFields;
  /** The names of the fields that the client is told of, where they depend on what Cognito says; otherwise all of them. */
  readonly fields?: (told: Told) => readonly string[];
  /** What the client is told besides its choices. Nothing of Cognito's spelling is passed on. */
  readonly parameters: (told: Told) => Record<string, unknown>;
  /** The attribute that a code of this challenge was sent to, if it sends one. */
  readonly sentTo?: 'email' | 'phone_number';
  /** Whether it is the remembered device that answers. */
  readonly byDevice?: true;
  /** What the person chooses from: an answer can name nothing else. */
  readonly offers?: (told: Told) => readonly string[];
  /** The first factor that an answer names without proving anything; undefined for a proof. */
  readonly choosesFactor?: (answer: Readonly<Record<string, unknown>>) => string | undefined;
  /**
   * The challenge that a choice leads to without asking Cognito, which takes the chosen challenge's answer in place of the choice.
   * Cognito is asked when it gives undefined.
   */
  readonly leadsTo?: (answer: Readonly<Record<string, unknown>>) => string | undefined;
}

/** The internal name of MFA_SETUP once a secret for an authenticator app was handed out. */
export const TOTP_SET_UP = 'MFA_SETUP.totp';

/** What can come along with the choice of a first factor, by its name. */
const PROOF_OF: Readonly<Record<string, string>> = { PASSWORD: 'password', PASSWORD_SRP: 'srpA' };

const proof: AnswerFields = {
  signature: text('PASSWORD_CLAIM_SIGNATURE'),
  timestamp: srpTimestamp('TIMESTAMP'),
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
    answer: { choice: choice('ANSWER') },
    // The guide and Amazon's own clients name the member differently.
    offers: ({ parameters: { MFAS_CAN_CHOOSE, MFAS_CAN_SELECT } }) =>
      names(MFAS_CAN_CHOOSE ?? MFAS_CAN_SELECT),
    parameters: nothing,
  },
  MFA_SETUP: {
    answer: { email: whereOffered('EMAIL_OTP', emailAddress('EMAIL')) },
    // The way to an authenticator app is a route of its own, which gives the secret.
    fields: (told) => (methodsToSetUp(told).includes('EMAIL_OTP') ? ['email'] : []),
    offers: methodsToSetUp,
    parameters: nothing,
  },
  [TOTP_SET_UP]: {
    answer: { code: appCode('UserCode'), deviceName: optional(text('FriendlyDeviceName', 128)) },
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
    byDevice: true,
    answer: { srpA: srpValue('SRP_A') },
    parameters: ({ parameters: { DEVICE_KEY: deviceKey } }) => (deviceKey === undefined ? {} : { deviceKey }),
  },
  DEVICE_PASSWORD_VERIFIER: {
    byDevice: true,
    answer: proof,
    parameters: ({ parameters }) => ({
      ...(parameters['DEVICE_KEY'] === undefined ? {} : { deviceKey: parameters['DEVICE_KEY'] }),
      ...srpParameters(parameters),
    }),
  },
  SELECT_CHALLENGE: {
    answer: {
      choice: choice('ANSWER'),
      password: optional(text('PASSWORD', 256)),
      srpA: optional(srpValue('SRP_A')),
      credential: optional(credential()),
    },
    fields: ({ available, parameters: { CREDENTIAL_REQUEST_OPTIONS } }) => [
      'choice',
      ...available.flatMap((name) => PROOF_OF[name] ?? []),
      ...(CREDENTIAL_REQUEST_OPTIONS === undefined ? [] : ['credential']),
    ],
    offers: ({ available }) => available,
    // With these a passkey can sign before it is chosen.
    parameters: ({ parameters: { CREDENTIAL_REQUEST_OPTIONS: options } }) =>
      options === undefined ? {} : { options: object(options) },
    choosesFactor: ({ choice: chosen, password, credential: signed }) =>
      password === undefined && signed === undefined ? String(chosen) : undefined,
    leadsTo: ({ choice: chosen, ...given }) => {
      const wanted = PROOF_OF[String(chosen)];
      return wanted === undefined || given[wanted] !== undefined ? undefined : String(chosen);
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

/** The names of all rows. */
export const challengeNames: readonly string[] = Object.keys(challengeTable);

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

/** What the client is told: the choices of a challenge that has some, and the parameters of its own. */
export function parametersOf(row: ChallengeRow, told: Told): Record<string, unknown> {
  const choices = row.offers?.(told);
  return { ...(choices === undefined ? {} : { choices: [...choices] }), ...row.parameters(told) };
}

/** Cognito may list SMS as well, which cannot be set up within a sign-in. */
function methodsToSetUp({ parameters: { MFAS_CAN_SETUP } }: Told): string[] {
  return names(MFAS_CAN_SETUP).filter((name) => name !== 'SMS_MFA');
}

function srpParameters(parameters: Told['parameters']): Record<string, string | undefined> {
  return { salt: parameters['SALT'], srpB: parameters['SRP_B'], secretBlock: parameters['SECRET_BLOCK'] };
}

function nothing(): Record<string, never> {
  return {};
}
