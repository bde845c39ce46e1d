import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Redis } from '../shared-state/redis';
import { type Sharer, SharedState } from '../shared-state/shared-state';
import { AttemptLog } from './attempt-log';
import { KNOWN_FOR, KnownPlaces, MOST_PLACES, placeOf } from './known-places';
import type { LimitName, LimitRow } from './limits';
import { type AccountKeys, SharedLimits } from './shared-limits';

export type AccountWindow = NonNullable<LimitRow['perAccount']>;

/** An attempt that may be given back. */
export interface Reservation {
  /** Where it was written down. */
  readonly keys: readonly string[];
  readonly account: string;
  /** Account and address together. */
  readonly place: string;
  readonly id: string;
}

/** A reservation, or the seconds until there is room. */
export type Outcome = Reservation | number;

/** An attempt that asks for room. */
interface Asking {
  readonly window: AccountWindow;
  readonly keys: AccountKeys;
  readonly id: string;
  /** Monotonic milliseconds. */
  readonly time: number;
}

/** How many attempts are told to Redis at a time. */
const TOGETHER = 500;

/**
 * Limits per account, whatever the address.
 *
 * Refusing an account after ten failures would let anybody lock its owner out. So an address that the account has signed in from is
 * a known place and is held to the limit by its own failures only (OWASP, "Device Cookies": the same thought with addresses). All
 * failures count against everybody else, so that strangers together have no more than ten guesses.
 *
 * With Redis all instances count together. Each of them keeps its own attempts besides, and is held to them whatever Redis says: they
 * are what is left when Redis is away or has lost its data.
 */
@Injectable()
export class AccountLimits implements Sharer {
  private readonly attempts = new AttemptLog();
  private readonly places = new KnownPlaces();
  private readonly instance = randomUUID();
  private counter = 0;
  private readonly clock = (): number => performance.now();

  constructor(
    private readonly shared: SharedLimits,
    state: SharedState,
  ) {
    state.join(this);
  }

  /**
   * Writes an attempt down if the limit allows it. Without Redis at once, so that parallel requests cannot pass together.
   *
   * @param account `sub`, or a digest of the name: names of people are not kept
   * @param address normalised IP address
   */
  reserve(
    name: LimitName,
    window: AccountWindow,
    account: string,
    address: string,
    time = this.clock(),
  ): Outcome | Promise<Outcome> {
    const all = `${name}:${account}`;
    // Messages cost their reader the same from wherever they are asked for: then no place is known.
    const place = window.counts === 'failures' ? placeOf(account, address) : '';
    const keys = { all, own: `${all}@${place}`, account, place };
    const asking = { window, keys, id: `${this.instance}.${++this.counter}`, time };
    return this.shared.usable ? this.together(asking) : this.alone(asking);
  }

  /** Takes an attempt back that did not fail. */
  giveBack({ keys, id }: Reservation): void {
    for (const key of keys) this.attempts.remove(key, id, this.clock());
    void this.shared.giveBack(keys, id);
  }

  /** Notes that the account has been signed in to from where the attempt came. */
  rememberPlace({ account, place }: Reservation, now = this.clock()): void {
    if (place === '') return;
    this.places.add(account, place, now);
    void this.shared.remember(account, place, KNOWN_FOR, MOST_PLACES);
  }

  /** Tells Redis all attempts, when it has lost them. */
  async synchronise(redis: Redis, all: boolean): Promise<void> {
    if (!all) return;
    const now = this.clock();
    const known = [...this.attempts.all()];
    for (let i = 0; i < known.length; i += TOGETHER) {
      const told = known
        .slice(i, i + TOGETHER)
        .map(({ key, window, attempt: { id, time } }) =>
          this.shared.pastAttempt(redis, key, window, id, now - time),
        );
      await Promise.all(told);
    }
  }

  private alone(asking: Asking): Outcome {
    const { keys, time, window, id } = asking;
    const outcome = this.writeDown(asking, this.places.has(keys.account, keys.place, time));
    if (typeof outcome !== 'number')
      void this.shared.oweAttempt(outcome.keys, window, id, () => this.clock() - time);
    return outcome;
  }

  private async together(asking: Asking): Promise<Outcome> {
    const { keys, window, id, time } = asking;
    const known = this.places.has(keys.account, keys.place, time);
    const verdict = await this.shared.attempt(keys, window, id, known);
    if (verdict !== undefined && verdict.wait > 0) return Math.ceil(verdict.wait / 1000);
    // By the time from before Redis was asked, so that no attempt seems younger here.
    const outcome = verdict === undefined ? this.alone(asking) : this.writeDown(asking, verdict.known);
    // Redis may have written down what is refused here: too late, or because it has lost the attempts before.
    if (typeof outcome === 'number') void this.shared.giveBack([keys.all, keys.own], id);
    return outcome;
  }

  private writeDown({ keys, window, id, time }: Asking, known: boolean): Outcome {
    const wait = this.attempts.wait(known ? keys.own : keys.all, window, time);
    if (wait > 0) return Math.ceil(wait / 1000);
    const written = known ? [keys.all, keys.own] : [keys.all];
    for (const key of written) this.attempts.add(key, window, { id, time });
    return { keys: written, account: keys.account, place: keys.place, id };
  }
}
