import type { ErrorCode } from '../common/errors/error-table';
import { accessTokenCommands } from './access-token-commands';
import type { CommandName } from './commands';
import type { CognitoExceptionName } from './exceptions';
import type { Meaning } from './meaning';

interface CommandMeanings {
  readonly commands: readonly CommandName[];
  readonly meanings: { readonly [Name in CognitoExceptionName]?: ErrorCode | Meaning };
}

/** Where one exception means another thing than usual, by command. The first rule that has both decides. */
export const commandMeanings: readonly CommandMeanings[] = [
  {
    commands: ['InitiateAuthCommand', 'AdminInitiateAuthCommand'],
    meanings: { NotAuthorizedException: 'invalid_credentials' },
  },
  {
    commands: ['RespondToAuthChallengeCommand', 'AdminRespondToAuthChallengeCommand'],
    meanings: {
      NotAuthorizedException: 'invalid_credentials',
      CodeMismatchException: { code: 'code_mismatch', status: 401 },
      // The code cannot be sent again within the same sign-in, and its session is dead.
      ExpiredCodeException: 'restart_required',
    },
  },
  {
    commands: ['GetTokensFromRefreshTokenCommand', 'RevokeTokenCommand'],
    meanings: {
      NotAuthorizedException: 'invalid_refresh_token',
      UnauthorizedException: 'invalid_refresh_token',
      UnsupportedTokenTypeException: {
        code: 'invalid_parameter',
        errors: [{ field: 'refreshToken', message: 'must be a refresh token' }],
      },
    },
  },
  {
    commands: [
      'GetDeviceCommand',
      'ConfirmDeviceCommand',
      'UpdateDeviceStatusCommand',
      'ForgetDeviceCommand',
    ],
    meanings: { ResourceNotFoundException: 'resource_not_found' },
  },
  {
    commands: ['DeleteWebAuthnCredentialCommand', 'RevokeUserSessionCommand'],
    meanings: { ResourceNotFoundException: 'resource_not_found' },
  },
  {
    // Its model borrows exceptions of users and passwords, whose codes would be about something else.
    commands: ['ConfirmDeviceCommand'],
    meanings: { UsernameExistsException: 'conflict', InvalidPasswordException: 'invalid_parameter' },
  },
  {
    // The form of the id has been checked here, so what is left is the one session that Cognito does not end this way.
    commands: ['RevokeUserSessionCommand'],
    meanings: {
      InvalidParameterException: {
        code: 'invalid_parameter',
        errors: [{ field: 'id', message: 'must not be the session of this request: sign out instead' }],
      },
    },
  },
  {
    commands: ['StartWebAuthnRegistrationCommand', 'CompleteWebAuthnRegistrationCommand'],
    meanings: { LimitExceededException: 'limit_exceeded' },
  },
  {
    // Its user being gone is the token's end, not a missing page.
    commands: accessTokenCommands,
    meanings: { NotAuthorizedException: 'unauthorized', UserNotFoundException: 'unauthorized' },
  },
  {
    commands: ['AdminCreateUserCommand'],
    meanings: {
      UnsupportedUserStateException: {
        code: 'conflict',
        detail: 'The invitation has been accepted already.',
      },
    },
  },
  {
    // The state of whom an administrator names, not a reason to refuse the administrator.
    commands: ['AdminSetUserMFAPreferenceCommand', 'AdminDeleteSoftwareTokenCommand'],
    meanings: {
      UserNotConfirmedException: { code: 'conflict', detail: 'The user has not confirmed the sign-up yet.' },
      PasswordResetRequiredException: {
        code: 'conflict',
        detail: 'The user has to reset the password first.',
      },
    },
  },
  {
    commands: ['AdminAddUserToGroupCommand', 'AdminRemoveUserFromGroupCommand', 'ListUsersInGroupCommand'],
    meanings: { ResourceNotFoundException: 'group_not_found', LimitExceededException: 'limit_exceeded' },
  },
  {
    commands: ['CreateGroupCommand', 'GetGroupCommand', 'UpdateGroupCommand', 'DeleteGroupCommand'],
    meanings: { ResourceNotFoundException: 'group_not_found', LimitExceededException: 'limit_exceeded' },
  },
  {
    commands: ['AdminGetDeviceCommand', 'AdminUpdateDeviceStatusCommand', 'AdminForgetDeviceCommand'],
    meanings: { ResourceNotFoundException: 'resource_not_found' },
  },
  {
    commands: [
      'AdminRevokeUserSessionCommand',
      'AdminUpdateAuthEventFeedbackCommand',
      'DescribeUserImportJobCommand',
      'StartUserImportJobCommand',
      'StopUserImportJobCommand',
    ],
    meanings: { ResourceNotFoundException: 'resource_not_found' },
  },
  {
    commands: ['AdminListUserAuthEventsCommand', 'AdminUpdateAuthEventFeedbackCommand'],
    meanings: {
      UserPoolAddOnNotEnabledException: {
        code: 'feature_not_enabled',
        detail: 'The user pool keeps no history of sign-ins: that needs threat protection, of the plan Plus.',
      },
    },
  },
  {
    // Whose identity it is to be has been looked up before, and no address is meant.
    commands: ['AdminLinkProviderForUserCommand'],
    meanings: {
      AliasExistsException: { code: 'conflict', detail: 'The identity belongs to another user already.' },
    },
  },
  {
    // The user has been looked up before: what is not there is the link.
    commands: ['AdminDisableProviderForUserCommand'],
    meanings: {
      UserNotFoundException: 'resource_not_found',
      ResourceNotFoundException: 'resource_not_found',
      // Its model borrows it of linking.
      AliasExistsException: 'conflict',
    },
  },
  {
    commands: ['CreateUserImportJobCommand', 'AddCustomAttributesCommand', 'AdminLinkProviderForUserCommand'],
    meanings: { LimitExceededException: 'limit_exceeded' },
  },
];

/** The meaning an exception has at one command only. */
export function meaningAtCommand(
  command: string,
  name: CognitoExceptionName,
): ErrorCode | Meaning | undefined {
  return commandMeanings.find(
    (rule) => rule.meanings[name] !== undefined && rule.commands.some((of) => of === command),
  )?.meanings[name];
}
