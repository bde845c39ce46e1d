import type { PoolContext } from '../operation';
import type { SessionRecord } from '../store/records';
import type { SignIn } from './sign-in';

/** A question put to somebody who signs in: one entry in the table of challenges.ts. */
export interface Challenge {
  /** What the client is told, and what the Session has to remember until the answer. May send a code. */
  present(context: PoolContext, signIn: SignIn): Presentation | Promise<Presentation>;
  /**
   * Checks an answer. May await, and therefore writes nothing: the engine looks at the Session again afterwards and calls the
   * returned function at once, so that of many answers in a race one wins.
   *
   * @throws PoolError the Session survives InvalidParameter, InvalidPassword, PasswordHistoryPolicyViolation, AliasExists and
   *   CodeMismatch; any other refusal ends it
   */
  answer(context: PoolContext, attempt: ChallengeAttempt): Settle | Promise<Settle>;
}

export interface Presentation {
  readonly parameters: Readonly<Record<string, string>>;
  readonly state: SessionRecord['state'];
}

export interface ChallengeAttempt {
  readonly session: SessionRecord;
  readonly signIn: SignIn;
  readonly responses: Readonly<Record<string, string>>;
}

/**
 * Applies a right answer to the sign-in, read afresh. Synchronous.
 *
 * @throws PoolError as `Challenge.answer`
 */
export type Settle = (fresh: SignIn) => SignIn;
