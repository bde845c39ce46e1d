import type { AppError } from '../common/errors/app-error';
import { NotSent } from './breaker';
import { isThrottled, type Pace } from './pace';

/** Milliseconds from the first attempt to the last. A Cognito that is away for some seconds costs a bulk run those seconds, and no call. */
const PATIENCE = 60_000;

/**
 * Makes a bulk call again and again until Cognito takes it: what was throttled or not sent has not taken place, whatever it does.
 *
 * @param attempt waits for its turn and makes the call; fails with an AppError only
 * @param pace where pauses are made, which end when the service stops
 * @param repeated called for each repetition
 * @throws AppError the last failure, after a minute; and at once any other than those
 */
export async function patiently<T>(
  attempt: () => Promise<T>,
  pace: Pick<Pace, 'closed' | 'pause'>,
  repeated: () => void,
): Promise<T> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const pause = pauseAfter(error as AppError);
      if (pause === undefined || performance.now() + pause >= end || pace.closed) throw error;
      await pace.pause(pause);
      repeated();
    }
  }
}

/** Milliseconds; undefined when there is to be no other attempt. */
function pauseAfter(error: AppError): number | undefined {
  // Throttled: the next turn comes later than this one did.
  if (isThrottled(error)) return 0;
  if (!(error.cause instanceof NotSent)) return undefined;
  // Not all at once when the circuit closes.
  return (error.retryAfter ?? 1) * 1000 * (0.5 + Math.random() / 2);
}
