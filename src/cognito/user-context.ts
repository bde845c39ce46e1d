import type { UserContextDataType } from '@aws-sdk/client-cognito-identity-provider';
import type { Client } from '../common/http/client-context';

/**
 * The `UserContextData` member for threat protection, to be spread into the input of SignUp, ConfirmSignUp,
 * ResendConfirmationCode, InitiateAuth, RespondToAuthChallenge, ForgotPassword and ConfirmForgotPassword.
 *
 * Cognito honours the address of an app client with a secret and EnablePropagateAdditionalUserContextData; otherwise it scores
 * the address of this service. The public operations have no member for the user agent, as ContextData of the administrators' has: it
 * is part of the encoded device data, and of nothing else that a server can pass on.
 */
export function userContextData({ ip, deviceData }: Client): { UserContextData: UserContextDataType } {
  return {
    UserContextData: {
      ...(ip === undefined ? {} : { IpAddress: ip }),
      ...(deviceData === undefined ? {} : { EncodedData: deviceData }),
    },
  };
}
