import { Type } from 'class-transformer';
import { IsBoolean, IsObject, IsString, Length, Matches, ValidateNested } from 'class-validator';
import { MayBeLeftOut } from '../../cognito/input.validators';

/** One method of a second factor, on or off. */
export class MfaMethodSetting {
  /** Whether the method is asked for. */
  @IsBoolean()
  enabled: boolean;
  /** Whether it is asked for first; one method at most, which is on. Stays as it is when left out. */
  @MayBeLeftOut()
  @IsBoolean()
  preferred?: boolean;
}

/** Second factors to switch on or off. A method that is left out stays as it is. */
export class UpdateMfaRequest {
  /**
   * Codes of an authenticator app.
   * @example { "enabled": false }
   */
  @MayBeLeftOut()
  @IsObject()
  @ValidateNested()
  @Type(() => MfaMethodSetting)
  totp?: MfaMethodSetting;
  /** Codes by SMS; needs a verified phone number. */
  @MayBeLeftOut()
  @IsObject()
  @ValidateNested()
  @Type(() => MfaMethodSetting)
  sms?: MfaMethodSetting;
  /** Codes by e-mail; needs a verified e-mail address. */
  @MayBeLeftOut()
  @IsObject()
  @ValidateNested()
  @Type(() => MfaMethodSetting)
  email?: MfaMethodSetting;
}

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
