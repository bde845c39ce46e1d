import type * as IdentitySdk from '@aws-sdk/client-cognito-identity';
import type * as UserPoolSdk from '@aws-sdk/client-cognito-identity-provider';
import { UnusableAnswer } from './exchange';

/** The SDK's packages of user pools and of identity pools, whose commands have no name in common. */
type Sdk = Omit<typeof IdentitySdk, keyof typeof UserPoolSdk> & typeof UserPoolSdk;

/** Name of a command class of the SDK; `context.commandName` has the same words. */
export type CommandName = Exclude<Extract<keyof Sdk, `${string}Command`>, '$Command'>;

/** What a command answers. */
type OutputOf<Name extends CommandName> = Sdk[Name] extends new (input: never) => {
  resolveMiddleware(...rest: never[]): (...args: never[]) => Promise<{ output: infer Output }>;
}
  ? Output
  : never;

interface CommandRow<Output> {
  /**
   * What makes an answer complete: members that must be there, or a test. `nothing` where the model has no output, so that success
   * has an empty body; everywhere else Cognito sends an object at least, and an empty 200 is a failure.
   */
  readonly answer: 'nothing' | readonly (keyof Output)[] | ((output: Output) => boolean);
  /**
   * Whether a lost or refused call may be sent again: it reads, or doing it twice is as good as once, also for the answer.
   * Never for sign-in, codes, passwords, MFA and refreshing: a lost answer may have used up a session or an attempt.
   */
  readonly repeat?: true;
}

interface SignInAnswer {
  readonly ChallengeName?: string | undefined;
  readonly AuthenticationResult?: { readonly AccessToken?: string | undefined } | undefined;
}

const tokens = (output: SignInAnswer): boolean =>
  typeof output.AuthenticationResult?.AccessToken === 'string';
const tokensOrChallenge = (output: SignInAnswer): boolean =>
  tokens(output) || typeof output.ChallengeName === 'string';

