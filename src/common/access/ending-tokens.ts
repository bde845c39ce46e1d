import { AppError } from '../errors/app-error';
import type { ErrorCode } from '../errors/error-table';

/** Failures after which nobody knows whether the operation has taken place. */
const UNKNOWN: ReadonlySet<ErrorCode> = new Set(['upstream_timeout', 'upstream_invalid_response']);

/**
 * Does something at Cognito that ends tokens, and ends them here. Also when nobody knows whether it has been done: who loses a good token
 * by that gets another one by refreshing.
 *
 * @param done Cognito's answer
 * @param end writes down what is over
 * @throws what Cognito's answer fails with
 */
export async function endingTokens(done: Promise<unknown>, end: () => Promise<void>): Promise<void> {
  try {
    await done;
  } catch (error) {
    if (error instanceof AppError && UNKNOWN.has(error.code)) await end();
    throw error;
  }
  await end();
}
