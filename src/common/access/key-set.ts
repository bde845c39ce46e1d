import { createPublicKey, type KeyObject } from 'node:crypto';
import type { OnModuleInit } from '@nestjs/common';
import { JwksClient } from 'jwks-rsa';
import { AppError } from '../errors/app-error';
import type { Log } from '../observability/log';
import { Metrics } from '../observability/metrics';
import { acceptableKeys } from './jwk-policy';
import { fetchKeyDocument } from './jwks-document';
import { TokenFault } from './token-fault';

// Figures in milliseconds.
const COOL_DOWN = 30_000;
/** Without any key nobody gets in, so recovery matters more than sparing the server. */
const COOL_DOWN_WITHOUT_KEYS = 5000;
/** A set older than this is renewed in the background, so that a key withdrawn by AWS does not work for ever. */
const RENEW_AFTER = 10 * 60_000;
/** Keys go on through an outage for this long. */
const STALE_LIMIT = 72 * 3_600_000;

/**
 * The public keys of the user pool.
 *
 * `jwks-rsa` fetches and parses; when to fetch is decided here, because its own cache and rate limit let five tokens with made-up
 * kids a minute lock everybody out, or without the limit each such token costs a fetch. So: the whole set by kid, one fetch in
 * flight, and at least 30 s between fetches whatever is asked for, which holds an unknown-kid flood to two a minute and still takes
 * a rotated key within 30 s.
 */
export class KeySet implements OnModuleInit {
  private readonly client: JwksClient;
  private keys: ReadonlyMap<string, KeyObject> = new Map();
  private fetchedAt = -Infinity;
  private triedAt = -Infinity;
  private pending: Promise<void> | undefined;

  /**
   * @param jwksUri where the keys are
   * @param clock monotonic milliseconds
   * @param metrics are told of fetches, and of the age and number of the keys
   */
  constructor(
    jwksUri: string,
    private readonly log: Pick<Log, 'warn'>,
    private readonly clock: () => number = () => performance.now(),
    private readonly metrics = new Metrics(false),
  ) {
    metrics.watch('gatehouse_key_set_keys', {}, () => this.keys.size);
    metrics.watch('gatehouse_key_set_age_seconds', {}, () => this.age());
    this.client = new JwksClient({
      jwksUri,
      fetcher: async (uri) => ({ keys: acceptableKeys(await fetchKeyDocument(uri)) }),
    });
  }

  /**
   * Fetches ahead of the first token. The start waits for it, two seconds at most, so that a busy start cannot take the time from the
   * fetch and refuse everybody for a while; it does not depend on it.
   */
  onModuleInit(): Promise<void> {
    return this.renew();
  }

  /** Whether tokens can be verified. Asking tries again when they cannot, as an instance out of rotation gets no tokens. */
  get available(): boolean {
    this.renewWhenOld();
    return this.keys.size > 0;
  }

  /** The key of this kid when it is known already, which is so for all but the first token of a rotated key. */
  known(kid: string): KeyObject | undefined {
    this.renewWhenOld();
    return this.keys.get(kid);
  }

  /**
   * The key of this kid, fetched when it is not known and the cool-down allows it.
   *
   * @throws TokenFault when the pool has no such key
   * @throws AppError `verification_keys_unavailable` when there is no key at all
   */
  async find(kid: string): Promise<KeyObject> {
    const known = this.known(kid);
    if (known !== undefined) return known;
    if (this.pending !== undefined || this.untilNextTry() <= 0) await this.renew();
    const key = this.keys.get(kid);
    if (key !== undefined) return key;
    if (this.keys.size > 0) throw new TokenFault('the key is not known');
    const retryAfter = Math.max(1, Math.ceil(this.untilNextTry() / 1000));
    throw new AppError('verification_keys_unavailable', { retryAfter });
  }

  /**
   * Renews keys that are due and waits for it, where a process stands still between requests: begun in the background, a fetch would be cut
   * off by the next pause, and a request after it would find a fetch that has failed.
   */
  async catchUp(): Promise<void> {
    await this.pending;
    if (this.clock() - this.fetchedAt >= RENEW_AFTER && this.untilNextTry() <= 0) await this.renew();
  }

  private untilNextTry(): number {
    const pause = this.keys.size > 0 ? COOL_DOWN : COOL_DOWN_WITHOUT_KEYS;
    return this.triedAt + pause - this.clock();
  }

  private renewWhenOld(): void {
    const age = this.clock() - this.fetchedAt;
    if (age < RENEW_AFTER) return;
    if (age > STALE_LIMIT) this.keys = new Map();
    if (this.untilNextTry() <= 0) void this.renew();
  }

  /** Fetches the set, or joins the fetch that is under way. Never rejects: what is known stays. */
  private renew(): Promise<void> {
    this.pending ??= this.fetch().finally(() => {
      this.pending = undefined;
    });
    return this.pending;
  }

  private async fetch(): Promise<void> {
    this.triedAt = this.clock();
    try {
      const keys = new Map<string, KeyObject>();
      for (const parsed of await this.client.getSigningKeys()) {
        keys.set(parsed.kid, createPublicKey(parsed.getPublicKey()));
      }
      this.keys = keys;
      this.fetchedAt = this.clock();
      this.metrics.count('gatehouse_key_set_fetches_total', { outcome: 'ok' });
    } catch (error) {
      // Not a fault of whoever called: known keys go on, and without any the caller is told to come back.
      const { message: reason } = error as Error;
      this.log.warn({ reason, known: this.keys.size }, 'key set not fetched');
      this.metrics.count('gatehouse_key_set_fetches_total', { outcome: 'failed' });
    }
  }

  /** Seconds since the set was fetched; undefined before the first time. */
  private age(): number | undefined {
    return this.fetchedAt === -Infinity ? undefined : (this.clock() - this.fetchedAt) / 1000;
  }
}
