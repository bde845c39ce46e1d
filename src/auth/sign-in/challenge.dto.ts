import { IsObject, IsString, Length } from 'class-validator';
import { IsTextMap, MayBeLeftOut } from '../../cognito/input.validators';

/** The answer to a challenge of a sign-in. */
export class AnswerChallengeRequest {
  /**
   * The session as it came with the challenge.
   * @example session-of-the-challenge
   */
  @IsString()
  @Length(1, 8192)
  session: string;
  /**
   * The fields that `challenge.answer` names: `code`, or `newPassword` and, where some are missing, `attributes` such as
   * `{ "name": "Ada" }`.
   * @example { "newPassword": "Correct-Horse-7" }
   */
  @IsObject()
  answer: Record<string, unknown>;
  /** Values handed to the Lambda triggers of the user pool. */
  @MayBeLeftOut()
  @IsTextMap()
  clientMetadata?: Record<string, string>;
}
