/**
 * A refusal in Cognito's own words. The wire answers it with HTTP 400 (500 for InternalErrorException), `__type` and `message`.
 */
export class PoolError extends Error {
  /**
   * @param type name of the exception as the SDK knows it, e.g. `NotAuthorizedException`
   * @param message the text that Cognito sends; clients match on it, so it is copied to the letter from the reference
   */
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
    this.name = type;
  }
}
