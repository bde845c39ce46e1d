import { Injectable } from '@nestjs/common';
import { ExpiringMap } from '../access/expiring-map';
import { AttemptLog } from './attempt-log';
import type { LimitName, LimitRow } from './limits';

type AccountWindow = NonNullable<LimitRow['perAccount']>;

/** How long a place is known after a sign-in, in milliseconds. */
const KNOWN_FOR = 30 * 86_400_000;
const MOST_PLACES = 200_000;

/** An attempt that may be given back. */
export interface Reservation {
  /** Where it was written down. */
  readonly keys: readonly string[];
  /** Account and address together. */
  readonly place: string;
  /** Monotonic milliseconds. */
  readonly time: number;
}

/**
 * Limits per account, whatever the address.
 *
 * Refusing an account after ten failures would let anybody lock its owner out. So an address that the account has signed in from is
 * a known place and is held to the limit by its own failures only (OWASP, "Device Cookies": the same thought with addresses). All
 * failures count against everybody else, so that strangers together have no more than ten guesses.
 */
@Injectable()
export class AccountLimits {
  private readonly attempts = new AttemptLog();
  private readonly places = new ExpiringMap<true>(MOST_PLACES);
  private readonly clock = (): number => performance.now();

  /**
   * Writes an attempt down if the limit allows it. Synchronous, so that parallel requests cannot pass together.
   *
   * @param account `sub`, or a digest of the name: names of people are not kept
   * @param address normalised IP address
   * @returns the reservation, or the seconds until there is room
   */
  reserve(
    name: LimitName,
    window: AccountWindow,
    account: string,
    address: string,
    now = this.clock(),
  ): Reservation | number {
    const all = `${name}:${account}`;
    const place = `${account}@${address}`;
    const own = `${name}:${place}`;
    const known = window.counts === 'failures' && this.places.get(place, now) === true;
    const wait = this.attempts.wait(known ? own : all, window, now);
    if (wait > 0) return Math.ceil(wait / 1000);
    const keys = known ? [all, own] : [all];
    for (const key of keys) this.attempts.add(key, window, now);
    return { keys, place, time: now };
  }

  /** Takes an attempt back that did not fail. */
  giveBack({ keys, time }: Reservation): void {
    for (const key of keys) this.attempts.remove(key, time);
  }

  /** Notes that the account has been signed in to from where the attempt came. */
  rememberPlace({ place }: Reservation, now = this.clock()): void {
    this.places.set(place, true, now + KNOWN_FOR, now);
  }
}
