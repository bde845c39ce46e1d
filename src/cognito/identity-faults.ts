import { types } from 'node:util';
import type * as Sdk from '@aws-sdk/client-cognito-identity';
import { AppError } from '../common/errors/app-error';
import type { ErrorCode } from '../common/errors/error-table';
import type { Meaning } from './meaning';
import { translate, unmodelled } from './translate';

/** Name of an exception that the model of identity pools has. */
type IdentityExceptionName = Exclude<
  Extract<keyof typeof Sdk, `${string}Exception`>,
  'CognitoIdentityServiceException'
>;

/** What exceptions of identity pools mean: most have namesakes of user pools that mean something else. */
const exceptionTable = {
  ConcurrentModificationException: 'conflict',
  DeveloperUserAlreadyRegisteredException: 'conflict',
  // Somebody else's server, by which the identity pool verifies.
  ExternalServiceException: 'upstream_unavailable',
  InternalErrorException: 'upstream_unavailable',
  InvalidIdentityPoolConfigurationException: 'service_misconfigured',
  InvalidParameterException: 'invalid_parameter',
  LimitExceededException: 'limit_exceeded',
  // The token has been verified before: it is the rules of the identity pool that have no role for this person.
  NotAuthorizedException: { code: 'forbidden', detail: 'The identity pool has no role for you.' },
  ResourceConflictException: 'conflict',
  ResourceNotFoundException: 'service_misconfigured',
  TooManyRequestsException: 'upstream_throttled',
} as const satisfies Readonly<Record<IdentityExceptionName, ErrorCode | Meaning>>;

/** Texts of NotAuthorizedException that are about something else; a reworded one costs precision, not safety. */
const refusals: readonly { readonly text: RegExp; readonly means: ErrorCode }[] = [
  // Its end came on the way, or its user was signed out and the identity pool asks the user pool.
  { text: /^Invalid login token\b/, means: 'invalid_id_token' },
  { text: /^Token is not from a supported provider\b/, means: 'service_misconfigured' },
  { text: /^Unauthenticated access is not supported\b/, means: 'service_misconfigured' },
];

/** Turns whatever a call to an identity pool failed with into the failure that a caller may be told about. */
export function translateIdentity(command: string, error: unknown): AppError {
  // What is no answer of the identity pool, such as a lost connection, means the same everywhere.
  if (!types.isNativeError(error) || !('$fault' in error)) return translate(command, error);
  const means = meaningOf(error);
  const { code, ...rest } = typeof means === 'string' ? { code: means } : means;
  return new AppError(code, { ...rest, cause: error });
}

function meaningOf(error: Error): ErrorCode | Meaning {
  const { name, message }: { name: string; message: unknown } = error;
  if (!isModelled(name)) return unmodelled(error);
  if (name !== 'NotAuthorizedException' || typeof message !== 'string') return exceptionTable[name];
  return refusals.find(({ text }) => text.test(message))?.means ?? exceptionTable[name];
}

function isModelled(name: string): name is IdentityExceptionName {
  return Object.hasOwn(exceptionTable, name);
}
