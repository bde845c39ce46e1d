import type { MfaMethods } from '../../cognito/mfa-methods.dto';

/** How the signed-in user can prove who he is. */
export class FactorsResponse {
  /**
   * First factors that are ready to use, by Cognito's names: `PASSWORD`, `EMAIL_OTP`, `SMS_OTP`, `WEB_AUTHN`.
   * @example ["PASSWORD"]
   */
  signIn: string[];
  /** Second factors. */
  mfa: MfaMethods;
}
