import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolContext } from '../../operation';
import { invalidParameter } from '../refusals';
import type { SignIn } from '../sign-in';
import { availableChallenges } from './available';
import { stepUpChallenges } from './step-up';

/**
 * What can be chosen at this point of a sign-in.
 *
 * @throws PoolError InvalidParameterException where a level is asked for that is out of the user's reach
 */
export function offeredTo(context: PoolContext, signIn: SignIn): readonly ChallengeNameType[] {
  return signIn.progress.levels ? stepUpChallenges(context, signIn) : availableChallenges(context, signIn);
}

/**
 * The challenge of this name.
 *
 * @throws PoolError InvalidParameterException for one that is not offered
 */
export function checkOffered(context: PoolContext, signIn: SignIn, name: string): ChallengeNameType {
  const offered = offeredTo(context, signIn).find((challenge) => challenge === name);
  if (!offered) throw invalidParameter(`${name} is not one of the available challenges.`);
  return offered;
}
