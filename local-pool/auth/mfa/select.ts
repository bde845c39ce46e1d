import type { PoolContext } from '../../operation';
import { PoolError } from '../../pool-error';
import type { Challenge, ChallengeAttempt, Presentation, Settle } from '../challenge';
import { invalidParameter } from '../refusals';
import { required, type SignIn } from '../sign-in';
import { mfaMethods, usableMethods, type MfaMethod } from './methods';

/** SELECT_MFA_TYPE: which of several methods it is to be. */
export const selectMfaType: Challenge = { present, answer };

/** The guide and AWS's clients know the list by different names. */
function present(_: PoolContext, signIn: SignIn): Presentation {
  const methods = JSON.stringify(usableMethods(signIn));
  return {
    parameters: {
      MFAS_CAN_SELECT: methods,
      MFAS_CAN_CHOOSE: methods,
      USER_ID_FOR_SRP: signIn.user.username,
    },
    state: {},
  };
}

/** @throws PoolError InvalidParameterException for what is no method, MFAMethodNotFoundException for one that cannot be chosen */
function answer(_: PoolContext, { responses }: ChallengeAttempt): Settle {
  const due = methodNamed(required(responses, 'ANSWER'));
  return (fresh) => {
    if (usableMethods(fresh).includes(due)) return { due, signIn: fresh };
    throw new PoolError('MFAMethodNotFoundException', `The user has no MFA method ${due}.`);
  };
}

/** EMAIL_MFA is what the API reference calls EMAIL_OTP here. */
function methodNamed(answer: string): MfaMethod {
  const name = answer === 'EMAIL_MFA' ? 'EMAIL_OTP' : answer;
  const method = mfaMethods.find((known) => known === name);
  if (!method) throw invalidParameter('ANSWER is not one of the available MFA methods.');
  return method;
}
