import type { Provider } from '@nestjs/common';
import type { DestinationStream } from 'pino';
import { loadTriggerEnvironment } from '../../src/common/config/load-environment';
import { createTriggers, type ServedTriggers } from '../../src/triggers/create-triggers';

const TEXTS = {
  sub: '3f1c2a9e',
  email: 'ada@example.com',
  email_verified: 'true',
  'cognito:user_status': 'CONFIRMED',
};

type Row = readonly [source: string, version: string, request: object, response: object, complete?: object];

const messages = (trigger: string): string[] =>
  [
    ...['SignUp', 'ResendCode', 'ForgotPassword', 'UpdateUserAttribute', 'VerifyUserAttribute'],
    ...['AdminCreateUser', 'Authentication'],
  ].map((kind) => `${trigger}_${kind}`);

const tokens = (version: string, response: object): Row[] =>
  ['Authentication', 'HostedAuth', 'NewPasswordChallenge', 'AuthenticateDevice', 'RefreshTokens'].map(
    (source): Row => [
      `TokenGeneration_${source}`,
      version,
      {
        groupConfiguration: { groupsToOverride: ['editors'], iamRolesToOverride: [], preferredRole: null },
        ...(version === '1' ? {} : { scopes: ['aws.cognito.signin.user.admin'] }),
      },
      response,
    ],
  );

/** Every event that Cognito sends: its source and version, what it asks, and the response as it comes. */
const ROWS: readonly Row[] = [
  ...['SignUp', 'AdminCreateUser', 'ExternalProvider'].map((source): Row => [
    `PreSignUp_${source}`,
    '1',
    { validationData: null },
    { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  ]),
  ...['ConfirmSignUp', 'ConfirmForgotPassword'].map((source): Row => [
    `PostConfirmation_${source}`,
    '1',
    {},
    {},
  ]),
  ['PreAuthentication_Authentication', '1', { userNotFound: false }, {}],
  ['PostAuthentication_Authentication', '1', { newDeviceUsed: false }, {}],
  [
    'DefineAuthChallenge_Authentication',
    '1',
    { session: [], userNotFound: false },
    { challengeName: null, issueTokens: null, failAuthentication: null },
    { challengeName: 'CUSTOM_CHALLENGE' },
  ],
  [
    'CreateAuthChallenge_Authentication',
    '1',
    { challengeName: 'CUSTOM_CHALLENGE', session: [], userNotFound: false },
    { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
    { privateChallengeParameters: {} },
  ],
  [
    'VerifyAuthChallengeResponse_Authentication',
    '1',
    { privateChallengeParameters: { secret: 'x' }, challengeAnswer: 'y', userNotFound: false },
    { answerCorrect: null },
    { answerCorrect: false },
  ],
  ...tokens('1', { claimsOverrideDetails: null }),
  ...tokens('2', { claimsAndScopeOverrideDetails: null }),
  ...tokens('3', { claimsAndScopeOverrideDetails: null }),
  [
    'TokenGeneration_ClientCredentials',
    '3',
    { userAttributes: {}, groupConfiguration: { groupsToOverride: [] }, scopes: ['shop/read'] },
    { claimsAndScopeOverrideDetails: null },
  ],
  ...['Authentication', 'ForgotPassword'].map((source): Row => [
    `UserMigration_${source}`,
    '1',
    { userAttributes: undefined, password: source === 'Authentication' ? 'Correct-Horse-7' : null },
    {
      userAttributes: null,
      finalUserStatus: null,
      messageAction: null,
      desiredDeliveryMediums: null,
      forceAliasCreation: null,
      enableSMSMFA: null,
    },
  ]),
  ...messages('CustomMessage').map((source): Row => [
    source,
    '1',
    {
      codeParameter: '{####}',
      linkParameter: '{##Click Here##}',
      usernameParameter: source.endsWith('AdminCreateUser') ? '{username}' : null,
    },
    { smsMessage: null, emailMessage: null, emailSubject: null },
  ]),
  ...[...messages('CustomEmailSender'), 'CustomEmailSender_AccountTakeOverNotification'].map(
    (source): Row => [source, '1', { type: 'customEmailSenderRequestV1', code: 'MTIzNDU2' }, {}],
  ),
  ...messages('CustomSMSSender').map((source): Row => [
    source,
    '1',
    { type: 'customSMSSenderRequestV1', code: 'MTIzNDU2' },
    {},
  ]),
  [
    'InboundFederation_ExternalProvider',
    '1',
    {
      providerName: 'Google',
      providerType: 'Google',
      attributes: { userInfo: { email: 'ada@example.com' } },
    },
    { userAttributesToMap: {} },
  ],
];

export interface PlainEvent {
  version: string;
  triggerSource: string;
  region: string;
  userPoolId: string;
  userName: string;
  callerContext: { awsSdkVersion: string; clientId: string };
  request: any;
  response: any;
}

/** A kind of event, and what its response needs for Cognito to go on. */
export interface EventKind {
  readonly name: string;
  readonly trigger: string;
  readonly version: string;
  readonly complete: object;
  /** A fresh one. */
  readonly event: PlainEvent;
}

export const KINDS: readonly EventKind[] = ROWS.map(([source, version, request, response, complete = {}]) => {
  const prefix = source.split('_')[0] ?? '';
  return {
    name: `${source} ${version}`,
    trigger: prefix === 'TokenGeneration' ? 'PreTokenGeneration' : prefix,
    version,
    complete,
    get event() {
      return structuredClone({
        version,
        triggerSource: source,
        region: 'us-east-1',
        userPoolId: 'us-east-1_Example01',
        userName: 'ada',
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '1example23456789' },
        request: JSON.parse(JSON.stringify({ userAttributes: TEXTS, ...request })) as object,
        response,
      });
    },
  };
});

/** A fresh event of a source. */
export function eventOf(source: string, request: object = {}, version = '1'): PlainEvent {
  const kind = KINDS.find(({ name }) => name === `${source} ${version}`);
  if (kind === undefined) throw new Error(`no event ${source} ${version}`);
  const { event } = kind;
  return { ...event, request: { ...event.request, ...request } };
}

/** Lines of a log, to be read. */
export class Lines implements DestinationStream {
  readonly all: any[] = [];

  write(line: string): void {
    this.all.push(JSON.parse(line));
  }

  get text(): string {
    return JSON.stringify(this.all);
  }
}

/** Triggers of these providers only, besides those that the variables switch on. */
export async function triggersOf(
  providers: readonly Provider[],
  variables: Record<string, string> = {},
): Promise<ServedTriggers & { readonly lines: Lines }> {
  const lines = new Lines();
  const environment = loadTriggerEnvironment({
    NODE_ENV: 'test',
    HIDDEN_ANSWER_MS: '0',
    TRIGGER_TOKENS: 'off',
    TRIGGER_MESSAGES: 'off',
    ...variables,
  });
  const triggers = await createTriggers(environment, { providers, logDestination: lines });
  return { ...triggers, lines };
}
