import { setTimeout as sleep } from 'node:timers/promises';
import type { AppError } from '../common/errors/app-error';
import { NotSent } from './breaker';
import type { Deadline } from './deadline';

const ATTEMPTS = 3;
/** First pauses at most, milliseconds; they double. A throttled pool needs longer than a lost connection. */
const PAUSE = { upstream_throttled: 300, upstream_unavailable: 100 } as const;

/**
 * Keeps repetitions from making an outage worse: each call earns a twentieth of one, and a few may be saved for short
 * faults: no outage of more than a hundred calls costs Cognito a tenth more of them.
 */
export class RepetitionBudget {
  private tokens: number;

  constructor(
    private readonly most = 5,
    private readonly earned = 0.05,
  ) {
    this.tokens = most;
  }

  earn(): void {
    this.tokens = Math.min(this.most, this.tokens + this.earned);
  }

  /** Takes one repetition, if there is one. */
  take(): boolean {
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}

/**
 * Runs one attempt after the other until one succeeds, or repeating makes no sense: another kind of failure, no attempt left, no
 * budget, or the pause would outlast the deadline.
 *
 * @param attempt fails with an AppError only
 * @param repeated called for each repetition
 */
export async function repeat<T>(
  attempt: () => Promise<T>,
  deadline: Deadline,
  budget: RepetitionBudget,
  repeated: () => void,
): Promise<T> {
  for (let number = 1; ; number += 1) {
    try {
      return await attempt();
    } catch (error) {
      const pause = pauseAfter(error as AppError, number);
      if (pause === undefined || pause >= deadline.remaining() || !budget.take()) throw error;
      await sleep(pause, undefined, { signal: deadline.signal });
      repeated();
    }
  }
}

/** Milliseconds to wait before the next attempt, with full jitter; undefined when there is to be none. */
function pauseAfter({ code, cause }: AppError, attempt: number): number | undefined {
  if (attempt >= ATTEMPTS || cause instanceof NotSent) return undefined;
  if (code !== 'upstream_throttled' && code !== 'upstream_unavailable') return undefined;
  return Math.random() * PAUSE[code] * 2 ** (attempt - 1);
}
