import type { Clock } from '../clock';
import { PoolError } from '../pool-error';
import {
  categoryOf,
  defaultRates,
  perPoolCategories,
  type QuotaCategory,
  type QuotaRates,
} from './categories';
import { TokenBucket } from './token-bucket';

/** True for Cognito's default rates; or rates that take the place of some of them, in calls a second. */
export type QuotaOption = boolean | Readonly<Partial<Record<QuotaCategory, number>>>;

/** One call as the quotas see it. */
export interface QuotaCall {
  readonly operation: string;
  /** The challenge that is answered, if it is an answer. */
  readonly challenge?: string | undefined;
  readonly poolId?: string | undefined;
  /** The user it is about, under whatever key is always the same for him. */
  readonly user?: string | undefined;
}

/** Calls a second of one operation and pool (`perPoolCategories`); reads, and writes, of one user. */
const [perPoolRate, perUserRate] = [5, 10];
/** Answers to challenges have an allowance of their own, so many times that of UserAuthentication. */
const answersFactor = 3;
const answers: ReadonlySet<string> = new Set(['RespondToAuthChallenge', 'AdminRespondToAuthChallenge']);
const userReads: ReadonlySet<string> = new Set<QuotaCategory>([
  'UserAuthentication',
  'UserRead',
  'UserResourceRead',
]);
const userWrites: ReadonlySet<string> = new Set<QuotaCategory>([
  'UserCreation',
  'UserAccountRecovery',
  'UserUpdate',
  'UserResourceUpdate',
]);
/** Buckets that are kept before those that stand full are let go. */
const manyBuckets = 10_000;

/** The request rates of the account, over all its pools. Off unless switched on. */
export class Quotas {
  private buckets = new Map<string, TokenBucket>();
  private readonly refused = new Map<string, number>();
  private on = false;
  private rates: QuotaRates = defaultRates;

  constructor(
    private readonly clock: Clock,
    option: QuotaOption,
  ) {
    this.set(option);
  }

  /** Switches on or off, and begins anew with full allowances. */
  set(option: QuotaOption): void {
    this.on = option !== false;
    this.rates = typeof option === 'object' ? { ...defaultRates, ...option } : defaultRates;
    this.buckets = new Map();
  }

  /**
   * Lets a call through. One that is refused counts nowhere.
   *
   * @throws PoolError TooManyRequestsException
   */
  admit(call: QuotaCall): void {
    if (!this.on) return;
    const buckets = this.bucketsOf(call);
    const now = this.clock.monotonic();
    if (buckets.every((bucket) => bucket.hasOne(now))) {
      for (const bucket of buckets) bucket.take();
      return;
    }
    this.refused.set(call.operation, (this.refused.get(call.operation) ?? 0) + 1);
    throw new PoolError('TooManyRequestsException', 'Rate exceeded');
  }

  /** How many calls were refused since the start, by operation. */
  throttled(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.refused);
  }

  toJSON(): { enabled: boolean; limits: QuotaRates } {
    return { enabled: this.on, limits: this.rates };
  }

  private bucketsOf({ operation, challenge, poolId, user }: QuotaCall): readonly TokenBucket[] {
    // A new password is set, whatever the operation is named.
    const category = challenge === 'NEW_PASSWORD_REQUIRED' ? 'UserAccountRecovery' : categoryOf(operation);
    if (category === undefined) return [];
    const found = [this.bucketOf(category, operation)];
    if (perPoolCategories.has(category) && poolId !== undefined) {
      found.push(this.bucket(`${operation} ${poolId}`, perPoolRate));
    }
    const kind = userReads.has(category) ? 'read' : userWrites.has(category) ? 'write' : undefined;
    if (kind !== undefined && user !== undefined) found.push(this.bucket(`${kind} ${user}`, perUserRate));
    return found;
  }

  private bucketOf(category: QuotaCategory, operation: string): TokenBucket {
    const common = this.bucket(category, this.rates[category]);
    if (category !== 'UserAuthentication' || !answers.has(operation)) return common;
    const own = this.bucket('answers', answersFactor * this.rates[category]);
    return own.hasOne(this.clock.monotonic()) ? own : common;
  }

  private bucket(key: string, rate: number): TokenBucket {
    const now = this.clock.monotonic();
    const known = this.buckets.get(key);
    if (known) return known;
    if (this.buckets.size >= manyBuckets) this.dropFull(now);
    const made = new TokenBucket(rate, now);
    this.buckets.set(key, made);
    return made;
  }

  private dropFull(now: number): void {
    for (const [key, bucket] of this.buckets) if (bucket.isFull(now)) this.buckets.delete(key);
  }
}
