/** Which second factors a user has. */
export class MfaMethods {
  /**
   * Methods that are switched on, by Cognito's names: `SMS_MFA`, `SOFTWARE_TOKEN_MFA`, `EMAIL_OTP`.
   * @example ["SOFTWARE_TOKEN_MFA"]
   */
  enabled: string[];
  /**
   * The method that is asked for first, if one was chosen.
   * @example SOFTWARE_TOKEN_MFA
   */
  preferred?: string;
}

/** What GetUser and AdminGetUser say of second factors. */
interface MfaSettings {
  readonly UserMFASettingList?: readonly string[] | undefined;
  readonly PreferredMfaSetting?: string | undefined;
}

/** Reads the second factors of a single user. */
export function mfaFrom({ UserMFASettingList, PreferredMfaSetting }: MfaSettings): MfaMethods {
  return {
    enabled: [...(UserMFASettingList ?? [])],
    ...(PreferredMfaSetting === undefined ? {} : { preferred: PreferredMfaSetting }),
  };
}
