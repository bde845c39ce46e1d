import { Allowance } from '../../src/cognito/allowance';
import type { QuotaModel } from './quota-models';

/** When people's calls come, in milliseconds, ascending. */
export type Arrivals = readonly number[];

export interface Simulated {
  /** When people's calls were throttled. */
  readonly throttledPeople: readonly number[];
  /** How many would have been without the bulk run. */
  readonly throttledAnyway: number;
  readonly throttledBulk: number;
  /** Bulk calls that Cognito took, by the calls that the quota left to them. */
  readonly share: number;
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What is simulated; times are in milliseconds. */
export interface Situation {
  readonly model: new (quota: number) => QuotaModel;
  /** Calls a second. */
  readonly quota: number;
  readonly people: Arrivals;
  readonly duration: number;
  /** Calls take up to so long to arrive. */
  readonly jitter: number;
  /** Timers are up to so late. */
  readonly late: number;
  readonly random: () => number;
}

/**
 * A bulk run that never has to wait for anything but its turn, and people, in front of a Cognito that counts in its own way. Time is
 * virtual.
 */
export function simulate({ model, quota, people, duration, jitter, late, random }: Situation): Simulated {
  const allowance = new Allowance(quota, 0);
  const [cognito, alone] = [new model(quota), new model(quota)];
  const throttledAnyway = people.filter((at) => !alone.admit(at)).length;
  const underway: { at: number; person: boolean }[] = [];
  const send = (now: number, person: boolean): void => {
    underway.push({ at: now + random() * jitter, person });
  };
  const throttledPeople: number[] = [];
  let [throttledBulk, bulk, next, turn] = [0, 0, 0, 0];
  for (let now = 0; now < duration; now += 1) {
    for (; (people[next] ?? duration) <= now; next += 1) {
      allowance.spend(now);
      send(now, true);
    }
    while (turn <= now) {
      const wait = Math.ceil(allowance.wait(now));
      if (wait > 0) {
        turn = now + wait + random() * late;
        break;
      }
      allowance.take();
      send(now, false);
    }
    const arrived = underway.filter(({ at }) => at <= now).sort((one, other) => one.at - other.at);
    for (const call of arrived) {
      underway.splice(underway.indexOf(call), 1);
      if (cognito.admit(call.at)) bulk += call.person ? 0 : 1;
      else {
        if (call.person) throttledPeople.push(now);
        else throttledBulk += 1;
        allowance.throttled(now, call.person);
        turn = now;
      }
    }
  }
  const left = (quota * duration) / 1000 - (next - throttledPeople.length);
  return { throttledPeople, throttledAnyway, throttledBulk, share: bulk / left };
}

/** People who come one by one, `rate` a second. */
export function oneByOne(rate: number, duration: number, random: () => number): number[] {
  const times: number[] = [];
  if (rate === 0) return times;
  for (let now = 0; ;) {
    now += (-Math.log(1 - random()) / rate) * 1000;
    if (now >= duration) return times;
    times.push(now);
  }
}

/** People who come `size` at once, every `period` milliseconds or so. */
export function inBursts(size: number, period: number, duration: number, random: () => number): number[] {
  const times: number[] = [];
  for (let now = period * random(); now < duration; now += period * (0.5 + random())) {
    times.push(...Array.from({ length: size }, () => now));
  }
  return times;
}
