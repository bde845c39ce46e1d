import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import { AppError, type AppErrorOptions } from '../common/errors/app-error';
import { errorTable, type ErrorCode } from '../common/errors/error-table';
import type { CommandName } from './commands';
import { type CognitoExceptionName, commonErrorTable, exceptionTable } from './exceptions';
import { ConnectionFault, UnusableAnswer } from './exchange';
import { translate } from './translate';

const service = (name: string, message: string, status = 400) =>
  new sdk.CognitoIdentityProviderServiceException({
    name,
    message,
    $fault: status < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode: status },
  });

/** The failure of a command that Cognito refused. */
const refused = (command: CommandName, name: CognitoExceptionName, message = 'a text nobody has seen') =>
  translate(command, service(name, message));

const exceptionsOfTheSdk = Object.keys(sdk).filter(
  (name) => name.endsWith('Exception') && name !== 'CognitoIdentityProviderServiceException',
);

describe('the table of exceptions', () => {
  it('has every exception of the SDK and no other', () => {
    expect(Object.keys(exceptionTable).sort()).toEqual(exceptionsOfTheSdk.sort());
    expect(exceptionsOfTheSdk).toHaveLength(59);
  });

  it.each(Object.entries(exceptionTable))(
    'gives %s the code %s at a command without a rule',
    (name, code) => {
      const failure = translate('UnlistedCommand', service(name, 'a text nobody has seen'));
      expect(failure).toMatchObject({
        code,
        status: errorTable[code].status,
        detail: undefined,
        errors: undefined,
      });
    },
  );

  it.each(Object.entries(commonErrorTable))('knows the common error %s as %s', (name, code) => {
    expect(translate('GetUserCommand', service(name, 'x')).code).toBe(code);
  });
});

const inAuth: CommandName = 'InitiateAuthCommand';
const inAnswer: CommandName = 'RespondToAuthChallengeCommand';

describe('a text of NotAuthorizedException', () => {
  it.each<[CommandName, string, ErrorCode]>([
    [inAuth, 'Incorrect username or password.', 'invalid_credentials'],
    [inAnswer, 'Incorrect username or password.', 'invalid_credentials'],
    ['ChangePasswordCommand', 'Incorrect username or password.', 'incorrect_password'],
    [inAuth, 'Password attempts exceeded', 'too_many_attempts'],
    ['ChangePasswordCommand', 'Password attempts exceeded', 'too_many_attempts'],
    [inAuth, 'User is disabled.', 'user_disabled'],
    [inAuth, 'Unable to verify secret hash for client 1example', 'service_misconfigured'],
    [inAuth, 'SecretHash does not match for the client: 1example', 'service_misconfigured'],
    [
      'SignUpCommand',
      'Client 1example is configured with secret but SECRET_HASH was not received',
      'service_misconfigured',
    ],
    [inAnswer, 'Invalid session for the user.', 'session_expired'],
    [inAnswer, 'Invalid session for the user, session is expired.', 'session_expired'],
    [inAnswer, 'Invalid session for the user, session can only be used once.', 'session_expired'],
    ['VerifySoftwareTokenCommand', 'Invalid session for the user.', 'session_expired'],
    ['GetUserCommand', 'Access Token has been revoked', 'token_revoked'],
    ['GetUserCommand', 'Access Token has expired', 'unauthorized'],
    ['GetUserCommand', 'Invalid Access Token', 'unauthorized'],
    ['GetUserCommand', 'Could not verify signature for Access Token', 'unauthorized'],
    ['GetUserCommand', 'Access Token does not have required scopes', 'insufficient_scope'],
    ['GetTokensFromRefreshTokenCommand', 'Invalid Refresh Token', 'invalid_refresh_token'],
    [inAuth, 'Invalid Refresh Token.', 'invalid_refresh_token'],
    ['GetTokensFromRefreshTokenCommand', 'Refresh Token has been revoked', 'invalid_refresh_token'],
    ['GetTokensFromRefreshTokenCommand', 'Refresh Token has expired', 'invalid_refresh_token'],
    [
      inAuth,
      'Temporary password has expired and must be reset by an administrator.',
      'temporary_password_expired',
    ],
    [
      'ConfirmSignUpCommand',
      'User cannot be confirmed. Current status is CONFIRMED',
      'user_already_confirmed',
    ],
    [
      'AdminConfirmSignUpCommand',
      'User cannot be confirmed. Current status is FORCE_CHANGE_PASSWORD',
      'conflict',
    ],
    [
      'ForgotPasswordCommand',
      'User password cannot be reset in the current state.',
      'password_cannot_be_reset',
    ],
    ['SignUpCommand', 'SignUp is not permitted for this user pool', 'sign_up_disabled'],
    ['SignUpCommand', 'A client attempted to write unauthorized attribute', 'attribute_not_writable'],
    [inAuth, 'Unable to login because of security reasons.', 'request_blocked'],
    ['SignUpCommand', 'Request not allowed due to security reasons.', 'request_blocked'],
  ])('at %s, "%s" means %s', (command, text, code) => {
    expect(refused(command, 'NotAuthorizedException', text).code).toBe(code);
  });

  it.each<[CommandName, ErrorCode]>([
    [inAuth, 'invalid_credentials'],
    [inAnswer, 'invalid_credentials'],
    ['AdminInitiateAuthCommand', 'invalid_credentials'],
    ['GetTokensFromRefreshTokenCommand', 'invalid_refresh_token'],
    ['RevokeTokenCommand', 'invalid_refresh_token'],
    ['GetUserCommand', 'unauthorized'],
    ['ChangePasswordCommand', 'unauthorized'],
    ['SignUpCommand', 'upstream_refused'],
    ['AdminGetUserCommand', 'upstream_refused'],
  ])('that nobody has seen means at %s %s', (command, code) => {
    expect(refused(command, 'NotAuthorizedException').code).toBe(code);
  });

  it('locks out for a time that is told', () => {
    const failure = refused(inAuth, 'NotAuthorizedException', 'Password attempts exceeded');
    expect(failure).toMatchObject({ status: 429, retryAfter: 900 });
  });
});

