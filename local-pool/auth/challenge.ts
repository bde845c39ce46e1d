import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolContext } from '../operation';
import type { SessionRecord } from '../store/records';
import type { Entries, SignIn } from './sign-in';

/** A question put to somebody who signs in: one entry in the table of challenges.ts. */
export interface Challenge {
  /**
   * What the client is told, and what the Session has to remember until the answer. May send a code.
   *
   * @param given what the client has sent for this challenge in advance, like SRP_A; from AuthParameters or another answer
   */
  present(context: PoolContext, signIn: SignIn, given: Entries): Presentation | Promise<Presentation>;
  /**
   * Checks an answer. May await, and therefore writes nothing: the engine looks at the Session again afterwards and calls the
   * returned function at once, so that of many answers in a race one wins.
   *
   * @throws PoolError the Session survives InvalidParameter, InvalidPassword, PasswordHistoryPolicyViolation, AliasExists,
   *   CodeMismatch and ResourceNotFound; any other refusal ends it
   */
  answer(context: PoolContext, attempt: ChallengeAttempt): Settle | Promise<Settle>;
}

export interface Presentation {
  readonly parameters: Entries;
  readonly state: SessionRecord['state'];
  /** AvailableChallenges. */
  readonly available?: readonly ChallengeNameType[];
  /** The Session is handed out as SECRET_BLOCK, as SRP wants it, and comes back as PASSWORD_CLAIM_SECRET_BLOCK. */
  readonly asSecretBlock?: boolean;
}

export interface ChallengeAttempt {
  readonly session: SessionRecord;
  readonly signIn: SignIn;
  readonly responses: Entries;
}

/**
 * Applies a right answer to the sign-in, read afresh. Synchronous.
 *
 * @throws PoolError as `Challenge.answer`
 */
export type Settle = (fresh: SignIn) => SignIn | Due;

/** A sign-in with the challenge that comes next, whatever the order of steps would say. */
export interface Due {
  readonly due: ChallengeNameType;
  readonly signIn: SignIn;
  /** Handed to `present`. */
  readonly given?: Entries;
}

export function isDue(result: SignIn | Due): result is Due {
  return 'due' in result;
}

/** The sign-in with a challenge noted as passed. */
export function withPassed(signIn: SignIn, challenge: ChallengeNameType): SignIn {
  const { progress } = signIn;
  return { ...signIn, progress: { ...progress, passed: [...progress.passed, challenge] } };
}
