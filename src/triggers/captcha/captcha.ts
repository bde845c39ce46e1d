/** Injection token of the Captcha. */
export const CAPTCHA = Symbol('captcha');

/** Tells people from programs. */
export interface Captcha {
  /**
   * Whether a token proves that a person is there. Tokens can be looked at once only.
   *
   * @param token as the browser got it
   * @param signal ends the question
   * @throws Error when nobody can tell: no answer, an unusable one, or one about this service and not about the token
   */
  proves(token: string, signal: AbortSignal): Promise<boolean>;
}
