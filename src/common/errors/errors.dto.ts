/** One row of the error table. */
export class ErrorDescription {
  /**
   * Stable machine word.
   * @example invalid_credentials
   */
  code: string;
  /**
   * The `type` of the problem document.
   * @example /errors/invalid_credentials
   */
  type: string;
  /**
   * HTTP status it is usually answered with.
   * @example 401
   */
  status: number;
  /** One line for a person. */
  title: string;
  /** What it means and when it happens. */
  meaning: string;
  /** What the caller can do about it. */
  action: string;
  /** Who may see it. */
  audience: string;
}
