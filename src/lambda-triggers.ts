import type { Context } from 'aws-lambda';
import { loadTriggerEnvironment } from './common/config/load-environment';
import { createTriggers } from './triggers/create-triggers';
import { team } from './triggers/team';

/** Milliseconds that Cognito waits for an answer, which nobody can change. */
const LIMIT = 5000;
/** Milliseconds for the way from Cognito and back. */
const WAY = 300;
/** Less is not worth a try: an answer that comes too late does no harm, as Cognito asks again. */
const LEAST = 1000;

/*
 * Made when Lambda loads the function: once, for all calls. A fault of the environment throws here, and one of the providers ends the
 * process, so that the function fails as it starts and says why.
 */
const triggers = createTriggers(loadTriggerEnvironment(), team);
triggers.catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});

let warm = false;

/**
 * AWS Lambda's entry for the triggers of a user pool: one function for all of them.
 *
 * @param event as Cognito sends it; one of an unknown trigger goes back as it is
 * @param context Lambda's
 * @returns the whole event, its `response` filled in
 * @throws Error whose message Cognito passes on as `<Trigger> failed with error <message>.`
 */
export async function handler(
  event: unknown,
  context?: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<unknown> {
  const left = Math.min(LIMIT, context?.getRemainingTimeInMillis() ?? LIMIT) - WAY;
  // Cognito has waited while the process was started for its first call.
  const start = warm ? 0 : performance.now();
  warm = true;
  return (await triggers).serve(event, Math.max(LEAST, left - start));
}
