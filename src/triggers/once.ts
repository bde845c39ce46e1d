import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SharedState } from '../common/shared-state/shared-state';

/** Seconds for which work is remembered: three attempts of five seconds, and some to spare. */
const WINDOW = 30;
/** Names that are remembered at a time, some 200 bytes each. */
const CAPACITY = 20_000;
/** What Redis has while work is done; no JSON. */
const UNDER_WAY = '-';

interface Remembered {
  readonly until: number;
  readonly result: Promise<unknown>;
}

/**
 * Does once what Cognito asks for up to three times, as it may when an answer is late or lost. In memory, and by Redis across instances where there
 * is one (`REDIS_URL`); without, two instances that get the same event at once both do it.
 */
@Injectable()
export class Once {
  private readonly known = new Map<string, Remembered>();

  constructor(private readonly shared: SharedState) {}

  /**
   * Does a piece of work, unless that has been done within the last half minute under the same name.
   *
   * @param name what is done, and the key of the event: `send:${context.key}`
   * @param work gives JSON, which is kept for those who come later
   * @returns what the work came to, whoever has done it; undefined while another instance is doing it
   * @throws whatever the work throws; it can be tried again then
   */
  run<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
    return this.remembered(name, WINDOW, async () => {
      const before = await this.claim(name, UNDER_WAY, WINDOW);
      if (before !== undefined) return before === UNDER_WAY ? undefined : (JSON.parse(before) as T);
      const key = this.keyOf(name);
      try {
        const result = await work();
        const text = JSON.stringify(result ?? null);
        await this.shared.ask('once', (redis) => redis.set(key, text, lasting(WINDOW)));
        return result;
      } catch (error) {
        await this.shared.ask('once', (redis) => redis.del(key));
        throw error;
      }
    });
  }

  /** 32 random bytes in base64url: the same for everybody who asks within half a minute under the same name. */
  random(name: string): Promise<string> {
    return this.hold(name, () => randomBytes(32).toString('base64url'), WINDOW);
  }

  /**
   * Keeps a value under a name, unless there is one.
   *
   * @param seconds how long it is kept
   * @returns the value that is kept: whoever gets another one than their own has not come first
   */
  hold(name: string, value: () => string, seconds: number): Promise<string> {
    return this.remembered(name, seconds, async () => {
      const own = value();
      return (await this.claim(name, own, seconds)) ?? own;
    });
  }

  /** @returns what was there before; undefined when nothing was, or Redis does not say: this instance decides alone then */
  private async claim(name: string, value: string, seconds: number): Promise<string | undefined> {
    const options = { ...lasting(seconds), condition: 'NX', GET: true } as const;
    const before = await this.shared.ask('once', async (redis) => [
      await redis.set(this.keyOf(name), value, options),
    ]);
    return before?.[0] ?? undefined;
  }

  private keyOf(name: string): string {
    return `${this.shared.prefix}once:${name}`;
  }

  private remembered<T>(name: string, seconds: number, work: () => Promise<T>): Promise<T> {
    const now = Date.now();
    const before = this.known.get(name);
    if (before !== undefined && before.until > now) return before.result as Promise<T>;
    const result = work();
    this.known.delete(name);
    this.known.set(name, { until: now + seconds * 1000, result });
    result.catch(() => {
      if (this.known.get(name)?.result === result) this.known.delete(name);
    });
    this.tidy(now);
    return result;
  }

  /** From the oldest on, as far as they have ended or are too many. */
  private tidy(now: number): void {
    for (const [name, { until }] of this.known) {
      if (until > now && this.known.size <= CAPACITY) return;
      this.known.delete(name);
    }
  }
}

const lasting = (seconds: number) => ({ expiration: { type: 'EX', value: seconds } }) as const;