describe('a text of another exception', () => {
  it.each<[CommandName, CognitoExceptionName, string, ErrorCode, number]>([
    [inAuth, 'UserNotConfirmedException', 'User is not confirmed.', 'user_not_confirmed', 403],
    ['AdminGetUserCommand', 'UserNotFoundException', 'User does not exist.', 'user_not_found', 404],
    [
      'ConfirmSignUpCommand',
      'UserNotFoundException',
      'Username/client id combination not found.',
      'user_not_found',
      404,
    ],
    ['GetUserCommand', 'UserNotFoundException', 'User does not exist.', 'unauthorized', 401],
    [
      inAuth,
      'PasswordResetRequiredException',
      'Password reset required for the user',
      'password_reset_required',
      403,
    ],
    [
      'ConfirmSignUpCommand',
      'CodeMismatchException',
      'Invalid verification code provided, please try again.',
      'code_mismatch',
      422,
    ],
    [inAnswer, 'CodeMismatchException', 'Invalid code or auth state for the user.', 'code_mismatch', 401],
    [
      'AdminRespondToAuthChallengeCommand',
      'CodeMismatchException',
      'Invalid code received for user',
      'code_mismatch',
      401,
    ],
    [
      'ConfirmForgotPasswordCommand',
      'ExpiredCodeException',
      'Invalid code provided, please request a code again.',
      'code_expired',
      410,
    ],
    [
      inAnswer,
      'ExpiredCodeException',
      'Invalid code provided, please request a code again.',
      'restart_required',
      401,
    ],
    [
      inAnswer,
      'ExpiredCodeException',
      'Your software token has already been used once.',
      'restart_required',
      401,
    ],
    [
      'VerifySoftwareTokenCommand',
      'EnableSoftwareTokenMFAException',
      'Code mismatch and fail enable Software Token MFA',
      'code_mismatch',
      422,
    ],
    [
      'AssociateSoftwareTokenCommand',
      'SoftwareTokenMFANotFoundException',
      'Software Token MFA has not been enabled by the userPool',
      'mfa_not_available',
      409,
    ],
    [
      'ForgotPasswordCommand',
      'LimitExceededException',
      'Attempt limit exceeded, please try after some time.',
      'too_many_attempts',
      429,
    ],
    [
      'CreateGroupCommand',
      'LimitExceededException',
      'Attempt limit exceeded, please try after some time.',
      'too_many_attempts',
      429,
    ],
    ['CreateGroupCommand', 'LimitExceededException', 'Group limit reached', 'limit_exceeded', 409],
    ['AdminLinkProviderForUserCommand', 'LimitExceededException', 'x', 'limit_exceeded', 409],
    ['SignUpCommand', 'UsernameExistsException', 'User already exists', 'username_exists', 409],
    [
      'AdminCreateUserCommand',
      'UsernameExistsException',
      'User account already exists',
      'username_exists',
      409,
    ],
    [
      'ConfirmSignUpCommand',
      'AliasExistsException',
      'An account with the email already exists.',
      'alias_exists',
      409,
    ],
    [
      'ChangePasswordCommand',
      'PasswordHistoryPolicyViolationException',
      'Password has previously been used',
      'password_reused',
      422,
    ],
    [
      inAuth,
      'InvalidParameterException',
      'USER_PASSWORD_AUTH flow not enabled for this client',
      'service_misconfigured',
      503,
    ],
    [
      'AdminInitiateAuthCommand',
      'InvalidParameterException',
      'Auth flow not enabled for this client',
      'service_misconfigured',
      503,
    ],
    [
      'ForgotPasswordCommand',
      'InvalidParameterException',
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
      'password_cannot_be_reset',
      409,
    ],
    [
      'ResendConfirmationCodeCommand',
      'InvalidParameterException',
      'User is already confirmed.',
      'user_already_confirmed',
      409,
    ],
    [
      'GetUserAttributeVerificationCodeCommand',
      'InvalidParameterException',
      'Invalid attribute name. Only phone_number and email can be verified.',
      'invalid_attributes',
      422,
    ],
    [
      'ListDevicesCommand',
      'InvalidParameterException',
      'Device tracking not currently enabled for this pool.',
      'service_misconfigured',
      503,
    ],
    [
      'SetUserMFAPreferenceCommand',
      'InvalidParameterException',
      'User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA',
      'mfa_not_available',
      409,
    ],
    [
      'SetUserMFAPreferenceCommand',
      'InvalidParameterException',
      'User has not set up software token mfa',
      'mfa_not_available',
      409,
    ],
    [
      'SetUserMFAPreferenceCommand',
      'InvalidParameterException',
      'User has not verified software token mfa',
      'mfa_not_available',
      409,
    ],
    [
      inAnswer,
      'InvalidParameterException',
      'Missing required parameter SMS_MFA_CODE',
      'challenge_answer_invalid',
      422,
    ],
    [inAuth, 'InvalidParameterException', 'Missing required parameter USERNAME', 'invalid_parameter', 400],
    [
      inAuth,
      'ResourceNotFoundException',
      'User pool eu-central-1_X does not exist.',
      'service_misconfigured',
      503,
    ],
    [
      'GetGroupCommand',
      'ResourceNotFoundException',
      'User pool eu-central-1_X does not exist.',
      'service_misconfigured',
      503,
    ],
    [
      'GetDeviceCommand',
      'ResourceNotFoundException',
      'User pool client 1example does not exist.',
      'service_misconfigured',
      503,
    ],
    ['GetGroupCommand', 'ResourceNotFoundException', 'Group not found.', 'group_not_found', 404],
    ['AdminAddUserToGroupCommand', 'ResourceNotFoundException', 'x', 'group_not_found', 404],
    [inAuth, 'ResourceNotFoundException', 'Invalid device key given.', 'resource_not_found', 404],
    ['GetDeviceCommand', 'ResourceNotFoundException', 'x', 'resource_not_found', 404],
    ['DescribeUserImportJobCommand', 'ResourceNotFoundException', 'x', 'resource_not_found', 404],
    ['AdminGetUserCommand', 'ResourceNotFoundException', 'x', 'service_misconfigured', 503],
    [
      inAuth,
      'UserLambdaValidationException',
      'PreAuthentication failed with error not today.',
      'sign_in_refused',
      403,
    ],
    [
      'SignUpCommand',
      'UserLambdaValidationException',
      'PreSignUp failed with error PreAuthentication.',
      'operation_refused',
      422,
    ],
    ['RevokeTokenCommand', 'UnauthorizedException', 'x', 'invalid_refresh_token', 401],
    ['GetTokensFromRefreshTokenCommand', 'RefreshTokenReuseException', 'x', 'refresh_token_reused', 401],
  ])('at %s, %s "%s" means %s with status %i', (command, name, text, code, status) => {
    expect(refused(command, name, text)).toMatchObject({ code, status });
  });

  it.each<[CommandName, CognitoExceptionName, string, ErrorCode, AppErrorOptions]>([
    [
      'AdminCreateUserCommand',
      'UnsupportedUserStateException',
      'x',
      'conflict',
      { detail: 'The invitation has been accepted already.' },
    ],
    [
      'RevokeTokenCommand',
      'UnsupportedTokenTypeException',
      'x',
      'invalid_parameter',
      { errors: [{ field: 'refreshToken', message: 'must be a refresh token' }] },
    ],
    [
      'SignUpCommand',
      'InvalidParameterException',
      'Username cannot be of email format, since user pool is configured for email alias.',
      'invalid_parameter',
      {
        status: 400,
        errors: [{ field: 'username', message: 'must not look like an e-mail address or phone number' }],
      },
    ],
    [
      'SignUpCommand',
      'InvalidParameterException',
      'Username should be an email.',
      'invalid_parameter',
      { status: 400, errors: [{ field: 'username', message: 'must be an e-mail address' }] },
    ],
    [
      'SignUpCommand',
      'InvalidParameterException',
      "1 validation error detected: Value 'x' at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[\\S]+.*[\\S]+$",
      'invalid_parameter',
      { errors: [{ field: 'password', message: 'has a form that the user pool does not accept' }] },
    ],
    [
      'ConfirmForgotPasswordCommand',
      'InvalidParameterException',
      "2 validation errors detected: Value 'x' at 'password' failed to satisfy constraint: a; Value 'y' at 'confirmationCode' failed to satisfy constraint: b",
      'invalid_parameter',
      {
        errors: [
          { field: 'newPassword', message: 'has a form that the user pool does not accept' },
          { field: 'code', message: 'has a form that the user pool does not accept' },
        ],
      },
    ],
    [
      'SignUpCommand',
      'InvalidParameterException',
      "1 validation error detected: Value at 'userAttributes.1.member.value' failed to satisfy constraint: Member must have length less than or equal to 2048",
      'invalid_parameter',
      { errors: [{ field: 'attributes', message: 'has a form that the user pool does not accept' }] },
    ],
  ])('at %s, %s "%s" means %s and says which field', (command, name, text, code, options) => {
    const expected = new AppError(code, options);
    const { status, detail, errors } = refused(command, name, text);
    expect({ status, detail, errors }).toEqual({
      status: expected.status,
      detail: expected.detail,
      errors: expected.errors,
    });
  });

  it.each([
    ['Password not long enough', 'The password is too short.'],
    ['Password must have uppercase characters', 'The password needs an uppercase letter.'],
    ['Password must have lowercase characters', 'The password needs a lowercase letter.'],
    ['Password must have numeric characters', 'The password needs a digit.'],
    ['Password must have symbol characters', 'The password needs a symbol.'],
  ])('explains the password rule "%s" in our words', (rule, detail) => {
    for (const prefix of [
      'Password did not conform with policy: ',
      'Password did not conform with password policy: ',
    ]) {
      expect(refused('SignUpCommand', 'InvalidPasswordException', prefix + rule)).toMatchObject({
        code: 'password_policy',
        status: 422,
        detail,
        errors: [{ field: 'password', message: detail }],
      });
    }
  });

  it('says that a password is known to be compromised', () => {
    const text = 'Provided password cannot be used for security reasons.';
    expect(refused('ChangePasswordCommand', 'InvalidPasswordException', text)).toMatchObject({
      code: 'password_policy',
      detail: 'The password is known to be compromised.',
      errors: [{ field: 'newPassword', message: 'The password is known to be compromised.' }],
    });
  });
});

