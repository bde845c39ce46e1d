import type {
  CreateAuthChallengeTriggerEvent,
  CustomEmailSenderTriggerEvent,
  CustomMessageTriggerEvent,
  DefineAuthChallengeTriggerEvent,
  InboundFederationTriggerEvent,
  PostAuthenticationTriggerEvent,
  PostConfirmationTriggerEvent,
  PreAuthenticationTriggerEvent,
  PreSignUpTriggerEvent,
  PreTokenGenerationTriggerEvent,
  UserMigrationTriggerEvent,
  VerifyAuthChallengeResponseTriggerEvent,
} from 'aws-lambda';

/** What is common to all events. `callerContext.clientId` is `CLIENT_ID_NOT_APPLICABLE` for calls of administrators. */
interface CommonEvent<Source extends string> {
  version: string;
  triggerSource: Source;
  region: string;
  userPoolId: string;
  userName: string;
  callerContext: { awsSdkVersion: string; clientId: string };
}

type Texts = Record<string, string>;

/** Groups and IAM roles in place of the user's own. Left out, they stay. */
interface GroupOverrides {
  groupsToOverride?: string[];
  iamRolesToOverride?: string[];
  preferredRole?: string;
}

/** Claims of any JSON type, which the published types have as texts only. */
interface ClaimOverrides {
  claimsToAddOrOverride?: Record<string, unknown>;
  claimsToSuppress?: string[];
}

type TokenSource =
  | 'TokenGeneration_Authentication'
  | 'TokenGeneration_HostedAuth'
  | 'TokenGeneration_NewPasswordChallenge'
  | 'TokenGeneration_AuthenticateDevice'
  | 'TokenGeneration_RefreshTokens';

/** Version 2 and 3 of the pre-token event; the third is asked about clients that act for themselves as well. */
interface TokenEvent<Source extends string> extends CommonEvent<Source> {
  request: {
    /** Empty for a client that acts for itself. */
    userAttributes: Texts;
    groupConfiguration: {
      groupsToOverride?: string[];
      iamRolesToOverride?: string[];
      preferredRole?: string | null;
    };
    scopes?: string[];
    clientMetadata?: Texts;
  };
  response: {
    claimsAndScopeOverrideDetails?: {
      idTokenGeneration?: ClaimOverrides;
      accessTokenGeneration?: ClaimOverrides & { scopesToAdd?: string[]; scopesToSuppress?: string[] };
      groupOverrideDetails?: GroupOverrides;
    };
  };
}

type SenderKind =
  | 'SignUp'
  | 'Authentication'
  | 'ForgotPassword'
  | 'ResendCode'
  | 'UpdateUserAttribute'
  | 'VerifyUserAttribute'
  | 'AdminCreateUser';

interface SmsSenderEvent extends CommonEvent<`CustomSMSSender_${SenderKind}`> {
  request: { type: string; code: string | null; userAttributes: Texts; clientMetadata?: Texts };
}

/** The event of every trigger, by version. */
export interface TriggerEvents {
  PreSignUp: { 1: PreSignUpTriggerEvent };
  PostConfirmation: { 1: PostConfirmationTriggerEvent };
  PreAuthentication: { 1: PreAuthenticationTriggerEvent };
  PostAuthentication: { 1: PostAuthenticationTriggerEvent };
  DefineAuthChallenge: { 1: DefineAuthChallengeTriggerEvent };
  CreateAuthChallenge: { 1: CreateAuthChallengeTriggerEvent };
  VerifyAuthChallengeResponse: { 1: VerifyAuthChallengeResponseTriggerEvent };
  PreTokenGeneration: {
    1: PreTokenGenerationTriggerEvent;
    2: TokenEvent<TokenSource>;
    3: TokenEvent<TokenSource | 'TokenGeneration_ClientCredentials'>;
  };
  UserMigration: { 1: UserMigrationTriggerEvent };
  CustomMessage: { 1: CustomMessageTriggerEvent };
  CustomEmailSender: { 1: CustomEmailSenderTriggerEvent };
  CustomSMSSender: { 1: SmsSenderEvent };
  InboundFederation: { 1: InboundFederationTriggerEvent };
}

/** The triggers by their names in LambdaConfig. */
export type TriggerName = keyof TriggerEvents;

/** The versions that a trigger's event comes in. */
export type VersionOf<Trigger extends TriggerName> = keyof TriggerEvents[Trigger];

/** A response as it is found: what nobody has filled in yet is missing or null. */
type Fillable<Response> = { [Member in keyof Response]?: Response[Member] | null };

/** An event as providers get it: of it, only what is in `response` counts afterwards. */
type Given<Event> = Event extends CommonEvent<string> & { request: unknown }
  ? Readonly<Omit<Event, 'request' | 'response'>> & {
      readonly request: Readonly<Event['request']>;
      readonly response: Event extends { response: infer Response } ? Fillable<Response> : object;
    }
  : never;

/**
 * The event that a provider of a trigger is called with.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
export type TriggerEvent<
  Trigger extends TriggerName,
  Version extends VersionOf<Trigger> = VersionOf<Trigger>,
> = Given<TriggerEvents[Trigger][Version]>;

/** Any event, before anybody has looked what it is: JSON of Cognito's. */
export interface AnyEvent {
  readonly version: string;
  readonly triggerSource: string;
  readonly userName: string;
  readonly userPoolId: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly response: Readonly<Record<string, unknown>>;
}
