import type { DeviceRecord } from '../../devices/device-record';
import { deviceNotFound, deviceOf, tracksDevices } from '../../devices/tracking';
import type { PoolContext } from '../../operation';
import type { Entries, SignIn } from '../sign-in';

/** Only InitiateAuth and RespondToAuthChallenge know devices: neither their Admin twins nor managed login remember any. */
export function mayHaveDevice({ api, pool }: Pick<SignIn, 'api' | 'pool'>): boolean {
  return api === 'public' && tracksDevices(pool);
}

/** The device that a sign-in has named, if it is one of this user's that counts. Looked up anew at every step: it may be forgotten. */
export function knownDevice(context: PoolContext, signIn: SignIn): DeviceRecord | undefined {
  if (!mayHaveDevice(signIn)) return undefined;
  return deviceOf(context, signIn.user, signIn.progress.deviceKey);
}

/** A device that may stand in for the second factor. */
export function trustedDevice(context: PoolContext, signIn: SignIn): DeviceRecord | undefined {
  if (signIn.pool.settings.DeviceConfiguration?.ChallengeRequiredOnNewDevice !== true) return undefined;
  const device = knownDevice(context, signIn);
  return device?.remembered === true ? device : undefined;
}

/**
 * The sign-in with the DEVICE_KEY of an answer. An answer without one stays with the device of the request before.
 *
 * @throws PoolError ResourceNotFoundException for the key of no device of this user. Clients then send the same answer again
 *   without it, so the Session has to survive
 */
export function withDeviceKey(context: PoolContext, signIn: SignIn, responses: Entries): SignIn {
  const deviceKey = responses['DEVICE_KEY'];
  if (deviceKey === undefined) return signIn;
  const named: SignIn = { ...signIn, progress: { ...signIn.progress, deviceKey } };
  if (mayHaveDevice(signIn) && !knownDevice(context, named)) throw deviceNotFound();
  return named;
}