/** Every command in use. One that is missing here is not repeated and must answer with at least one member. */
export const commandTable = {
  // Public
  SignUpCommand: { answer: ['UserSub'] },
  ConfirmSignUpCommand: { answer: [] },
  ResendConfirmationCodeCommand: { answer: ['CodeDeliveryDetails'] },
  InitiateAuthCommand: { answer: tokensOrChallenge },
  RespondToAuthChallengeCommand: { answer: tokensOrChallenge },
  ForgotPasswordCommand: { answer: ['CodeDeliveryDetails'] },
  ConfirmForgotPasswordCommand: { answer: [] },
  GetTokensFromRefreshTokenCommand: { answer: tokens },
  RevokeTokenCommand: { answer: [] },
  // With an access token
  GetUserCommand: { answer: ['Username', 'UserAttributes'], repeat: true },
  UpdateUserAttributesCommand: { answer: [] },
  DeleteUserAttributesCommand: { answer: [] },
  GetUserAttributeVerificationCodeCommand: { answer: ['CodeDeliveryDetails'] },
  VerifyUserAttributeCommand: { answer: [] },
  ChangePasswordCommand: { answer: [] },
  GlobalSignOutCommand: { answer: [] },
  DeleteUserCommand: { answer: 'nothing' },
  AssociateSoftwareTokenCommand: { answer: ['SecretCode'] },
  VerifySoftwareTokenCommand: { answer: ['Status'] },
  SetUserMFAPreferenceCommand: { answer: [] },
  GetUserAuthFactorsCommand: { answer: ['Username'], repeat: true },
  ConfirmDeviceCommand: { answer: ['UserConfirmationNecessary'] },
  GetDeviceCommand: { answer: ['Device'], repeat: true },
  ListDevicesCommand: { answer: ['Devices'], repeat: true },
  UpdateDeviceStatusCommand: { answer: [], repeat: true },
  ForgetDeviceCommand: { answer: 'nothing' },
  StartWebAuthnRegistrationCommand: { answer: ['CredentialCreationOptions'] },
  CompleteWebAuthnRegistrationCommand: { answer: [] },
  ListWebAuthnCredentialsCommand: { answer: ['Credentials'], repeat: true },
  DeleteWebAuthnCredentialCommand: { answer: [] },
  ListUserSessionsCommand: { answer: ['Sessions'], repeat: true },
  RevokeUserSessionCommand: { answer: [] },
  // Administration of users
  AdminCreateUserCommand: { answer: ({ User }) => typeof User?.Username === 'string' },
  AdminConfirmSignUpCommand: { answer: [] },
  AdminGetUserCommand: { answer: ['Username', 'UserStatus'], repeat: true },
  ListUsersCommand: { answer: ['Users'], repeat: true },
  // Not repeated: a new address is sent a message each time.
  AdminUpdateUserAttributesCommand: { answer: [] },
  AdminDeleteUserAttributesCommand: { answer: [], repeat: true },
  AdminSetUserPasswordCommand: { answer: [] },
  AdminResetUserPasswordCommand: { answer: [] },
  AdminDisableUserCommand: { answer: [], repeat: true },
  AdminEnableUserCommand: { answer: [], repeat: true },
  // Not repeated: after a lost success it would say that there is no such user.
  AdminDeleteUserCommand: { answer: 'nothing' },
  AdminUserGlobalSignOutCommand: { answer: [], repeat: true },
  AdminInitiateAuthCommand: { answer: tokensOrChallenge },
  AdminRespondToAuthChallengeCommand: { answer: tokensOrChallenge },
  AdminSetUserMFAPreferenceCommand: { answer: [] },
  AdminDeleteSoftwareTokenCommand: { answer: [] },
  AdminGetUserAuthFactorsCommand: { answer: ['Username'], repeat: true },
  AdminListDevicesCommand: { answer: ['Devices'], repeat: true },
  AdminGetDeviceCommand: { answer: ['Device'], repeat: true },
  AdminUpdateDeviceStatusCommand: { answer: [], repeat: true },
  AdminForgetDeviceCommand: { answer: 'nothing' },
  AdminListUserSessionsCommand: { answer: ['Sessions'], repeat: true },
  AdminRevokeUserSessionCommand: { answer: [] },
  AdminListUserAuthEventsCommand: { answer: ['AuthEvents'], repeat: true },
  AdminUpdateAuthEventFeedbackCommand: { answer: [], repeat: true },
  AdminLinkProviderForUserCommand: { answer: [] },
  AdminDisableProviderForUserCommand: { answer: [] },
  // Groups
  CreateGroupCommand: { answer: ['Group'] },
  GetGroupCommand: { answer: ['Group'], repeat: true },
  ListGroupsCommand: { answer: ['Groups'], repeat: true },
  UpdateGroupCommand: { answer: ['Group'], repeat: true },
  DeleteGroupCommand: { answer: 'nothing' },
  AdminAddUserToGroupCommand: { answer: 'nothing', repeat: true },
  AdminRemoveUserFromGroupCommand: { answer: 'nothing', repeat: true },
  AdminListGroupsForUserCommand: { answer: ['Groups'], repeat: true },
  ListUsersInGroupCommand: { answer: ['Users'], repeat: true },
  // Imports
  GetCSVHeaderCommand: { answer: ['CSVHeader'], repeat: true },
  CreateUserImportJobCommand: { answer: ['UserImportJob'] },
  StartUserImportJobCommand: { answer: ['UserImportJob'] },
  StopUserImportJobCommand: { answer: ['UserImportJob'] },
  DescribeUserImportJobCommand: { answer: ['UserImportJob'], repeat: true },
  ListUserImportJobsCommand: { answer: ['UserImportJobs'], repeat: true },
  // The user pool
  DescribeUserPoolCommand: { answer: ['UserPool'], repeat: true },
  DescribeUserPoolClientCommand: { answer: ['UserPoolClient'], repeat: true },
  AddCustomAttributesCommand: { answer: [] },
  GetUserPoolMfaConfigCommand: { answer: ['MfaConfiguration'], repeat: true },
  // What the doctor looks at besides
  ListUserPoolClientsCommand: { answer: ['UserPoolClients'], repeat: true },
  ListIdentityProvidersCommand: { answer: ['Providers'], repeat: true },
  DescribeIdentityProviderCommand: { answer: ['IdentityProvider'], repeat: true },
  // The identity pool
  GetIdCommand: { answer: ['IdentityId'], repeat: true },
  GetCredentialsForIdentityCommand: { answer: ['IdentityId', 'Credentials'], repeat: true },
} as const satisfies { readonly [Name in CommandName]?: CommandRow<OutputOf<Name>> };

/** Whether a call may be sent again after a fault. */
export function mayRepeat(command: string): boolean {
  return rowOf(command)?.repeat === true;
}

/** What the body of an answer may be. */
export interface BodyForm {
  /** Whether success has one. */
  readonly needed: boolean;
  /** Most bytes that are read. */
  readonly limit: number;
}

const MIB = 1024 * 1024;

/** One user with every attribute at its full length stays below the first, a page of sixty of them below the second. */
const limitOf = (command: string): number => (/^(Admin)?List/.test(command) ? 8 * MIB : MIB);

export function bodyForm(command: string): BodyForm {
  return { needed: rowOf(command)?.answer !== 'nothing', limit: limitOf(command) };
}

/** @throws UnusableAnswer for a success without what the operation must bring */
export function checkAnswer(command: string, output: object): void {
  if (!isComplete(rowOf(command), output)) throw new UnusableAnswer('the answer lacks members', 200);
}

function isComplete(row: CommandRow<object> | undefined, output: object): boolean {
  // `$metadata` is the SDK's own.
  if (row === undefined) return Object.keys(output).some((member) => member !== '$metadata');
  const { answer } = row;
  if (answer === 'nothing') return true;
  if (typeof answer === 'function') return answer(output);
  return answer.every((member) => ((output as Record<string, unknown>)[member] ?? undefined) !== undefined);
}

function rowOf(command: string): CommandRow<object> | undefined {
  if (!Object.hasOwn(commandTable, command)) return undefined;
  // The rows differ in the output they are about; the name has picked the right one.
  return commandTable[command as keyof typeof commandTable] as CommandRow<object>;
}
