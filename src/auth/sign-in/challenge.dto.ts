import { IsObject, IsString, Length } from 'class-validator';

/** The answer to a challenge of a sign-in. */
export class AnswerChallengeRequest {
  /** The session as it came with the challenge. */
  @IsString()
  @Length(1, 8192)
  session: string;
  /**
   * The fields that `challenge.answer` named, e.g. `code`, or `newPassword` with `attributes`.
   * @example { "newPassword": "Correct-Horse-8", "attributes": { "name": "Ada" } }
   */
  @IsObject()
  answer: Record<string, unknown>;
}
