import type { PoolContext } from '../../operation';
import { hidesExistence } from '../existence';
import { nextStep } from '../next-step';
import { whoSignsIn } from '../phantom';
import { invalidParameter, passwordResetRequired, userDisabled, userNotConfirmed } from '../refusals';
import {
  required,
  startedSignIn,
  type AuthOutcome,
  type AuthStart,
  type Entries,
  type SignIn,
} from '../sign-in';
import { clientKeyFrom } from '../srp-challenge';
import { withCustom } from './progress';

/**
 * First step of CUSTOM_AUTH. With CHALLENGE_NAME SRP_A the trigger may ask for the password before its own challenges.
 *
 * @throws PoolError InvalidParameterException for another CHALLENGE_NAME or an SRP_A of no use, and in pools without the triggers;
 *   UserNotFoundException, UserNotConfirmedException and PasswordResetRequiredException where existence is not hidden;
 *   NotAuthorizedException for a disabled user; then as the triggers
 */
export async function beginCustom(context: PoolContext, start: AuthStart): Promise<AuthOutcome> {
  const { client, parameters } = start;
  const clientKey = clientKeyIn(parameters);
  const who = whoSignsIn(context, start, required(parameters, 'USERNAME'));
  // The state of an account shows after the password, where there is one.
  if (clientKey === undefined && who.known) checkOpen(who.user, hidesExistence(client));
  const signIn = startedSignIn(start, 'CUSTOM_AUTH', who);
  return nextStep(context, clientKey === undefined ? signIn : withCustom(signIn, { clientKey }));
}

function clientKeyIn(parameters: Entries): string | undefined {
  const challenge = parameters['CHALLENGE_NAME'];
  if (challenge === undefined) return undefined;
  if (challenge !== 'SRP_A') throw invalidParameter(`CHALLENGE_NAME must be SRP_A, not ${challenge}.`);
  return clientKeyFrom(parameters);
}

/** Where existence is hidden, all but a disabled account shows only after the challenges. */
function checkOpen({ enabled, status }: SignIn['user'], hidden: boolean): void {
  if (!enabled) throw userDisabled();
  if (hidden) return;
  if (status === 'UNCONFIRMED') throw userNotConfirmed();
  if (status === 'RESET_REQUIRED') throw passwordResetRequired();
}
