import { modelledOperations, shapeNamed } from '../../wire/api-model';

/** Documented exceptions that no call can provoke here, with the reason. */
const nowhere: Readonly<Record<string, string>> = {
  InternalErrorException: 'a fault of the pool itself; malformed.test.ts makes every operation answer it',
  InternalServerException: 'a fault of the pool itself, as InternalErrorException',
  TooManyRequestsException: 'quotas of an account; malformed.test.ts makes every operation answer it',
  OperationNotEnabledException: 'there are no secondary replicas of a pool',
  ForbiddenException: 'there is no web application firewall in front of the pool',
  AccessDeniedException: 'there are no IAM policies: any credentials may do anything',
  InvalidSmsRoleAccessPolicyException: 'there is no IAM role that messages are sent with',
  InvalidSmsRoleTrustRelationshipException: 'there is no IAM role that messages are sent with',
  InvalidEmailRoleAccessPolicyException: 'there is no e-mail identity that messages are sent with',
  CodeDeliveryFailureException: 'messages always arrive: in the inbox',
  ConcurrentModificationException: 'takes two calls at once; see the tests of authenticator apps',
  UserPoolTaggingException: 'tags are kept as they come',
  TierChangeNotAllowedException: 'every change of the plan is allowed',
  InvalidLambdaResponseException: 'trigger-errors.test.ts makes every operation answer it',
  UnexpectedLambdaException: 'trigger-errors.test.ts makes every operation answer it',
  UserLambdaValidationException: 'trigger-errors.test.ts makes every operation answer it',
};

const uncounted = 'the quota of an account, which is not counted here';
const unnamed = 'AWS does not say what it means here';
const gone = 'a user who was deleted takes tokens and Sessions along: those are NotAuthorized';
const byText = 'the pool says InvalidParameter, as observed of AWS';
const noCode = 'the operation takes no code';

/** The same of single operations. */
const ofOperations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CreateUserPool: { LimitExceededException: uncounted },
  CreateUserPoolClient: { LimitExceededException: uncounted },
  ListUserPoolClientSecrets: { LimitExceededException: 'nothing is made' },
  DeleteUserPoolClientSecret: { LimitExceededException: 'nothing is made' },
  AdminCreateUser: { PreconditionNotMetException: unnamed },
  AdminConfirmSignUp: { LimitExceededException: noCode, TooManyFailedAttemptsException: noCode },
  AdminResetUserPassword: { LimitExceededException: 'administrators are not limited' },
  SignUp: { LimitExceededException: 'a new user has no calls behind him' },
  CreateUserImportJob: { PreconditionNotMetException: unnamed },
  CreateUserPoolDomain: { LimitExceededException: 'a second domain of a pool is InvalidParameter' },
  DescribeUserPoolDomain: { ResourceNotFoundException: 'an unknown domain has an empty description' },
  UpdateIdentityProvider: { UnsupportedIdentityProviderException: unnamed },
  DeleteIdentityProvider: { UnsupportedIdentityProviderException: unnamed },
  AdminDisableProviderForUser: { AliasExistsException: unnamed },
  InitiateAuth: { UnsupportedOperationException: unnamed },
  AdminInitiateAuth: {
    UnsupportedOperationException: unnamed,
    MFAMethodNotFoundException: 'a method is chosen in answer to a challenge',
  },
  RespondToAuthChallenge: { UserNotFoundException: gone },
  AdminRespondToAuthChallenge: { UserNotFoundException: gone },
  VerifySoftwareToken: {
    CodeMismatchException: 'a wrong code is EnableSoftwareTokenMFA, as observed of AWS',
    InvalidUserPoolConfigurationException: 'a pool without apps is SoftwareTokenMFANotFound',
  },
  GetTokensFromRefreshToken: { UserNotFoundException: gone },
  UpdateUserAttributes: { CodeMismatchException: noCode, ExpiredCodeException: noCode },
  ConfirmDevice: {
    InvalidPasswordException: unnamed,
    UsernameExistsException: unnamed,
    ResourceNotFoundException: 'the key of another sign-in is InvalidParameter',
  },
  ListWebAuthnCredentials: { LimitExceededException: 'nothing is made' },
  DeleteWebAuthnCredential: { LimitExceededException: 'nothing is made' },
};

const ofName = 'what every other operation answers to an unknown name';
const ofToken = 'what every other operation answers to such a token';

/** Exceptions that an operation answers although the API does not document them for it, with the reason. */
const undocumented: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  GlobalSignOut: { UserNotFoundException: ofToken },
  AssociateSoftwareToken: {
    UserNotFoundException: ofToken,
    UserNotConfirmedException: ofToken,
    PasswordResetRequiredException: ofToken,
  },
  StartWebAuthnRegistration: { UserNotFoundException: ofToken, UserNotConfirmedException: ofToken },
  CompleteWebAuthnRegistration: { UserNotFoundException: ofToken, UserNotConfirmedException: ofToken },
  ListWebAuthnCredentials: { UserNotFoundException: ofToken, UserNotConfirmedException: ofToken },
  DeleteWebAuthnCredential: { UserNotFoundException: ofToken, UserNotConfirmedException: ofToken },
  AdminGetDevice: { UserNotFoundException: ofName },
  AdminListDevices: { UserNotFoundException: ofName },
};

/** These need session tracking, which a pool can have or not. */
const withSwitch = new Set([
  'ListUserSessions',
  'RevokeUserSession',
  'AdminListUserSessions',
  'AdminRevokeUserSession',
  'SetUserPoolClientSessionConfiguration',
]);
/** Members that name something that may not be there. */
const resources = new Set([
  ...['UserPoolId', 'ClientId', 'DeviceKey', 'CredentialId', 'SessionId', 'ResourceArn'],
]);

/** Why an operation never answers an exception that it documents; undefined when it can. */
export function notProvokable(operation: string, exception: string): string | undefined {
  if (exception === 'OperationNotEnabledException' && withSwitch.has(operation)) return undefined;
  if (exception === 'InvalidUserPoolConfigurationException' && operation.includes('Device')) return byText;
  const own = ofOperations[operation]?.[exception] ?? nowhere[exception];
  if (own !== undefined) return own;
  const { input } = modelledOperations.get(operation)!;
  const members = Object.keys(shapeNamed(input).members ?? {});
  if (exception === 'ResourceNotFoundException' && !members.some((name) => resources.has(name))) {
    return 'an access token in force has a pool and a client';
  }
  return undefined;
}

/** Why a row of its own is not asked for: other tests provoke the exception in every operation, or nobody can. */
export function covered(operation: string, exception: string): string | undefined {
  if (exception === 'InvalidParameterException') return 'malformed.test.ts';
  const signed = modelledOperations.get(operation)?.auth === 'sigv4';
  if (exception === 'NotAuthorizedException' && signed) return nowhere['AccessDeniedException'];
  return notProvokable(operation, exception);
}

/** Why an operation answers an exception that it does not document; undefined when it must not. */
export function chosen(operation: string, exception: string): string | undefined {
  return undocumented[operation]?.[exception];
}
