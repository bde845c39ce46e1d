import { createHash } from 'node:crypto';
import { ExpiringMap } from '../access/expiring-map';

/** How long a place is known after a sign-in, in milliseconds. */
export const KNOWN_FOR = 30 * 86_400_000;
/** Places of one account that are kept: whoever signs in from many addresses pushes out none but its own. */
export const MOST_PLACES = 16;
const MOST_ACCOUNTS = 100_000;

/** Where each account has been signed in to lately. */
export class KnownPlaces {
  private readonly accounts = new ExpiringMap<ExpiringMap<true>>(MOST_ACCOUNTS);

  /** @param now monotonic milliseconds */
  has(account: string, place: string, now: number): boolean {
    return this.accounts.get(account, now)?.get(place, now) === true;
  }

  /** @param now monotonic milliseconds */
  add(account: string, place: string, now: number): void {
    const places = this.accounts.get(account, now) ?? new ExpiringMap<true>(MOST_PLACES);
    places.set(place, true, now + KNOWN_FOR, now);
    this.accounts.set(account, places, now + KNOWN_FOR, now);
  }
}

/** A name for an address from which an account is tried: addresses of people are not kept for a month. */
export function placeOf(account: string, address: string): string {
  return createHash('sha256').update(`${account}@${address}`).digest('base64url').slice(0, 22);
}
