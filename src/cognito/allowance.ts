/** A call of a bulk run takes more than one call's worth, so that it leaves some of the quota to whatever is not seen here. */
const BULK_COST = 1.03;
/** What may be saved beyond the next call, so that a timer that is late costs nothing: a part of a second's quota, or of a call. */
const SAVED = { ofQuota: 0.1, ofCall: 0.5 };
/** What is left of the part of the quota that is used when a bulk call is throttled, and how much of the quota comes back each second. */
const BULK = { left: 0.85, recovery: 0.05 };
/** The same for a person's call: people come in bursts, and the next one is to find room. */
const PERSON = { left: 0.7, recovery: 0.005 };
/** The least part that is used. */
const LEAST = 0.1;
/** People who take so much of the quota at once are throttled without any bulk run. */
const BURST = 0.8;
/** One burst is throttled many times over: it cuts once. Milliseconds. */
const CUT_PAUSE = 250;

/**
 * What a quota leaves to bulk runs. Interactive calls take their part whether it is there or not, and bulk calls wait until it has
 * grown again; as next to nothing is saved up here, Cognito's own allowance stays nearly full for bursts of interactive calls.
 */
export class Allowance {
  private level: number;
  private at: number;
  /** The part of the quota that is used; less than all after throttling. */
  private part = 1;
  private recovery = BULK.recovery;
  private cutAt = -Infinity;
  private readonly most: number;

  /**
   * @param quota calls a second
   * @param now monotonic milliseconds
   */
  constructor(
    private readonly quota: number,
    now: number,
  ) {
    this.most = BULK_COST + Math.max(SAVED.ofCall, SAVED.ofQuota * quota);
    this.level = this.most;
    this.at = now;
  }

  /** An interactive call is sent. */
  spend(now: number): void {
    this.refill(now);
    // Cognito owes nothing for calls beyond its quota: it has refused them.
    this.level = Math.max(this.level - 1, -this.quota);
  }

  /** Milliseconds until a bulk call may be sent; 0 when it may be sent now. */
  wait(now: number): number {
    this.refill(now);
    const missing = BULK_COST - this.level;
    return missing <= 0 ? 0 : (missing / (this.quota * this.part)) * 1000;
  }

  /** A bulk call is sent, which `wait` has allowed. */
  take(): void {
    this.level -= BULK_COST;
  }

  /**
   * Cognito has throttled: others share the quota, or it is smaller than was said. Bulk runs step back.
   *
   * @param person whether it was an interactive call
   */
  throttled(now: number, person: boolean): void {
    this.refill(now);
    if (now - this.cutAt < CUT_PAUSE || (person && this.level < -BURST * this.quota)) return;
    if (person) this.recovery = PERSON.recovery;
    this.cutAt = now;
    this.part = Math.max(LEAST, this.part * (person ? PERSON : BULK).left);
    this.level = Math.min(this.level, -this.quota * this.part * (CUT_PAUSE / 1000));
  }

  private refill(now: number): void {
    const seconds = (now - this.at) / 1000;
    this.at = now;
    this.level = Math.min(this.most, this.level + seconds * this.quota * this.part);
    this.part = Math.min(1, this.part + seconds * this.recovery);
    if (this.part === 1) this.recovery = BULK.recovery;
  }
}
