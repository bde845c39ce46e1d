import type { z } from 'zod';
import type { AnyEvent, TriggerName } from './events';
import * as responses from './responses';

/** What is known of a trigger. */
interface TriggerRow {
  /** What `triggerSource` begins with, where it is not the trigger's own name. */
  readonly prefix?: string;
  /** What can follow. */
  readonly sources: readonly string[];
  /** What Cognito takes as the response, by `version` of the event. */
  readonly responses: Readonly<Record<string, z.ZodType>>;
  /** What Cognito would find missing when all providers have been called; undefined when it would go on. */
  readonly missing?: (event: AnyEvent) => string | undefined;
}

const AUTHENTICATION = ['Authentication'];
const MESSAGES = [
  ...['SignUp', 'ResendCode', 'ForgotPassword', 'UpdateUserAttribute', 'VerifyUserAttribute'],
  ...['AdminCreateUser', 'Authentication'],
];

/** Every trigger there is. A new one, or a new version, is a row here and a type in events.ts. */
export const triggerTable: Readonly<Record<TriggerName, TriggerRow>> = {
  PreSignUp: {
    sources: ['SignUp', 'AdminCreateUser', 'ExternalProvider'],
    responses: { 1: responses.preSignUp },
  },
  PostConfirmation: {
    sources: ['ConfirmSignUp', 'ConfirmForgotPassword'],
    responses: { 1: responses.nothing },
  },
  PreAuthentication: { sources: AUTHENTICATION, responses: { 1: responses.nothing } },
  PostAuthentication: { sources: AUTHENTICATION, responses: { 1: responses.nothing } },
  DefineAuthChallenge: {
    sources: AUTHENTICATION,
    responses: { 1: responses.defineAuthChallenge },
    missing: ({ response }) =>
      response['issueTokens'] === true ||
      response['failAuthentication'] === true ||
      typeof response['challengeName'] === 'string'
        ? undefined
        : 'one of challengeName, issueTokens and failAuthentication',
  },
  CreateAuthChallenge: {
    sources: AUTHENTICATION,
    responses: { 1: responses.createAuthChallenge },
    missing: ({ response }) => without(response, 'privateChallengeParameters'),
  },
  VerifyAuthChallengeResponse: {
    sources: AUTHENTICATION,
    responses: { 1: responses.verifyAuthChallenge },
    missing: ({ response }) => without(response, 'answerCorrect'),
  },
  PreTokenGeneration: {
    prefix: 'TokenGeneration',
    sources: [
      ...['Authentication', 'HostedAuth', 'NewPasswordChallenge', 'AuthenticateDevice', 'RefreshTokens'],
      'ClientCredentials',
    ],
    responses: { 1: responses.preTokenV1, 2: responses.preTokenV2, 3: responses.preTokenV2 },
  },
  UserMigration: {
    sources: ['Authentication', 'ForgotPassword'],
    responses: { 1: responses.userMigration },
  },
  CustomMessage: {
    sources: MESSAGES,
    responses: { 1: responses.customMessage },
    missing: missingPlaceholder,
  },
  CustomEmailSender: {
    sources: [...MESSAGES, 'AccountTakeOverNotification'],
    responses: { 1: responses.nothing },
  },
  CustomSMSSender: { sources: MESSAGES, responses: { 1: responses.nothing } },
  InboundFederation: { sources: ['ExternalProvider'], responses: { 1: responses.inboundFederation } },
};

/** The trigger of an event, by its source and version; undefined for one that nobody here knows. */
export function triggerOf({ triggerSource, version }: AnyEvent): TriggerName | undefined {
  const rows = Object.entries(triggerTable) as [TriggerName, TriggerRow][];
  return rows.find(
    ([name, { prefix = name, sources, responses: versions }]) =>
      Object.hasOwn(versions, version) && sources.some((source) => triggerSource === `${prefix}_${source}`),
  )?.[0];
}

/**
 * What Cognito would not take of a response, in words without its values; undefined when it fits.
 *
 * @param version of the event
 */
export function responseFault(trigger: TriggerName, version: string, response: unknown): string | undefined {
  const issue = triggerTable[trigger].responses[version]?.safeParse(response).error?.issues[0];
  if (issue === undefined) return undefined;
  // What stands in a map is named by people: claims and parameters are not repeated.
  const place = issue.path.filter((part) => typeof part === 'string').slice(0, 3);
  const unknown = issue.code === 'unrecognized_keys' ? ` (${issue.keys.length} unknown)` : '';
  return `${['response', ...place].join('.')}: ${issue.code}${unknown}`;
}

function without(response: AnyEvent['response'], member: string): string | undefined {
  return response[member] === undefined || response[member] === null ? member : undefined;
}

/** Texts that are given must have the places where Cognito puts the code, the link or the name. */
function missingPlaceholder({ triggerSource, request, response }: AnyEvent): string | undefined {
  const { codeParameter, usernameParameter } = request;
  const invites = triggerSource === 'CustomMessage_AdminCreateUser';
  for (const name of ['smsMessage', 'emailMessage']) {
    const body = response[name];
    if (typeof body !== 'string') continue;
    // Where the pool verifies by a link, the link stands in place of the code.
    const link = name === 'emailMessage' && !invites && /\{##.*?##\}/su.test(body);
    if (typeof codeParameter === 'string' && !body.includes(codeParameter) && !link)
      return `the code parameter in ${name}`;
    if (invites && typeof usernameParameter === 'string' && !body.includes(usernameParameter))
      return `the username parameter in ${name}`;
  }
  return undefined;
}
