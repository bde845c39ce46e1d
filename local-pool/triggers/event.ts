/** What a function is called with and has to give back whole, its `response` filled in (guide "Lambda triggers"). JSON. */
export interface TriggerEvent {
  /** "1"; "2" and "3" for the later kinds of the pre-token trigger. */
  version: string;
  triggerSource: string;
  region: string;
  userPoolId: string;
  userName: string;
  callerContext: { awsSdkVersion: string; clientId: string };
  request: Record<string, unknown>;
  response: Record<string, unknown>;
}

/** A function in the same process. Its parameter may be any of the narrower event types that are published for Lambda. */
export type TriggerFunction = {
  call(event: TriggerEvent): unknown;
}['call'];

/** The triggers as errors name them. */
export type TriggerName =
  | 'PreSignUp'
  | 'PostConfirmation'
  | 'PreAuthentication'
  | 'PostAuthentication'
  | 'DefineAuthChallenge'
  | 'CreateAuthChallenge'
  | 'VerifyAuthChallengeResponse'
  | 'PreTokenGeneration'
  | 'UserMigration'
  | 'CustomMessage'
  | 'CustomEmailSender'
  | 'CustomSMSSender'
  | 'InboundFederation';
