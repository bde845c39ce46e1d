import { IsString, Length, Matches } from 'class-validator';
import type { CodeDelivery } from '../../cognito/code-delivery.dto';

/** Who has forgotten the password. */
export class ForgotPasswordRequest {
  /**
   * Username, or an e-mail address or phone number where the user pool takes those.
   * @example person@example.com
   */
  @IsString()
  @Length(1, 128)
  username: string;
}

/** A code was sent, if there is an account that may reset its password. */
export class ForgotPasswordResponse {
  /** Where it goes. Taken from the request, not from the account, unless account existence is revealed. */
  delivery: CodeDelivery;
}

/** A new password, with the code as proof. */
export class ResetPasswordRequest {
  /**
   * The name that the code was asked for.
   * @example person@example.com
   */
  @IsString()
  @Length(1, 128)
  username: string;
  /**
   * The code from the message.
   * @example 123456
   */
  @Length(1, 2048)
  @Matches(/^\S+$/, { message: 'code must not contain spaces' })
  code: string;
  /**
   * The new password. Taken as it is, without trimming.
   * @example Correct-Horse-8
   */
  @IsString()
  @Length(1, 256)
  newPassword: string;
}
