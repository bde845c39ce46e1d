import { AppError } from '../common/errors/app-error';
import { NotSent } from './breaker';

/** Calls of one operation that are under way at once, at most: one that hangs leaves connections to the others. */
const UNDER_WAY = 48;
/** Calls of one operation that wait for that, at most: a Cognito that hangs must not fill the memory. */
const WAITING = 512;

interface Lane {
  underWay: number;
  /** First come, first served. */
  readonly waiting: Set<() => void>;
}

/** Bounds how many calls are under way to Cognito, by operation. */
export class Bulkhead {
  private readonly lanes = new Map<string, Lane>();

  /**
   * Makes a call when its operation has a place for it.
   *
   * @param signal ends the waiting, with its reason
   * @throws AppError `upstream_unavailable` at once, with NotSent as its cause, when too many wait; whatever `call` fails with
   */
  async run<T>(operation: string, signal: AbortSignal, call: () => Promise<T>): Promise<T> {
    const lane = this.laneOf(operation);
    if (lane.underWay < UNDER_WAY) lane.underWay += 1;
    else await this.place(lane, signal);
    try {
      return await call();
    } finally {
      this.leave(lane);
    }
  }

  private place({ waiting }: Lane, signal: AbortSignal): Promise<void> {
    if (waiting.size >= WAITING) {
      const cause = new NotSent('too many calls wait for an answer');
      throw new AppError('upstream_unavailable', { retryAfter: 1, cause });
    }
    return new Promise((resolve, reject) => {
      const go = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        waiting.delete(go);
        reject(signal.reason as AppError);
      };
      waiting.add(go);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** Hands the place over to whoever has waited longest. */
  private leave(lane: Lane): void {
    const [next] = lane.waiting;
    if (next === undefined) {
      lane.underWay -= 1;
      return;
    }
    lane.waiting.delete(next);
    next();
  }

  private laneOf(operation: string): Lane {
    let lane = this.lanes.get(operation);
    if (lane === undefined) {
      lane = { underWay: 0, waiting: new Set() };
      this.lanes.set(operation, lane);
    }
    return lane;
  }
}
