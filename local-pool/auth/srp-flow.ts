import type { PoolContext } from '../operation';
import { presentChallenge } from './next-step';
import { whoSignsIn } from './phantom';
import { required, startedSignIn, type AuthOutcome, type AuthStart } from './sign-in';

/**
 * First step of USER_SRP_AUTH. Whoever is asked for gets a PASSWORD_VERIFIER; the state of an account shows after the proof.
 *
 * @throws PoolError UserNotFoundException where existence is not hidden, InvalidParameterException for an SRP_A of no use
 */
export function beginWithSrp(context: PoolContext, start: AuthStart): Promise<AuthOutcome> {
  const { parameters } = start;
  const name = required(parameters, 'USERNAME');
  const given = { SRP_A: required(parameters, 'SRP_A') };
  const signIn = startedSignIn(start, 'USER_SRP_AUTH', whoSignsIn(context, start, name));
  return presentChallenge(context, signIn, 'PASSWORD_VERIFIER', given);
}
