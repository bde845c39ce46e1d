import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../config/environment';
import { LOG, type Log } from '../observability/log';
import { Metrics } from '../observability/metrics';
import { Debts } from './debts';
import { destroy, type Redis, reasonOf, redisClient } from './redis';
import { Late, within } from './within';

/** Time between two looks at Redis, milliseconds; it is also how soon a lost connection is made again. */
const BEAT = 500;
/** A connection that is silent for so long is given up, milliseconds. */
const SILENCE = 1000;
/** Bringing a new connection up to date may take so long, milliseconds: a full list of revocations is some megabytes. */
const SYNCHRONISING = 10_000;
/** The start waits so long for Redis, milliseconds, and then goes on without it. */
const START = 1500;
/** A request of a process that stands still in between waits so long for a Redis that has been away, milliseconds. */
const MOMENT = 100;
/** Seconds for which the mark of the data lives after the last look at it. */
const MARK_LIFE = 172_800;

/** A part of the service whose state is shared. */
export interface Sharer {
  /** Called with each new connection before it is used, and after Redis was silent for a while. */
  synchronise(redis: Redis, all: boolean): Promise<void>;
}

/**
 * The state that instances share, which is in Redis when `REDIS_URL` names one.
 *
 * No request depends on it: an operation that is not answered within `REDIS_TIMEOUT_MS` has not taken place as far as the caller is
 * concerned, and until Redis answers again the following ones are not even tried. Every instance therefore keeps what it knows in
 * memory as well, and what Redis should have been told is owed to it.
 */
@Injectable()
export class SharedState implements OnApplicationBootstrap, OnApplicationShutdown {
  /** What all keys and channels begin with. The braces keep the keys of a pool in one slot of a Redis cluster. */
  readonly prefix: string;
  private readonly url: string | undefined;
  private readonly timeout: number;
  private readonly sharers: Sharer[] = [];
  private readonly debts = new Debts();
  private redis: Redis | undefined;
  private up = false;
  private closed = false;
  private timer: NodeJS.Timeout | undefined;
  /** A look that is under way. */
  private looking: Promise<void> | undefined;
  /** When the last one ended, milliseconds since the epoch: a clock that goes on while the process stands still. */
  private lookedAt = -Infinity;
  /** Names the data that this instance has seen in Redis: another mark, or none, means that Redis has lost it. */
  private mark: string | undefined;
  private reported: string | undefined;

  constructor(
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(LOG) private readonly log: Log,
    private readonly metrics: Metrics,
  ) {
    this.url = environment.REDIS_URL;
    this.timeout = environment.REDIS_TIMEOUT_MS;
    this.prefix = `gatehouse:{${environment.COGNITO_USER_POOL_ID ?? ''}}:`;
    if (this.configured) metrics.watch('gatehouse_redis_up', {}, () => (this.up ? 1 : 0));
  }

  /** Whether there is a Redis to share by. */
  get configured(): boolean {
    return this.url !== undefined;
  }

  /** Whether it is worth asking now. */
  get usable(): boolean {
    return this.up;
  }

  /** Has a part of the service kept in step. To be called before the application starts. */
  join(sharer: Sharer): void {
    this.sharers.push(sharer);
  }

  /**
   * Does something with Redis, if it can be done at once.
   *
   * @param operation its name, for metrics
   * @returns undefined when Redis does not answer in time or refuses: the instance decides alone
   */
  async ask<T>(operation: string, work: (redis: Redis) => Promise<T>): Promise<T | undefined> {
    if (!this.up || this.redis === undefined) return undefined;
    const { redis } = this;
    try {
      return await within(this.timeout, work(redis));
    } catch (error) {
      this.metrics.count('gatehouse_redis_failures_total', { operation });
      if (error instanceof Late) this.doubt(redis);
      else if (this.usable) this.report(reasonOf(error));
      return undefined;
    }
  }

  /**
   * Has something done with Redis, now or when it is there again.
   *
   * @param key names what is owed: what is owed under the same name is replaced
   * @param work must do no harm when it is done twice
   */
  async tell(operation: string, key: string, work: (redis: Redis) => Promise<unknown>): Promise<void> {
    if (!this.configured) return;
    const debt = this.debts.add(key, work);
    if ((await this.ask(operation, async (redis) => [await work(redis)])) !== undefined) {
      this.debts.settle(key, debt);
    }
  }

