import { IsString, Length, Matches } from 'class-validator';
import { MayBeLeftOut } from '../../cognito/input.validators';

/** The first code of an authenticator app. */
export class VerifyTotpRequest {
  /**
   * Six digits from the app.
   * @example 123456
   */
  @Matches(/^\d{6}$/, { message: 'code must be six digits' })
  code: string;
  /**
   * What the app or phone is called; shown when a code is asked for.
   * @example My phone
   */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 128)
  deviceName?: string;
}
