import { AppError } from '../common/errors/app-error';

/**
 * A member that Cognito's answer must bring although its type leaves it open.
 *
 * @throws AppError `upstream_invalid_response` when it is not there
 */
export function answered<T>(member: T | undefined): T {
  if (member === undefined) throw new AppError('upstream_invalid_response');
  return member;
}
