import { PoolError } from '../pool-error';

/** @param message one of the texts that tell the many meanings of this exception apart */
export function notAuthorized(message: string): PoolError {
  return new PoolError('NotAuthorizedException', message);
}

/** @param message one of the texts that tell the many meanings of this exception apart */
export function invalidParameter(message: string): PoolError {
  return new PoolError('InvalidParameterException', message);
}

/** The answer to a wrong password and, where existence errors are hidden, to an unknown user. */
export function badCredentials(): PoolError {
  return notAuthorized('Incorrect username or password.');
}

/** Answer of the sign-in operations to an unknown user where existence errors are shown. */
export function userNotFound(): PoolError {
  return new PoolError('UserNotFoundException', 'User does not exist.');
}

/** The sign-up and recovery operations word it differently from sign-in. */
export function combinationNotFound(): PoolError {
  return new PoolError('UserNotFoundException', 'Username/client id combination not found.');
}

export function userNotConfirmed(): PoolError {
  return new PoolError('UserNotConfirmedException', 'User is not confirmed.');
}

export function passwordResetRequired(): PoolError {
  return new PoolError('PasswordResetRequiredException', 'Password reset required for the user');
}

export function userDisabled(): PoolError {
  return notAuthorized('User is disabled.');
}

/** A map entry or member that the operation cannot do without. */
export function missingParameter(name: string): PoolError {
  return invalidParameter(`Missing required parameter ${name}`);
}

/** @param status what the user is instead of UNCONFIRMED */
export function cannotBeConfirmed(status: string): PoolError {
  return notAuthorized(`User cannot be confirmed. Current status is ${status}`);
}

/** Answer to a password reset of somebody who has no password of his own. */
export function cannotBeReset(): PoolError {
  return notAuthorized('User password cannot be reset in the current state.');
}

/** Answer to a password reset of somebody to whom no code can be sent. */
export function noRecoveryChannel(): PoolError {
  return invalidParameter(
    'Cannot reset password for the user as there is no registered/verified email or phone_number',
  );
}