describe('the words of a failure', () => {
  const secret = 'S3cret-value';

  it.each<[CognitoExceptionName, string]>([
    [
      'InvalidParameterException',
      `1 validation error detected: Value '${secret}' at '${secret}' failed to satisfy constraint: x`,
    ],
    [
      'InvalidParameterException',
      `1 validation error detected: Value 'a' at '__proto__' failed to satisfy constraint: ${secret}`,
    ],
    [
      'InvalidParameterException',
      `Attributes did not conform to the schema: ${secret}!: The attribute is required`,
    ],
    [
      'InvalidParameterException',
      `Attributes did not conform to the schema: ${secret}: a text nobody has seen`,
    ],
    [
      'InvalidParameterException',
      `Attributes did not conform to the schema: name: ${secret}: a text nobody has seen`,
    ],
    ['InvalidParameterException', `Type for attribute {<b>${secret}} could not be determined`],
    ['InvalidParameterException', `Attribute value for ${secret}? must not be null`],
    ['InvalidPasswordException', `Password did not conform with policy: ${secret}`],
    ['UserLambdaValidationException', `PreSignUp failed with error ${secret}.`],
    ['UserLambdaValidationException', `PreSignUp failed with error Refused: a\n${secret}.`],
    ['UserLambdaValidationException', `PreSignUp failed with error Refused: ${secret}${'x'.repeat(200)}.`],
    ['UserLambdaValidationException', `PreSignUp failed with error Unavailable: ${secret}.`],
    ['NotAuthorizedException', secret],
  ])('never repeat what %s says: %s', (name, text) => {
    const { message, detail, errors } = refused('SignUpCommand', name, text);
    expect(JSON.stringify({ message, detail, errors })).not.toContain(secret);
  });
});

