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
): Promise<{ answer: T; deviceKey: string | undefined }> {
  try {
    return { answer: await take(deviceKey), deviceKey };
  } catch (error) {
    const unknown = error instanceof AppError && error.code === 'resource_not_found';
    if (deviceKey === undefined || !unknown) throw error;
    return { answer: await take(undefined), deviceKey: undefined };
  }
}
