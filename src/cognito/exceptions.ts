import type * as Sdk from '@aws-sdk/client-cognito-identity-provider';
import type { ErrorCode } from '../common/errors/error-table';

/** Name of an exception that Cognito's model has. */
export type CognitoExceptionName = Exclude<
  Extract<keyof typeof Sdk, `${string}Exception`>,
  'CognitoIdentityProviderServiceException'
>;

/**
 * What each exception means when neither its text (`texts.ts`) nor the command (`command-meanings.ts`) says more. A missing or
 * misspelt name does not compile.
 */
export const exceptionTable = {
  AccessDeniedException: 'upstream_refused',
  AliasExistsException: 'alias_exists',
  CodeDeliveryFailureException: 'code_delivery_failed',
  CodeMismatchException: 'code_mismatch',
  ConcurrentModificationException: 'conflict',
  DeviceKeyExistsException: 'conflict',
  DuplicateProviderException: 'conflict',
  EnableSoftwareTokenMFAException: 'code_mismatch',
  ExpiredCodeException: 'code_expired',
  FeatureUnavailableInTierException: 'service_misconfigured',
  ForbiddenException: 'request_blocked',
  GroupExistsException: 'group_exists',
  InternalErrorException: 'upstream_unavailable',
  InternalServerException: 'upstream_unavailable',
  InvalidEmailRoleAccessPolicyException: 'upstream_refused',
  InvalidLambdaResponseException: 'upstream_refused',
  InvalidOAuthFlowException: 'invalid_parameter',
  InvalidParameterException: 'invalid_parameter',
  InvalidPasswordException: 'password_policy',
  InvalidSmsRoleAccessPolicyException: 'upstream_refused',
  InvalidSmsRoleTrustRelationshipException: 'upstream_refused',
  InvalidUserPoolConfigurationException: 'service_misconfigured',
  // The limit per user is the usual one; commands that make things mean the number of things.
  LimitExceededException: 'too_many_attempts',
  MFAMethodNotFoundException: 'mfa_not_available',
  ManagedLoginBrandingExistsException: 'conflict',
  // Where no rule knows better, it is this service that was refused: IAM, or a state nobody described.
  NotAuthorizedException: 'upstream_refused',
  OperationNotEnabledException: 'service_misconfigured',
  PasswordHistoryPolicyViolationException: 'password_reused',
  PasswordResetRequiredException: 'password_reset_required',
  PreconditionNotMetException: 'conflict',
  RefreshTokenReuseException: 'refresh_token_reused',
  // The user pool or the client; commands about groups, devices and jobs mean those.
  ResourceNotFoundException: 'service_misconfigured',
  ScopeDoesNotExistException: 'invalid_parameter',
  ServiceQuotaExceededException: 'limit_exceeded',
  SoftwareTokenMFANotFoundException: 'mfa_not_available',
  TermsExistsException: 'conflict',
  TierChangeNotAllowedException: 'conflict',
  TooManyFailedAttemptsException: 'too_many_attempts',
  TooManyRequestsException: 'upstream_throttled',
  UnauthorizedException: 'unauthorized',
  UnexpectedLambdaException: 'upstream_refused',
  UnsupportedIdentityProviderException: 'invalid_parameter',
  UnsupportedOperationException: 'service_misconfigured',
  UnsupportedTokenTypeException: 'invalid_parameter',
  UnsupportedUserStateException: 'conflict',
  UserImportInProgressException: 'conflict',
  UserLambdaValidationException: 'operation_refused',
  UserNotConfirmedException: 'user_not_confirmed',
  // Public routes hide it unless account existence is revealed: that is theirs to decide.
  UserNotFoundException: 'user_not_found',
  // An ordinary state of a pool, and no fault: most plans do not have it.
  UserPoolAddOnNotEnabledException: 'feature_not_enabled',
  UserPoolTaggingException: 'invalid_parameter',
  UsernameExistsException: 'username_exists',
  WebAuthnChallengeNotFoundException: 'passkey_challenge_expired',
  WebAuthnClientMismatchException: 'passkey_refused',
  WebAuthnConfigurationMissingException: 'service_misconfigured',
  WebAuthnCredentialNotSupportedException: 'passkey_invalid',
  WebAuthnNotEnabledException: 'service_misconfigured',
  WebAuthnOriginNotAllowedException: 'passkey_refused',
  WebAuthnRelyingPartyMismatchException: 'passkey_invalid',
} as const satisfies Readonly<Record<CognitoExceptionName, ErrorCode>>;

/**
 * Errors that any AWS service gives and no model lists.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
 */
export const commonErrorTable = {
  ThrottlingException: 'upstream_throttled',
  Throttling: 'upstream_throttled',
  RequestLimitExceeded: 'upstream_throttled',
  InternalFailure: 'upstream_unavailable',
  ServiceUnavailable: 'upstream_unavailable',
  ServiceUnavailableException: 'upstream_unavailable',
  RequestAbortedException: 'upstream_unavailable',
  RequestTimeoutException: 'upstream_timeout',
  // Our checks let a value through that the model does not take.
  ValidationError: 'invalid_parameter',
  ValidationException: 'invalid_parameter',
  SerializationException: 'invalid_parameter',
  RequestEntityTooLargeException: 'invalid_parameter',
  UnknownOperationException: 'service_misconfigured',
  // The signature family (ExpiredToken, UnrecognizedClient, IncompleteSignature …) is refused like anything unknown.
} as const satisfies Readonly<Record<string, ErrorCode>>;

export function isCognitoException(name: string): name is CognitoExceptionName {
  return Object.hasOwn(exceptionTable, name);
}

/** The code of an error outside the model, if it is a known one. */
export function commonErrorCode(name: string): ErrorCode | undefined {
  return Object.hasOwn(commonErrorTable, name)
    ? commonErrorTable[name as keyof typeof commonErrorTable]
    : undefined;
}
