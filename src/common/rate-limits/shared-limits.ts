import { Injectable } from '@nestjs/common';
import type { Redis } from '../shared-state/redis';
import { SharedState } from '../shared-state/shared-state';
import type { Window } from './limits';
import { ATTEMPT, HIT, PAST_ATTEMPT, PLACE } from './scripts';

/** What Redis says to an attempt. */
export interface Verdict {
  /** Whether the account has been signed in to from this place. */
  readonly known: boolean;
  /** Milliseconds until there is room; 0 when the attempt has been written down. */
  readonly wait: number;
}

/** Keys of an account in one row of the table, and where it is tried from. */
export interface AccountKeys {
  /** Attempts of everybody. */
  readonly all: string;
  /** Attempts of this place. */
  readonly own: string;
  readonly account: string;
  readonly place: string;
}

/**
 * Limits that all instances count together, in Redis. Methods answer undefined when Redis does not: then the instance counts alone,
 * and tells Redis later.
 */
@Injectable()
export class SharedLimits {
  constructor(private readonly state: SharedState) {}

  /** Whether it is worth asking now. */
  get usable(): boolean {
    return this.state.usable;
  }

  /** @returns hits in the window, and the milliseconds until it ends */
  async hit(key: string, milliseconds: number): Promise<{ hits: number; left: number } | undefined> {
    const answer = await this.state.ask('hit', (redis) => this.run(redis, HIT, [key], [milliseconds, 1]));
    return answer === undefined ? undefined : { hits: Number(answer[0]), left: Number(answer[1]) };
  }

  /**
   * Has hits counted that this instance has counted alone, when Redis is there again.
   *
   * @param owed the hits and the milliseconds that their window has left then; undefined when it is over
   */
  async oweHits(key: string, owed: () => { hits: number; left: number } | undefined): Promise<void> {
    await this.state.tell('past-hits', `hits ${key}`, async (redis) => {
      const now = owed();
      if (now !== undefined) await this.run(redis, HIT, [key], [now.left, now.hits]);
    });
  }

  /** @param known whether this instance knows the place */
  async attempt(
    { all, own, account, place }: AccountKeys,
    { limit, seconds }: Window,
    id: string,
    known: boolean,
  ): Promise<Verdict | undefined> {
    const keys = [all, own, placesOf(account)];
    const values = [limit, seconds * 1000, id, place, known ? 1 : 0];
    const answer = await this.state.ask('attempt', (redis) => this.run(redis, ATTEMPT, keys, values));
    return answer === undefined ? undefined : { known: Number(answer[0]) === 1, wait: Number(answer[1]) };
  }

  /** Has an attempt written down that this instance has allowed alone. */
  async oweAttempt(keys: readonly string[], window: Window, id: string, age: () => number): Promise<void> {
    await this.state.tell('past-attempt', id, async (redis) => {
      await Promise.all(keys.map((key) => this.pastAttempt(redis, key, window, id, age())));
    });
  }

  /** Writes down one attempt that was made `age` milliseconds ago, unless it does not matter any more. */
  async pastAttempt(redis: Redis, key: string, window: Window, id: string, age: number): Promise<void> {
    const length = window.seconds * 1000;
    if (age < length) await this.run(redis, PAST_ATTEMPT, [key], [window.limit, length, id, Math.round(age)]);
  }

  /** Takes an attempt back. */
  async giveBack(keys: readonly string[], id: string): Promise<void> {
    await this.state.tell('give-back', id, (redis) =>
      Promise.all(keys.map((key) => redis.zRem(this.state.prefix + key, id))),
    );
  }

  /**
   * Notes where somebody has signed in.
   *
   * @param milliseconds how long the place is known
   * @param most how many places of an account are kept
   */
  async remember(account: string, place: string, milliseconds: number, most: number): Promise<void> {
    const values = [place, milliseconds, most];
    await this.state.tell('place', `place ${place}`, (redis) =>
      this.run(redis, PLACE, [placesOf(account)], values),
    );
  }

  private async run(
    redis: Redis,
    script: string,
    keys: readonly string[],
    values: readonly (string | number)[],
  ): Promise<unknown[]> {
    const answer = await redis.eval(script, {
      keys: keys.map((key) => this.state.prefix + key),
      arguments: values.map(String),
    });
    return Array.isArray(answer) ? answer : [];
  }
}

const placesOf = (account: string): string => `places:${account}`;
