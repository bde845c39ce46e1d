import type { ErrorCode } from '../common/errors/error-table';
import { accessTokenCommands } from './access-token-commands';
import { attributeFaults, faultOfAttribute } from './attribute-faults';
import type { CommandName } from './commands';
import type { CognitoExceptionName } from './exceptions';
import { compromisedPassword, passwordFault, validationFaults } from './field-faults';
import type { Meaning } from './meaning';
import { REFUSED_FOR_REASON, refusedForReason, TRIGGER_FAILED, triggerFailed } from './trigger-refusals';

/** A text of Cognito and what it means. */
interface TextRule {
  /** The whole text, without the dot at its end, or a pattern for texts that name things. */
  readonly text: string | RegExp;
  /** Commands at which the text means this; everywhere when left out. */
  readonly at?: readonly CommandName[];
  readonly means: ErrorCode | Meaning | ((text: string, command: string) => Meaning);
}

const usernameFault = (message: string): Meaning => ({
  code: 'invalid_parameter',
  errors: [{ field: 'username', message }],
});

const unknownProvider: Meaning = {
  code: 'invalid_parameter',
  errors: [{ field: 'provider', message: 'must be an identity provider of the user pool' }],
};

/**
 * Texts that tell apart what one exception means, as seen from the real service; AWS documents few of them. They are compared
 * whole. What is not here falls back to the command and then to the exception, so a reworded text costs precision, not safety.
 */