  /** Takes back what is owed under this name. Whether there was anything. */
  forget(key: string): boolean {
    return this.debts.delete(key);
  }

  /**
   * Waits until what others have written is known here, after the process has stood still: its connection may have been lost meanwhile, or
   * messages may be waiting in it, which come before the answer to a look. Like the start, it goes on without a Redis that is not there.
   */
  async catchUp(): Promise<void> {
    if (!this.configured || (this.up && Math.abs(Date.now() - this.lookedAt) < 2 * BEAT)) return;
    const looks = async (): Promise<void> => {
      await this.look();
      if (!this.up) await this.look();
    };
    // Where Redis was away before, it is likely to be away still, and each request would wait for it.
    await within(this.up ? START : MOMENT, looks()).catch(() => undefined);
  }

  /** Waits a moment for what is owed to Redis, before the process stands still; not while Redis is known to be away. */
  async settle(): Promise<void> {
    if (this.debts.empty || this.looking === undefined) return;
    await within(MOMENT, this.looking).catch(() => undefined);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.configured) return;
    const first = this.look();
    // Requests should meet an instance that knows what has been revoked, but not wait for a Redis that is not there.
    await within(START, first).catch(() => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    const { redis } = this;
    if (redis === undefined) return;
    if (this.up) await within(SILENCE, redis.close()).catch(() => undefined);
    this.up = false;
    destroy(redis);
  }

  /** Looks after the connection, or joins the look that is under way. */
  private look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  /** Makes a connection, sees whether it lives, and whether the data are still there. Then again after a while. */
  private async lookOnce(): Promise<void> {
    clearTimeout(this.timer);
    try {
      await (this.redis === undefined ? this.connect() : this.probe(this.redis));
    } catch (error) {
      this.lose(this.redis, error);
    } finally {
      this.lookedAt = Date.now();
      if (!this.closed) this.timer = setTimeout(() => void this.look(), BEAT).unref();
    }
  }

  private async connect(): Promise<void> {
    const redis: Redis = await redisClient(this.url ?? '', (error) => {
      this.lose(redis, error);
    });
    if (this.closed) return;
    this.redis = redis;
    await within(SILENCE, redis.connect());
    await this.probe(redis);
  }

  /** A connection is used once it has answered in time and everything is in step. */
  private async probe(redis: Redis): Promise<void> {
    const started = performance.now();
    const found = await within(SILENCE, this.readMark(redis));
    const quick = performance.now() - started <= Math.max(this.timeout, 1);
    const same = found === this.mark;
    if ((this.up && same) || !quick) return;
    await within(SYNCHRONISING, this.synchronise(redis, !same));
    if (this.redis !== redis || this.closed) return;
    this.mark = found;
    this.up = true;
    this.report(undefined);
  }

  private async readMark(redis: Redis): Promise<string> {
    const key = `${this.prefix}mark`;
    const found = await redis.getEx(key, { type: 'EX', value: MARK_LIFE });
    if (found !== null) return found;
    await redis.set(key, randomUUID(), { condition: 'NX', expiration: { type: 'EX', value: MARK_LIFE } });
    return (await redis.get(key)) ?? '';
  }

  private async synchronise(redis: Redis, otherData: boolean): Promise<void> {
    const all = otherData || this.debts.overflown;
    for (const sharer of this.sharers) await sharer.synchronise(redis, all);
    await this.debts.pay(redis);
  }

  /** Redis has not answered in time: nobody waits for it again before it has. */
  private doubt(redis: Redis): void {
    if (this.redis !== redis || !this.up) return;
    this.up = false;
    this.report('late');
    void this.look();
  }

  private lose(redis: Redis | undefined, error: unknown): void {
    if (redis === undefined || this.redis !== redis) return;
    this.redis = undefined;
    this.up = false;
    destroy(redis);
    if (!this.closed) this.report(reasonOf(error));
  }

  /** Says what has changed, once: not the address, which may have a password in it. */
  private report(reason: string | undefined): void {
    if (reason === this.reported) return;
    this.reported = reason;
    if (reason === undefined) this.log.info('Redis is used: limits and revocations are shared');
    else this.log.warn({ reason }, 'Redis does not answer: this instance limits and revokes by itself');
  }
}
