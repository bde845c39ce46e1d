/** How a call of a function ended. */
export type Invocation =
  /** It gave something back: JSON, unparsed. */
  | { readonly kind: 'answered'; readonly payload: string }
  /** It threw. */
  | { readonly kind: 'threw'; readonly message: string }
  /** It could not be called, or did not answer in time. */
  | { readonly kind: 'failed'; readonly error: string; readonly again: boolean };

/** Somewhere functions can be called. */
export interface FunctionHost {
  /**
   * Calls a function once.
   *
   * @param payload the event as JSON
   * @param limit after how long it is not waited for any more, in ms
   */
  invoke(arn: string, payload: string, limit: number): Promise<Invocation>;
}

/** The function did not answer in time. */
export const timedOut: Invocation = { kind: 'failed', error: 'TimeoutException', again: true };

/** As when nobody has allowed Cognito to call the function: it might as well not be there. */
export const notCallable: Invocation = { kind: 'failed', error: 'AccessDeniedException', again: false };
