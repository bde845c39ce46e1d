/** Longest reason of a refusal, in characters. */
const LONGEST = 200;

/**
 * Thrown by a provider that does not let something happen, whatever it is declared to do about failures. Cognito hands the reason on
 * (`PreSignUp failed with error Refused: <reason>.`), and the routes of this service show it as `detail`.
 *
 * ```ts
 * throw new Refusal('Only members of the club can sign up');
 * ```
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  /**
   * @param reason for the person: one sentence without the dot, of at most 200 characters, and without anything that is not theirs to
   *   know
   * @throws RangeError for a reason that is none
   */
  constructor(reason: string) {
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    if (reason === '' || reason.length > LONGEST || /[\u0000-\u001f\u007f]/.test(reason)) {
      throw new RangeError(`A reason has 1 to ${LONGEST} characters, and no line ends`);
    }
    super(`Refused: ${reason.replace(/\.$/, '')}`);
  }
}

/**
 * What Cognito is told when a provider that fails closed has failed: nothing of what has happened. It has no cause either, as Lambda writes
 * whatever is thrown into its own log, with messages that may hold anything. The routes of this service make `upstream_refused` of it.
 */
export class TriggerFailure extends Error {
  override readonly name = 'TriggerFailure';

  constructor() {
    super('Unavailable: this is not possible at the moment');
  }
}
