/**
 * Every failure a caller can meet, by its stable code: the one place where a code gets its HTTP status and its words.
 *
 * `GET /errors`, `docs/errors.md` and the OpenAPI document are written from this table. Codes are part of the contract: a row is
 * never renamed. Titles are fixed texts: nothing a caller sent and nothing Cognito said is ever put into them.
 */
export interface ErrorRow {
  /** HTTP status of the answer. */
  readonly status: number;
  /** One line for a person. */
  readonly title: string;
  /** What it means and when it happens. */
  readonly meaning: string;
  /** What the caller can do about it. */
  readonly action: string;
  /** Who may see it; every caller when left out. */
  readonly audience?: string;
  /** Seconds for `Retry-After` when nothing better is known; set on every 429 and 503. */
  readonly retryAfter?: number;
}

export const errorTable = {
  // The request itself
  bad_request: {
    status: 400,
    title: 'The request is malformed',
    meaning:
      'The request could not be understood: its path, its headers or one of its values has the wrong form.',
    action: 'Correct the request. The same request will fail again.',
  },
  invalid_json: {
    status: 400,
    title: 'The body is not valid JSON',
    meaning:
      'The body is not JSON, not UTF-8, or sets members that JSON documents must not have here (`__proto__`).',
    action: 'Send a JSON object with `Content-Type: application/json`.',
  },
  json_too_deep: {
    status: 400,
    title: 'The body is nested too deeply',
    meaning: 'Objects and arrays of the body are nested deeper than any route needs.',
    action: 'Send a flatter document.',
  },
  validation_failed: {
    status: 400,
    title: 'Some fields are missing or have the wrong form',
    meaning: 'The members of `errors` name each field and what is expected of it.',
    action: 'Correct the named fields.',
  },
  invalid_cursor: {
    status: 400,
    title: 'The cursor cannot be used',
    meaning: 'The cursor is not one that this list gave out, or it is too old.',
    action: 'Start the list again without a cursor.',
  },
  payload_too_large: {
    status: 413,
    title: 'The body is too large',
    meaning: 'The body is larger than this route accepts (64 KiB unless it says otherwise).',
    action: 'Send less.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The content type is not supported',
    meaning:
      'Bodies are JSON in UTF-8: `Content-Type: application/json`, without `Content-Encoding` and without another charset.',
    action: 'Send JSON and say so.',
  },
  request_timeout: {
    status: 408,
    title: 'The request took too long to arrive',
    meaning: 'Headers or body came too slowly, and the connection was closed.',
    action: 'Send the request again, all at once.',
  },
  headers_too_large: {
    status: 431,
    title: 'The headers or the address are too large',
    meaning: 'The request line and headers together are larger than 16 KiB.',
    action: 'Send fewer or shorter headers.',
  },
  not_found: {
    status: 404,
    title: 'There is nothing here',
    meaning: 'No route has this path and method.',
    action: 'Look at `/docs` for the routes.',
  },
  // Who is calling
  unauthorized: {
    status: 401,
    title: 'A valid access token is needed',
    meaning:
      'The `Authorization: Bearer` header is missing, or its token is not an access token that this service accepts: malformed, expired, signed by someone else, an ID token, or meant for another client.',
    action: 'Refresh the tokens or sign in again.',
  },
  token_revoked: {
    status: 401,
    title: 'The access token has been revoked',
    meaning: 'The user signed out, or an administrator ended the session or disabled the account.',
    action: 'Sign in again.',
    audience: 'Whoever holds the token.',
  },
  forbidden: {
    status: 403,
    title: 'You are not allowed to do this',
    meaning:
      'The caller is known, but does not have the roles that this route asks for, belongs to no account where one is needed, or wants to give what they do not hold.',
    action: 'Ask an administrator for the role.',
    audience: 'Signed-in users without the role.',
  },
  insufficient_scope: {
    status: 403,
    title: 'The access token lacks a scope',
    meaning:
      'The token was issued without the scope that this operation needs (`aws.cognito.signin.user.admin`).',
    action: 'Sign in through this service, or ask for the scope at managed login.',
    audience: 'Signed-in users.',
  },
  reauthentication_required: {
    status: 403,
    title: 'Sign in again to do this',
    meaning:
      'What is asked for cannot be undone, and the sign-in behind the access token is too old for it. Refreshing the tokens does not make it newer.',
    action: 'Sign in again and repeat the request within five minutes.',
  },
  // Signing in
  invalid_credentials: {
    status: 401,
    title: 'Incorrect username or password',
    meaning:
      'The username and password do not open an account. Accounts that do not exist, are disabled or must reset their password answer the same, so that nobody learns who has an account.',
    action: 'Check both, or reset the password.',
  },
  incorrect_password: {
    status: 422,
    title: 'The current password is not right',
    meaning: 'The current password given to change it is wrong. The session stays valid.',
    action: 'Send the current password again.',
    audience: 'The signed-in user.',
  },
  invalid_id_token: {
    status: 422,
    title: 'The ID token is not taken',
    meaning:
      "The ID token is not one of this user pool and app client, not the caller's own, or over. The session stays valid.",
    action: 'Refresh the tokens, and send the new ID token.',
    audience: 'The signed-in user.',
  },
  user_not_confirmed: {
    status: 403,
    title: 'The account is not confirmed yet',
    meaning: 'The password is right, but the sign-up has not been confirmed with the code that was sent.',
    action: 'Confirm the sign-up, or ask for a new code.',
    audience: 'Whoever knows the password.',
  },
  user_disabled: {
    status: 403,
    title: 'The account is disabled',
    meaning: 'An administrator has disabled the account.',
    action: 'Contact the administrator.',
    audience: 'Callers of the sign-in when account existence is revealed by configuration.',
  },
  password_reset_required: {
    status: 403,
    title: 'The password must be reset',
    meaning: 'An administrator, or an import, asks for a new password before the next sign-in.',
    action: 'Use "forgot password" to set a new one.',
    audience: 'Callers of the sign-in when account existence is revealed by configuration; signed-in users.',
  },
  temporary_password_expired: {
    status: 403,
    title: 'The temporary password has expired',
    meaning: 'The invitation was not used in time.',
    action: 'Ask an administrator to send the invitation again.',
    audience: 'Whoever knows the temporary password.',
  },
  too_many_attempts: {
    status: 429,
    title: 'Too many attempts',
    meaning: 'Cognito has locked this step for a while after repeated failures or repeated requests.',
    action: 'Wait for the time in `Retry-After`.',
    retryAfter: 900,
  },
  session_expired: {
    status: 401,
    title: 'The sign-in has to be started again',
    meaning: 'The session of this challenge is over: it expired, was used already, or is not one of ours.',
    action: 'Start the sign-in again.',
  },
  restart_required: {
    status: 401,
    title: 'The code is no longer good; start again',
    meaning:
      'The code of this challenge has expired or was used and cannot be sent again within this sign-in.',
    action: 'Start the sign-in again to get a new code.',
  },
  challenge_answer_invalid: {
    status: 422,
    title: 'The answer does not fit the challenge',
    meaning: 'The fields of `answer` are not those that `challenge.answer` named.',
    action: 'Send the named fields. The session can be used again.',
  },
  challenge_unsupported: {
    status: 501,
    title: 'This challenge is not supported',
    meaning: 'The user pool asked for a step that this service does not offer.',
    action: 'Ask the operator of this service.',
  },
  invalid_refresh_token: {
    status: 401,
    title: 'The refresh token cannot be used',
    meaning:
      'It is not a refresh token of this service, has expired, was revoked, or belongs to another device.',
    action: 'Sign in again.',
  },
  refresh_token_reused: {
    status: 401,
    title: 'The refresh token was used before',
    meaning:
      'A refresh token that had been replaced was presented again. This is treated as theft: the session is over.',
    action: 'Sign in again.',
  },
  request_blocked: {
    status: 403,
    title: 'The request was blocked for security reasons',
    meaning: 'Threat protection or a web application firewall of the user pool refused the request.',
    action: 'Try later or from a known device; the operator can look it up by the request id.',
  },
  sign_in_refused: {
    status: 403,
    title: 'The sign-in was refused',
    meaning: 'A rule of the operator (a Lambda trigger) refused the sign-in.',
    action: 'Contact the operator of this service.',
  },
  // Sign-up, codes, passwords, attributes
  sign_up_disabled: {
    status: 403,
    title: 'Sign-up is closed',
    meaning: 'Only administrators create accounts in this user pool.',
    action: 'Ask for an invitation.',
  },
  code_mismatch: {
    status: 422,
    title: 'The code is not right',
    meaning:
      'The code is not the one that was sent. Inside a sign-in the status is 401 and the session can be used again.',
    action: 'Check the code and send it again.',
  },
  code_expired: {
    status: 410,
    title: 'The code has expired',
    meaning: 'The code is too old, was replaced by a newer one, or was never asked for.',
    action: 'Ask for a new code.',
  },
  code_delivery_failed: {
    status: 502,
    title: 'The message could not be sent',
    meaning: 'Cognito could not deliver the e-mail or SMS. What was asked for may have been stored already.',
    action: 'Ask for the code again rather than repeating the whole step.',
  },
  password_policy: {
    status: 422,
    title: 'The password does not meet the policy',
    meaning:
      'The password breaks a rule of the policy that `GET /v1/auth/configuration` describes, or is known to be compromised.',
    action: 'Choose another password.',
  },
  password_reused: {
    status: 422,
    title: 'The password was used before',
    meaning: 'The user pool keeps a history and refuses recent passwords.',
    action: 'Choose a new password.',
  },
  password_cannot_be_reset: {
    status: 409,
    title: 'The password cannot be reset in this state',
    meaning:
      'The account is waiting for its first sign-in, has no verified address to send a code to, or has no password of its own because the user signs in at another provider.',
    action: 'Resend the invitation or set a password instead.',
    audience:
      'Administrators; signed-in users; every caller when account existence is revealed by configuration.',
  },
  invalid_attributes: {
    status: 422,
    title: 'Some attributes are not acceptable',
    meaning: 'An attribute is missing, unknown to the user pool, or its value does not fit the schema.',
    action: 'Look at `GET /v1/auth/configuration` for the required attributes and correct the values.',
  },
  attribute_not_writable: {
    status: 403,
    title: 'An attribute may not be written',
    meaning:
      'The app client is not allowed to write one of these attributes; some are set by administrators or by verification only.',
    action: 'Leave the attribute out.',
  },
  import_file_invalid: {
    status: 422,
    title: 'The file breaks a rule of imports',
    meaning:
      'The members of `errors` name the lines and columns, the first hundred of them. Nothing of the file has been sent on.',
    action:
      'Correct the named lines and send the file again. `GET /v1/admin/imports/header` has the columns.',
    audience: 'Administrators.',
  },
  operation_refused: {
    status: 422,
    title: 'A rule of this service refused the operation',
    meaning: 'A rule of the operator (a Lambda trigger) refused the operation.',
    action: 'Contact the operator of this service.',
  },
  invalid_parameter: {
    status: 400,
    title: 'Cognito did not accept a value',
    meaning: 'A value passed our checks but not those of the user pool.',
    action: 'Correct the request. The same request will fail again.',
  },
  // States that conflict
  username_exists: {
    status: 409,
    title: 'The username is taken',
    meaning:
      'There is already an account with this username. Public routes only say so when account existence is revealed by configuration.',
    action: 'Choose another username, or sign in.',
    audience: 'Administrators; every caller when account existence is revealed by configuration.',
  },
  alias_exists: {
    status: 409,
    title: 'The e-mail address or phone number is in use',
    meaning: 'Another account has verified this e-mail address, phone number or preferred username.',
    action: 'Use another one.',
  },
  user_already_confirmed: {
    status: 409,
    title: 'The account is confirmed already',
    meaning: 'There is nothing left to confirm.',
    action: 'Sign in.',
    audience: 'Administrators; every caller when account existence is revealed by configuration.',
  },
  group_exists: {
    status: 409,
    title: 'The group exists already',
    meaning: 'There is already a group with this name.',
    action: 'Choose another name.',
    audience: 'Administrators.',
  },
  last_administrator: {
    status: 409,
    title: 'This is the last administrator',
    meaning:
      'Nobody else with the role `admin` could sign in afterwards: the pool would be left without anybody who can give roles.',
    action: 'Make somebody else an administrator first, and let them sign in.',
    audience: 'Administrators.',
  },
  conflict: {
    status: 409,
    title: 'The state has changed or does not allow this',
    meaning: 'Two changes met, or what is asked for does not fit the present state.',
    action: 'Read the present state and decide again.',
  },
  mfa_not_available: {
    status: 409,
    title: 'This MFA method is not set up',
    meaning: 'The user has not set up this method, or the user pool does not offer it.',
    action: 'Set the method up first, or use another one.',
  },
  passkey_invalid: {
    status: 422,
    title: 'The passkey was not accepted',
    meaning: 'The credential does not fit the relying party, or uses an algorithm that is not supported.',
    action: 'Use another authenticator.',
  },
  passkey_refused: {
    status: 403,
    title: 'Passkeys may not be registered from here',
    meaning: 'The origin or the client is not allowed to register passkeys.',
    action: 'Register from the site that belongs to this service.',
  },
  passkey_challenge_expired: {
    status: 410,
    title: 'The passkey registration has expired',
    meaning: 'The registration was not finished in time.',
    action: 'Start the registration again.',
  },
  // Things administrators name
  user_not_found: {
    status: 404,
    title: 'There is no such user',
    meaning:
      'No user has this username. Public routes never say so unless account existence is revealed by configuration.',
    action: 'Check the username.',
    audience: 'Administrators; every caller when account existence is revealed by configuration.',
  },
  group_not_found: {
    status: 404,
    title: 'There is no such group',
    meaning: 'No group has this name.',
    action: 'Check the name.',
    audience: 'Administrators.',
  },
  resource_not_found: {
    status: 404,
    title: 'There is no such resource',
    meaning: 'The device, passkey, job, provider or session does not exist.',
    action: 'Check the identifier.',
    audience: 'Signed-in users, about what is their own; administrators.',
  },
  feature_not_enabled: {
    status: 404,
    title: 'This is not switched on here',
    meaning:
      'The route belongs to something that the user pool or this service has not switched on: the history of sign-ins (threat protection of the user pool), or temporary AWS credentials (an identity pool).',
    action: 'Do without it, or ask the operator to switch it on.',
  },
  error_code_not_found: {
    status: 404,
    title: 'There is no such error code',
    meaning: 'The catalogue has no row of this name.',
    action: 'Look at `GET /errors`.',
  },
  limit_exceeded: {
    status: 409,
    title: 'A limit of the user pool is reached',
    meaning:
      'There are as many of these already as Cognito allows in a user pool or, of passkeys, for a user.',
    action: 'Remove some first.',
    audience: 'Signed-in users, about what is their own; administrators.',
  },
  // Limits and the state of the service
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    meaning:
      'This service limits how often a route may be called from one address, and how often one account may be tried.',
    action: 'Wait for the time in `Retry-After`.',
    retryAfter: 60,
  },
  internal_error: {
    status: 500,
    title: 'Something went wrong on our side',
    meaning: 'An error that nobody foresaw. It is logged under the request id.',
    action: 'Try again; if it stays, tell the operator the request id.',
  },
  upstream_refused: {
    status: 502,
    title: 'Cognito refused this service',
    meaning: 'The credentials, roles or triggers between this service and Cognito do not work.',
    action: 'Tell the operator the request id.',
  },
  upstream_invalid_response: {
    status: 502,
    title: 'Cognito gave an answer that cannot be used',
    meaning: 'The answer was empty, incomplete or unreadable. Whether the operation took place is unknown.',
    action: 'Check the state, then try again.',
  },
  upstream_unavailable: {
    status: 503,
    title: 'Cognito cannot be reached',
    meaning: 'The connection to Cognito failed, or Cognito reports a fault of its own.',
    action: 'Try again after the time in `Retry-After`.',
    retryAfter: 5,
  },
  upstream_throttled: {
    status: 503,
    title: 'Cognito is limiting this service',
    meaning:
      'The request rate of the whole service exceeds what the user pool allows. It is not the fault of this caller.',
    action: 'Try again after the time in `Retry-After`.',
    retryAfter: 2,
  },
  upstream_timeout: {
    status: 504,
    title: 'Cognito did not answer in time',
    meaning: 'The deadline passed before Cognito answered. Whether the operation took place is unknown.',
    action: 'Check the state, then try again.',
  },
  service_misconfigured: {
    status: 503,
    title: 'This service is not configured for this',
    meaning: 'The user pool or its app client is set up in a way that does not allow this operation.',
    action: 'Tell the operator the request id.',
    retryAfter: 300,
  },
  verification_keys_unavailable: {
    status: 503,
    title: 'Tokens cannot be verified at the moment',
    meaning: 'The public keys of the user pool have not been fetched yet.',
    action: 'Try again after the time in `Retry-After`.',
    retryAfter: 5,
  },
  overloaded: {
    status: 503,
    title: 'The service is overloaded',
    meaning:
      'More requests come in than this instance can answer. This one was refused before anything was done.',
    action: 'Try again after the time in `Retry-After`.',
    retryAfter: 2,
  },
  not_ready: {
    status: 503,
    title: 'The service is not ready',
    meaning: 'It is starting, stopping, or cannot reach what it depends on.',
    action: 'Try again after the time in `Retry-After`.',
    retryAfter: 5,
  },
} as const satisfies Record<string, ErrorRow>;

/** The stable machine word of a failure. */
export type ErrorCode = keyof typeof errorTable;

/** The row of a code, with optional members visible. */
export function errorRow(code: ErrorCode): ErrorRow {
  return errorTable[code];
}

export function isErrorCode(word: string): word is ErrorCode {
  return Object.hasOwn(errorTable, word);
}
