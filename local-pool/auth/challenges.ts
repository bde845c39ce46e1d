import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import type { Challenge } from './challenge';
import { passwordChallenge, passwordSrpChallenge } from './choice/password';
import { selectChallenge } from './choice/select';
import { webAuthnChallenge } from './choice/web-authn';
import { customChallenge } from './custom/challenge';
import { emailOtp, smsMfa, smsOtp } from './code-challenges';
import { devicePasswordVerifier, deviceSrpAuth } from './devices/device-challenges';
import { selectMfaType } from './mfa/select';
import { mfaSetup } from './mfa/setup';
import { softwareTokenMfa } from './mfa/software-token';
import { newPasswordChallenge } from './new-password';
import { passwordVerifier } from './srp-challenge';

/** Every challenge that can be presented and answered. */
export const challenges: Readonly<Partial<Record<ChallengeNameType, Challenge>>> = {
  NEW_PASSWORD_REQUIRED: newPasswordChallenge,
  PASSWORD_VERIFIER: passwordVerifier,
  SELECT_CHALLENGE: selectChallenge,
  PASSWORD: passwordChallenge,
  PASSWORD_SRP: passwordSrpChallenge,
  WEB_AUTHN: webAuthnChallenge,
  EMAIL_OTP: emailOtp,
  SMS_OTP: smsOtp,
  SMS_MFA: smsMfa,
  SOFTWARE_TOKEN_MFA: softwareTokenMfa,
  SELECT_MFA_TYPE: selectMfaType,
  MFA_SETUP: mfaSetup,
  DEVICE_SRP_AUTH: deviceSrpAuth,
  DEVICE_PASSWORD_VERIFIER: devicePasswordVerifier,
  CUSTOM_CHALLENGE: customChallenge,
};
