import type { CommandName } from './commands';

/** Commands that people send with their own access token. */
export const accessTokenCommands: readonly CommandName[] = [
  'GetUserCommand',
  'UpdateUserAttributesCommand',
  'DeleteUserAttributesCommand',
  'GetUserAttributeVerificationCodeCommand',
  'VerifyUserAttributeCommand',
  'ChangePasswordCommand',
  'GlobalSignOutCommand',
  'DeleteUserCommand',
  'AssociateSoftwareTokenCommand',
  'VerifySoftwareTokenCommand',
  'SetUserMFAPreferenceCommand',
  'GetUserAuthFactorsCommand',
  'ConfirmDeviceCommand',
  'GetDeviceCommand',
  'ListDevicesCommand',
  'UpdateDeviceStatusCommand',
  'ForgetDeviceCommand',
  'StartWebAuthnRegistrationCommand',
  'CompleteWebAuthnRegistrationCommand',
  'ListWebAuthnCredentialsCommand',
  'DeleteWebAuthnCredentialCommand',
  'ListUserSessionsCommand',
  'RevokeUserSessionCommand',
];
