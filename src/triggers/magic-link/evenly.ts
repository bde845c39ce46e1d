import type { Environment } from '../../common/config/environment';
import type { TriggerContext } from '../on-trigger.decorator';

/** As the routes have it: a message is sent within this many milliseconds nearly always. */
const STEP = 500;
/** Milliseconds that are kept for the way back. */
const RESERVE = 250;

/**
 * Does something whose time would tell who has an account: what it comes to leaves at the next multiple of `HIDDEN_ANSWER_MS`. The routes
 * of this service wait as well; this is for those who call Cognito themselves.
 */
export async function evenly(
  { ACCOUNT_EXISTENCE, HIDDEN_ANSWER_MS: step = STEP }: Environment,
  { remaining }: TriggerContext,
  work: () => Promise<void>,
): Promise<void> {
  const begun = performance.now();
  await work();
  if (ACCOUNT_EXISTENCE !== 'hidden' || step === 0) return;
  const wait = step - ((performance.now() - begun) % step);
  await new Promise((resolve) => setTimeout(resolve, Math.min(wait, Math.max(0, remaining() - RESERVE))));
}
