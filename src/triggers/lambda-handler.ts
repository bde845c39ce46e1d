import type { Context } from 'aws-lambda';
import type { Environment } from '../common/config/environment';
import { createTriggers } from './create-triggers';
import type { TriggerExtensions } from './triggers.module';

/** Milliseconds that Cognito waits for an answer, which nobody can change. */
const LIMIT = 5000;
/** Milliseconds for the way from Cognito and back. */
const WAY = 300;
/** Less is not worth a try: an answer that comes too late does no harm, as Cognito asks again. */
const LEAST = 1000;

/** What AWS Lambda calls. */
export type LambdaHandler = (
  event: unknown,
  context?: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<unknown>;

/**
 * Makes the triggers for AWS Lambda, once for all calls.
 *
 * @param failed told when they cannot be made: the function should end as it starts, and not at its first call
 */
export function lambdaHandler(
  environment: Environment,
  extensions: TriggerExtensions,
  failed: (error: unknown) => void,
): LambdaHandler {
  const triggers = createTriggers(environment, extensions);
  triggers.catch(failed);
  let warm = false;
  return async (event, context) => {
    const left = Math.min(LIMIT, context?.getRemainingTimeInMillis() ?? LIMIT) - WAY;
    // Cognito has waited while the process was started for its first call.
    const start = warm ? 0 : performance.now();
    warm = true;
    return (await triggers).serve(event, Math.max(LEAST, left - start));
  };
}
