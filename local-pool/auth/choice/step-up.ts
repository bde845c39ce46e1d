import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolContext } from '../../operation';
import { withPassed } from '../challenge';
import type { Step } from '../next-step';
import { invalidParameter } from '../refusals';
import type { SignIn } from '../sign-in';
import { combinationsFor, kindOf, levelNames, levelOf, type Kind, type Method } from './acr';
import { availableFactors, type ChoiceFactor } from './available';
import { methodsOf } from './methods';

const kindOfFactor: Readonly<Record<ChoiceFactor, Kind>> = {
  PASSWORD: 'pwd',
  EMAIL_OTP: 'email_otp',
  SMS_OTP: 'sms',
  WEB_AUTHN: 'key',
};

const kindOfSecond: Readonly<Record<string, Kind>> = {
  EMAIL_OTP: 'email_otp',
  SMS_MFA: 'sms',
  SOFTWARE_TOKEN_MFA: 'otp',
};

/**
 * What can be chosen next on the way to the level that a sign-in has asked for: the first of its levels that the user can reach
 * (guide "Step-up authentication with the USER_AUTH flow").
 *
 * @returns empty when the level is reached
 * @throws PoolError InvalidParameterException where the user has not what any of the levels takes
 */
export function stepUpChallenges(context: PoolContext, signIn: SignIn): readonly ChallengeNameType[] {
  const methods = methodsOf(signIn.progress);
  const done = new Set(methods.map(kindOf));
  for (const level of signIn.progress.levels ?? []) {
    if (levelOf(methods) >= level) return [];
    const ways = combinationsFor(level).filter((way) => canGo(context, signIn, way, done));
    // The password comes first in every way that has one.
    const next = new Set(ways.flatMap((way) => way.find((kind) => !done.has(kind)) ?? []));
    if (next.size > 0) return [...next].flatMap((kind) => challengesFor(kind, signIn));
  }
  throw invalidParameter('The user has no factors that satisfy any of the requested authentication levels.');
}

/** Asks for what is still missing for the level that the sign-in has asked for, before the second factor that is due anyway. */
export const stepUpStep: Step = (context, signIn) => {
  const { levels, first, passed } = signIn.progress;
  if (!levels) return signIn;
  const offered = stepUpChallenges(context, signIn);
  const [only] = offered;
  if (!only) return signIn;
  // Noted for `amr`: a passkey may take the password's place as the first factor.
  const noted = first === 'PASSWORD' && !passed.includes(first) ? withPassed(signIn, first) : signIn;
  return { due: offered.length > 1 ? 'SELECT_CHALLENGE' : only, signIn: noted };
};

/** What a finished sign-in is worth. */
export interface Assurance {
  readonly methods: readonly Method[];
  /** The name of the level, only where one was asked for. */
  readonly acr?: string;
}

export function assuranceOf({ pool, progress }: SignIn): Assurance {
  const methods = methodsOf(progress);
  const name = levelNames(pool.settings)[levelOf(methods) - 1];
  return { methods, ...(progress.levels && name !== undefined ? { acr: name } : {}) };
}

/** Whether the user has what a way still takes. A second factor is one after a password only. */
function canGo(context: PoolContext, signIn: SignIn, way: readonly Kind[], done: ReadonlySet<Kind>): boolean {
  const firsts = availableFactors(context, signIn).map((factor) => kindOfFactor[factor]);
  const seconds = way.includes('pwd') ? secondFactors(signIn).map((method) => kindOfSecond[method]) : [];
  return way.every((kind) => done.has(kind) || firsts.includes(kind) || seconds.includes(kind));
}

function secondFactors({ pool, user }: SignIn): readonly string[] {
  return pool.mfa.mode === 'OFF' ? [] : user.mfa.enabled;
}

function challengesFor(kind: Kind, signIn: SignIn): readonly ChallengeNameType[] {
  switch (kind) {
    case 'pwd':
      return ['PASSWORD_SRP', 'PASSWORD'];
    case 'key':
      return ['WEB_AUTHN'];
    case 'email_otp':
      return ['EMAIL_OTP'];
    case 'sms':
      return [secondFactors(signIn).includes('SMS_MFA') ? 'SMS_MFA' : 'SMS_OTP'];
    case 'otp':
      return ['SOFTWARE_TOKEN_MFA'];
  }
}
