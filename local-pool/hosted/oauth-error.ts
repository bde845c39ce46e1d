/** A refusal of an endpoint that programs call (RFC 6749, section 5.2). */
export class OAuthError extends Error {
  /**
   * @param error the code
   * @param description a text for developers
   * @param status HTTP; Cognito answers nearly everything with 400
   */
  constructor(
    readonly error: string,
    readonly description?: string,
    readonly status = 400,
  ) {
    super(description ?? error);
  }
}

/** Why a request cannot be answered at the application's own address: nobody knows that it is the application's. */
export type PageErrorCode =
  'invalid_request' | 'invalid_client' | 'redirect_mismatch' | 'csrf' | 'unavailable';

/** A refusal that is shown on the page `/error`. */
export class PageError extends Error {
  constructor(
    readonly code: PageErrorCode,
    readonly clientId?: string,
  ) {
    super(code);
  }
}

/** A refusal that is told to the application, by a redirect to its registered address (RFC 6749, section 4.1.2.1). */
export class RedirectError extends Error {
  constructor(
    readonly error: string,
    readonly description?: string,
  ) {
    super(description ?? error);
  }
}
