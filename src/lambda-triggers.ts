import { loadTriggerEnvironment } from './common/config/load-environment';
import { lambdaHandler } from './triggers/lambda-handler';
import { team } from './triggers/team';

/**
 * AWS Lambda's entry for the triggers of a user pool: one function for all of them.
 *
 * Takes the event as Cognito sends it and gives the whole of it back, its `response` filled in; one of an unknown trigger as it is. Fails
 * with an error whose message Cognito passes on as `<Trigger> failed with error <message>.` A fault of the environment, or of what is
 * switched on by it, ends the process as Lambda starts it, with the reason in the function's log.
 */
export const handler = lambdaHandler(loadTriggerEnvironment(), team, (error) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  // Without it Lambda would call a function that has no handler, and each sign-up would fail with a message of the runtime.
  process.exit(1);
});
