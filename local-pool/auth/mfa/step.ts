import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolContext } from '../../operation';
import { PoolError } from '../../pool-error';
import type { Step } from '../next-step';
import { invalidParameter } from '../refusals';
import type { SignIn } from '../sign-in';
import { methodsToSetUp, mfaMethods, usableMethods } from './methods';

/** What decides about the second factor of a sign-in. */
type Owing = Pick<SignIn, 'pool' | 'user' | 'progress'>;

/** The second factor, when the pool or the user wants one. */
export const secondFactorStep: Step = (context, signIn) => {
  const due = secondFactorDue(context, signIn);
  return due === undefined ? signIn : { due, signIn };
};

/**
 * The challenge of the second factor that a sign-in still owes. What is owed and cannot be asked for is refused, never skipped.
 *
 * @throws PoolError InvalidParameterException when MFA is required and the user has no method, nor any that he could set up here;
 *   InvalidUserPoolConfigurationException when none of the methods he has switched on can be used, and after a code as first factor
 */
export function secondFactorDue(_: PoolContext, signIn: Owing): ChallengeNameType | undefined {
  if (!isOwed(signIn) || hasPassed(signIn)) return undefined;
  const { first } = signIn.progress;
  if (first === 'EMAIL_OTP' || first === 'SMS_OTP') {
    throw contradiction(`Sign-in by ${first} cannot be combined with MFA.`);
  }
  const usable = usableMethods(signIn);
  if (usable.length > 1) return 'SELECT_MFA_TYPE';
  return usable[0] ?? setUpOf(signIn);
}

function isOwed(signIn: Owing): boolean {
  const { pool, user, progress } = signIn;
  if (pool.mfa.mode === 'OFF') return false;
  // Of custom challenges the triggers decide alone; Cognito adds MFA to the password that may come before them.
  if (progress.flow === 'CUSTOM_AUTH' && progress.first !== 'PASSWORD') return false;
  if (isVerifiedPasskey(signIn)) return false;
  return pool.mfa.mode === 'ON' || user.mfa.enabled.length > 0;
}

/** A passkey whose authenticator knew its owner counts as two factors where the pool says so. */
function isVerifiedPasskey({ pool, user, progress }: Owing): boolean {
  return (
    progress.first === 'WEB_AUTHN' &&
    progress.userVerified === true &&
    pool.mfa.webAuthn?.FactorConfiguration === 'MULTI_FACTOR_WITH_USER_VERIFICATION' &&
    user.mfa.webAuthn !== false
  );
}

/** A code to the address that the first factor was sent to is not a second one as well. */
function hasPassed({ progress: { first, passed } }: Owing): boolean {
  const same = first === 'SMS_OTP' ? 'SMS_MFA' : first;
  return mfaMethods.some((method) => method !== same && passed.includes(method));
}

/** Whoever has switched on a method that cannot be used must not replace it with nothing but a password. */
function setUpOf({ pool, user }: Owing): ChallengeNameType {
  if (user.mfa.enabled.length > 0) throw contradiction('None of the MFA methods of the user can be used.');
  if (methodsToSetUp({ pool, user }).some((method) => method !== 'SMS_MFA')) return 'MFA_SETUP';
  throw invalidParameter('User has no MFA method that can be used, and none that can be set up.');
}

function contradiction(message: string): PoolError {
  return new PoolError('InvalidUserPoolConfigurationException', message);
}
