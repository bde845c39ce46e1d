import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import { deviceNotFound } from '../../devices/tracking';
import { isDue } from '../challenge';
import { secondFactorStep } from '../mfa/step';
import type { Step } from '../next-step';
import type { SignIn } from '../sign-in';
import { knownDevice, mayHaveDevice, trustedDevice } from './known-device';

/** What a remembered device stands in for. Codes by e-mail are not among it: AWS names SMS and TOTP. */
const replaced: ReadonlySet<ChallengeNameType> = new Set([
  'SMS_MFA',
  'SOFTWARE_TOKEN_MFA',
  'SELECT_MFA_TYPE',
]);

/**
 * Refuses a first request that names no device of this user, so that the client starts again without it. After a challenge the
 * answers have named the device (known-device.ts, withDeviceKey), and what the first request said of it is forgotten.
 */
export const namedDeviceStep: Step = (context, signIn) => {
  const { deviceKey, passed } = signIn.progress;
  const unknown = deviceKey !== undefined && mayHaveDevice(signIn) && !knownDevice(context, signIn);
  if (unknown && passed.length === 0) throw deviceNotFound();
  return signIn;
};

/** The second factor, or the proof of a remembered device in its place. */
export const secondFactorOrDeviceStep: Step = async (context, signIn) => {
  const result = await secondFactorStep(context, signIn);
  if (!isDue(result) || !replaced.has(result.due)) return result;
  if (hasProvedDevice(signIn)) return signIn;
  if (!trustedDevice(context, signIn)) return result;
  return asksAtTheEnd(signIn) ? signIn : { due: 'DEVICE_SRP_AUTH', signIn };
};

/** The device, where CUSTOM_AUTH asks for it at the end. */
export const deviceStep: Step = (context, signIn) => {
  if (!asksAtTheEnd(signIn) || hasProvedDevice(signIn)) return signIn;
  if (trustedDevice(context, signIn)) return { due: 'DEVICE_SRP_AUTH', signIn };
  // A device that was forgotten while a trigger ran has stood in for nothing.
  return secondFactorStep(context, signIn);
};

function asksAtTheEnd({ progress }: SignIn): boolean {
  return progress.flow === 'CUSTOM_AUTH';
}

function hasProvedDevice({ progress }: SignIn): boolean {
  return progress.passed.includes('DEVICE_PASSWORD_VERIFIER');
}
