import type { UserContextDataType } from '@aws-sdk/client-cognito-identity-provider';

/** What is known of the device a public call comes from. */
export interface UserContext {
  /** Address of the end user, not of a proxy. */
  readonly ip?: string | undefined;
  /** Fingerprint that Cognito's browser or mobile library made (`encodedData`), passed on as it is. */
  readonly encodedData?: string | undefined;
}

/**
 * The `UserContextData` member for threat protection, to be spread into the input of SignUp, ConfirmSignUp,
 * ResendConfirmationCode, InitiateAuth, RespondToAuthChallenge, ForgotPassword and ConfirmForgotPassword.
 *
 * Nothing is sent when nothing is known, because an empty context counts as an unknown device.
 */
export function userContextData({ ip, encodedData }: UserContext): { UserContextData?: UserContextDataType } {
  if (ip === undefined && encodedData === undefined) return {};
  return {
    UserContextData: {
      ...(ip === undefined ? {} : { IpAddress: ip }),
      ...(encodedData === undefined ? {} : { EncodedData: encodedData }),
    },
  };
}
