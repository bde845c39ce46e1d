import { Length } from 'class-validator';
import { MayBeLeftOut } from '../../cognito/input.validators';

/** A new password of the signed-in user. */
export class ChangePasswordRequest {
  /**
   * The present password; only who has none yet leaves it out. Taken as it is, without trimming.
   * @example Correct-Horse-7
   */
  @MayBeLeftOut()
  @Length(1, 256)
  currentPassword?: string;
  /**
   * The new password. Taken as it is, without trimming.
   * @example Correct-Horse-8
   */
  @Length(1, 256)
  newPassword: string;
}
