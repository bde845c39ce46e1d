import { MAX_LIFE } from './claims';
import { ExpiringMap } from './expiring-map';

/**
 * What is written down, and most entries of it, some 150 bytes each.
 *
 * - `session`: the tokens of a sign-in are over; by `origin_jti`
 * - `user`: the tokens of a user that were issued until then are over; by `sub`
 * - `token`: but this one is good although its `iat` does not show it; by `jti`
 * - `sign-ins`: the tokens of a user's sign-ins until then are over, those they are refreshed to as well; by `sub`
 * - `kept`: but this sign-in goes on; by `origin_jti`
 * - `group`: the tokens that name this group and were issued until then are over; by its name
 * - `doubt`: one of the user's sign-ins until then is over, and nobody knows which; by `sub`
 */
const CAPACITIES = {
  session: 200_000,
  user: 50_000,
  token: 50_000,
  'sign-ins': 50_000,
  kept: 50_000,
  doubt: 50_000,
  group: 10_000,
} as const;

export type RevocationKind = keyof typeof CAPACITIES;

/** An entry that holds for tokens until `at`. */
export interface Revocation {
  readonly kind: RevocationKind;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Most entries of all kinds. */
export const CAPACITY = Object.values(CAPACITIES).reduce((sum, capacity) => sum + capacity, 0);

/** How long an entry matters, milliseconds: no token lives longer. */
export const LIFE = MAX_LIFE * 1000;

const kinds = Object.keys(CAPACITIES) as RevocationKind[];

/**
 * Revocations in memory. Bounded: when there is no room an entry goes before its time, and then every token that is as old as that entry
 * is refused, since it might be one that the entry was about. Who holds another one loses nothing by it but a refresh.
 */
export class RevocationList {
  private floor = 0;
  private readonly lists: Readonly<Record<RevocationKind, ExpiringMap<number>>>;

  /** @param capacities most entries by kind, where they differ from the usual */
  constructor(capacities: Partial<Record<RevocationKind, number>> = {}) {
    const raise = (at: number): void => {
      this.raiseFloor(at);
    };
    const lists = kinds.map((kind) => [kind, new ExpiringMap(capacities[kind] ?? CAPACITIES[kind], raise)]);
    this.lists = Object.fromEntries(lists) as Record<RevocationKind, ExpiringMap<number>>;
  }

  /** Until when an entry holds, milliseconds since the epoch. */
  at(kind: RevocationKind, id: string, now: number): number | undefined {
    return this.lists[kind].get(id, now);
  }

  /** The moment up to which all tokens of everybody are refused; undefined when there was always room. */
  floorAt(now: number): number | undefined {
    return this.floor + LIFE > now ? this.floor : undefined;
  }

  /** Writes an entry down, unless it says no more than what is there already. */
  add({ kind, id, at }: Revocation, now: number): void {
    const known = this.at(kind, id, now);
    if (known === undefined || known < at) this.lists[kind].set(id, at, at + LIFE, now);
  }

  raiseFloor(at: number): void {
    this.floor = Math.max(this.floor, at);
  }

  size(kind: RevocationKind): number {
    return this.lists[kind].size;
  }

  /** All entries that matter. */
  *current(now: number): Iterable<Revocation> {
    for (const kind of kinds) for (const [id, at] of this.lists[kind].current(now)) yield { kind, id, at };
  }
}

export function isRevocationKind(word: string): word is RevocationKind {
  return Object.hasOwn(CAPACITIES, word);
}
