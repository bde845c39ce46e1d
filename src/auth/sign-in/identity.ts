import { AppError } from '../../common/errors/app-error';
import type { Cognito } from '../../cognito/cognito';
import type { Step } from './session-token';

/** Who signs in, as Cognito wants it said at each step. */
export function identity(
  cognito: Cognito,
  { username, deviceKey }: Pick<Step, 'username' | 'deviceKey'>,
): Record<string, string> {
  const hash = cognito.secretHash(username);
  return {
    USERNAME: username,
    ...(hash === undefined ? {} : { SECRET_HASH: hash }),
    ...(deviceKey === undefined ? {} : { DEVICE_KEY: deviceKey }),
  };
}

/** What a step came to, and the device it was taken with. */
export interface Taken<T> {
  readonly answer: T;
  readonly deviceKey: string | undefined;
}

/**
 * Takes a step, and takes it again without the device when Cognito does not know that device (any more): a device that was
 * forgotten elsewhere must not lock its owner out. Amazon's own client does the same.
 *
 * @param take called with the device key, or with undefined the second time
 * @returns the answer, and the device key it was given for
 */
export async function withDevice<T>(
  deviceKey: string | undefined,
  take: (deviceKey: string | undefined) => Promise<T>,
): Promise<Taken<T>> {
  try {
    return { answer: await take(deviceKey), deviceKey };
  } catch (error) {
    if (deviceKey === undefined || !isUnknownDevice(error)) throw error;
    return { answer: await take(undefined), deviceKey: undefined };
  }
}

/**
 * Takes a step that nobody but the device can take.
 *
 * @throws AppError `session_expired` when Cognito does not know the device any more: the next sign-in leaves it out
 */
export async function byDevice<T>(
  deviceKey: string | undefined,
  take: (deviceKey: string | undefined) => Promise<T>,
): Promise<Taken<T>> {
  try {
    return { answer: await take(deviceKey), deviceKey };
  } catch (error) {
    throw isUnknownDevice(error) ? new AppError('session_expired', { cause: error }) : error;
  }
}

function isUnknownDevice(error: unknown): boolean {
  return error instanceof AppError && error.code === 'resource_not_found';
}
