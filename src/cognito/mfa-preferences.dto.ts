import { Type } from 'class-transformer';
import { IsBoolean, IsObject, ValidateNested } from 'class-validator';
import { MayBeLeftOut } from './input.validators';

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
