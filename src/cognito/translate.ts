import { types } from 'node:util';
import { CognitoIdentityProviderServiceException as ServiceException } from '@aws-sdk/client-cognito-identity-provider';
import { AppError } from '../common/errors/app-error';
import type { ErrorCode } from '../common/errors/error-table';
import { meaningAtCommand } from './command-meanings';
import { commonErrorCode, exceptionTable, isCognitoException } from './exceptions';
import { ConnectionFault, UnusableAnswer } from './exchange';
import type { Meaning } from './meaning';
import { meaningOfText } from './texts';

/**
 * Turns whatever a call failed with into the failure that a caller may be told about: by text, else by command, else by
 * exception. The original is kept as the cause, for the log.
 *
 * @param command `context.commandName` of the SDK, a constant: names of classes do not survive bundlers
 */
export function translate(command: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { code, ...rest } = meaningOf(command, error);
  return new AppError(code, { ...rest, cause: error });
}

function meaningOf(command: string, error: unknown): Meaning {
  if (error instanceof ServiceException) return withCode(refusal(command, error));
  if (error instanceof UnusableAnswer) return { code: unusable(error.status) };
  if (error instanceof ConnectionFault) return { code: 'upstream_unavailable' };
  if (!types.isNativeError(error)) return { code: 'internal_error' };
  // The SDK marks what it could not read with the answer it came from.
  if ('$response' in error) return { code: unusable(statusOf(error)) };
  // No credentials, or a refusal of the service that gives them out: what this service is set up with does not work.
  if (error.name.endsWith('ProviderError') || '$fault' in error) return { code: 'upstream_refused' };
  return { code: 'internal_error' };
}

function refusal(command: string, error: ServiceException): ErrorCode | Meaning {
  const { name } = error;
  if (!isCognitoException(name)) return unmodelled(error);
  return (
    meaningOfText(command, name, textOf(error)) ?? meaningAtCommand(command, name) ?? exceptionTable[name]
  );
}

/** What an error means that is in the model of no operation. */
export function unmodelled(error: Error): ErrorCode {
  return commonErrorCode(error.name) ?? unknownError(error.name, statusOf(error));
}

/** An error that no table has: by status, since its name says nothing. */
function unknownError(name: string, status: number | undefined): ErrorCode {
  if (status === 429) return 'upstream_throttled';
  if (status !== undefined && status >= 500) return 'upstream_unavailable';
  // The SDK's word for an error without a name.
  return name === 'Unknown' ? 'upstream_invalid_response' : 'upstream_refused';
}

function unusable(status: number | undefined): ErrorCode {
  if (status === 429) return 'upstream_throttled';
  return status !== undefined && status >= 500 ? 'upstream_unavailable' : 'upstream_invalid_response';
}

function withCode(meaning: ErrorCode | Meaning): Meaning {
  return typeof meaning === 'string' ? { code: meaning } : meaning;
}

/** The text came over the wire: it may be missing or not a text at all. */
function textOf(error: { message: unknown }): string {
  return typeof error.message === 'string' ? error.message : '';
}

function statusOf(error: Error): number | undefined {
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : undefined;
  return typeof status === 'number' ? status : undefined;
}