export const textTable: { readonly [Name in CognitoExceptionName]?: readonly TextRule[] } = {
  NotAuthorizedException: [
    { text: 'Incorrect username or password', at: ['ChangePasswordCommand'], means: 'incorrect_password' },
    { text: 'Incorrect username or password', means: 'invalid_credentials' },
    { text: 'Password attempts exceeded', means: 'too_many_attempts' },
    { text: 'User is disabled', at: accessTokenCommands, means: 'token_revoked' },
    { text: 'User is disabled', means: 'user_disabled' },
    { text: /^Unable to verify secret hash for client /, means: 'service_misconfigured' },
    { text: /^SecretHash does not match for the client: /, means: 'service_misconfigured' },
    {
      text: /^Client \S+ is configured with secret but SECRET_HASH was not received$/,
      means: 'service_misconfigured',
    },
    {
      text: /^Client \S+ is configured for secret but secret was not received$/,
      means: 'service_misconfigured',
    },
    { text: 'Invalid session for the user', means: 'session_expired' },
    { text: 'Invalid session for the user, session is expired', means: 'session_expired' },
    { text: 'Invalid session for the user, session can only be used once', means: 'session_expired' },
    { text: 'Access Token has been revoked', means: 'token_revoked' },
    { text: 'Access Token has expired', means: 'unauthorized' },
    { text: 'Invalid Access Token', means: 'unauthorized' },
    { text: 'Could not verify signature for Access Token', means: 'unauthorized' },
    { text: 'Access Token does not have required scopes', means: 'insufficient_scope' },
    { text: 'Invalid Refresh Token', means: 'invalid_refresh_token' },
    { text: 'Refresh Token has been revoked', means: 'invalid_refresh_token' },
    { text: 'Refresh Token has expired', means: 'invalid_refresh_token' },
    {
      text: 'Temporary password has expired and must be reset by an administrator',
      means: 'temporary_password_expired',
    },
    { text: 'User cannot be confirmed. Current status is CONFIRMED', means: 'user_already_confirmed' },
    { text: /^User cannot be confirmed\. Current status is [A-Z_]+$/, means: 'conflict' },
    { text: 'User password cannot be reset in the current state', means: 'password_cannot_be_reset' },
    { text: 'SignUp is not permitted for this user pool', means: 'sign_up_disabled' },
    { text: 'A client attempted to write unauthorized attribute', means: 'attribute_not_writable' },
    { text: 'Unable to login because of security reasons', means: 'request_blocked' },
    { text: 'Request not allowed due to security reasons', means: 'request_blocked' },
  ],
  InvalidParameterException: [
    { text: /^\d+ validation errors? detected: /, means: validationFaults },
    { text: /^[A-Z_]+ flow not enabled for this client$/, means: 'service_misconfigured' },
    { text: 'Auth flow not enabled for this client', means: 'service_misconfigured' },
    { text: 'Initiate Auth method not supported', means: 'service_misconfigured' },
    {
      text: 'Cannot reset password for the user as there is no registered/verified email or phone_number',
      means: 'password_cannot_be_reset',
    },
    { text: 'User is already confirmed', means: 'user_already_confirmed' },
    {
      text: /^Username cannot be of (?:email|phone number|phone_number) format, since user pool is configured for /,
      means: usernameFault('must not look like an e-mail address or phone number'),
    },
    { text: 'Username should be an email', means: usernameFault('must be an e-mail address') },
    { text: 'Username should be a phone number', means: usernameFault('must be a phone number') },
    {
      text: 'Username should be either an email or a phone number',
      means: usernameFault('must be an e-mail address or a phone number'),
    },
    { text: /^Attributes did not conform to the schema: /, means: attributeFaults },
    { text: /^Invalid user attributes: /, means: attributeFaults },
    { text: /^user\.[\w:.-]{1,40}: Attribute cannot be updated/, means: 'attribute_not_writable' },
    { text: /^Type for attribute \{.+\} could not be determined$/s, means: attributeFaults },
    { text: /^Attribute value for \S+ must not be null$/, means: attributeFaults },
    { text: /^Invalid attributes given, \S+ is missing$/, means: attributeFaults },
    {
      text: 'Invalid attribute name. Only phone_number and email can be verified',
      means: 'invalid_attributes',
    },
    { text: 'Invalid email address format', means: faultOfAttribute('email', 'is not an e-mail address') },
    {
      text: 'Invalid phone number format',
      means: faultOfAttribute('phone_number', 'is not a phone number such as +4930123456'),
    },
    { text: 'Device tracking not currently enabled for this pool', means: 'service_misconfigured' },
    {
      text: 'Missing required parameter PreviousPassword',
      at: ['ChangePasswordCommand'],
      means: { code: 'invalid_parameter', errors: [{ field: 'currentPassword', message: 'is required' }] },
    },
    {
      text: 'Invalid device key given',
      at: ['ConfirmDeviceCommand'],
      means: {
        code: 'invalid_parameter',
        errors: [{ field: 'deviceKey', message: 'must be that of the device of this sign-in' }],
      },
    },
    { text: /^User does not have delivery config set to turn on [A-Z_]+$/, means: 'mfa_not_available' },
    {
      text: /^The provider \S+ does not exist for User Pool /,
      at: ['AdminLinkProviderForUserCommand'],
      means: unknownProvider,
    },
    {
      text: 'SourceUser is already linked to DestinationUser',
      means: { code: 'conflict', detail: 'The identity is linked to this user already.' },
    },
    {
      text: 'Merging is not currently supported, please create a link first',
      means: {
        code: 'conflict',
        detail:
          'Somebody has signed in with the identity, which has a user of its own. Delete that user first.',
      },
    },
    {
      text: /^ProviderAttributeName (?:must be|\S+ is not a mapped) /,
      at: ['AdminLinkProviderForUserCommand'],
      means: {
        code: 'invalid_parameter',
        errors: [
          { field: 'attribute', message: 'must be left out, or be an attribute that the provider maps' },
        ],
      },
    },
    { text: 'User has not set up software token mfa', means: 'mfa_not_available' },
    { text: 'User has not verified software token mfa', means: 'mfa_not_available' },
    {
      text: /^Missing required parameter \S+$/,
      at: ['RespondToAuthChallengeCommand', 'AdminRespondToAuthChallengeCommand'],
      means: 'challenge_answer_invalid',
    },
  ],
  InvalidPasswordException: [
    { text: /^Password did not conform with (?:password )?policy: /, means: passwordFault },
    { text: 'Provided password cannot be used for security reasons', means: compromisedPassword },
  ],
  LimitExceededException: [
    { text: 'Attempt limit exceeded, please try after some time', means: 'too_many_attempts' },
  ],
  ResourceNotFoundException: [
    { text: /^User pool \S+ does not exist$/, means: 'service_misconfigured' },
    { text: /^User pool client \S+ does not exist$/, means: 'service_misconfigured' },
    { text: 'Group not found', means: 'group_not_found' },
    {
      text: /^Identity provider \S+ does not exist$/,
      at: ['AdminLinkProviderForUserCommand'],
      means: unknownProvider,
    },
    { text: /\bdevice\b/i, means: 'resource_not_found' },
  ],
  UserLambdaValidationException: [
    { text: REFUSED_FOR_REASON, means: refusedForReason },
    { text: TRIGGER_FAILED, means: triggerFailed },
    { text: /^PreAuthentication failed with error /, means: 'sign_in_refused' },
  ],
};

/** The meaning a text gives to an exception, if it is a known text. */
export function meaningOfText(
  command: string,
  name: CognitoExceptionName,
  text: string,
): ErrorCode | Meaning | undefined {
  // Cognito gives some texts with and without the dot.
  const bare = text.trim().replace(/\.$/, '');
  const rule = textTable[name]?.find((candidate) => applies(candidate, command, bare));
  return typeof rule?.means === 'function' ? rule.means(bare, command) : rule?.means;
}

function applies({ text, at }: TextRule, command: string, given: string): boolean {
  if (at?.every((name) => name !== command) === true) return false;
  return typeof text === 'string' ? text === given : text.test(given);
}