describe('a failure that is not an exception of Cognito', () => {
  it.each<[string, unknown, ErrorCode]>([
    ['an unknown exception', service('BrandNewException', 'x'), 'upstream_refused'],
    ['an unknown exception with 500', service('BrandNewException', 'x', 500), 'upstream_unavailable'],
    ['an unknown exception with 429', service('BrandNewException', 'x', 429), 'upstream_throttled'],
    ['an expired signature', service('ExpiredTokenException', 'x'), 'upstream_refused'],
    ['an error named like a member of all objects', service('toString', 'x'), 'upstream_refused'],
    ['an unusable answer', new UnusableAnswer('x', 200), 'upstream_invalid_response'],
    ['an unusable answer with 503', new UnusableAnswer('x', 503), 'upstream_unavailable'],
    ['a lost connection', new ConnectionFault(new Error('reset')), 'upstream_unavailable'],
    [
      'no credentials',
      Object.assign(new Error('x'), { name: 'CredentialsProviderError' }),
      'upstream_refused',
    ],
    ['a refusal of STS', Object.assign(new Error('x'), { $fault: 'client' }), 'upstream_refused'],
    ['a fault of ours', new TypeError('x is not a function'), 'internal_error'],
    ['something thrown that is no error', 'x', 'internal_error'],
  ])('%s', (_, error, code) => {
    expect(translate('GetUserCommand', error)).toMatchObject({ code, cause: error });
  });

  it('passes a failure on that is translated already', () => {
    const failure = new AppError('upstream_timeout');
    expect(translate('GetUserCommand', failure)).toBe(failure);
  });

  it('takes an exception without a text', () => {
    const error = Object.assign(service('NotAuthorizedException', 'x'), { message: null });
    expect(translate('GetUserCommand', error).code).toBe('unauthorized');
  });
});
