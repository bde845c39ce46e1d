/** Lets through so many calls a second, and as many at once after a second of rest. */
export class TokenBucket {
  private readonly size: number;
  private tokens: number;

  /**
   * @param rate calls a second, more than 0
   * @param at now, in ms of a clock that never goes back
   */
  constructor(
    private readonly rate: number,
    private at: number,
  ) {
    this.size = Math.max(rate, 1);
    this.tokens = this.size;
  }

  /** Whether a call may go through now. */
  hasOne(now: number): boolean {
    this.refill(now);
    return this.tokens >= 1;
  }

  /** Lets a call through. To be asked for by `hasOne` before. */
  take(): void {
    this.tokens -= 1;
  }

  /** Whether it is as good as a new one. */
  isFull(now: number): boolean {
    this.refill(now);
    return this.tokens >= this.size;
  }

  private refill(now: number): void {
    this.tokens = Math.min(this.size, this.tokens + ((now - this.at) / 1000) * this.rate);
    this.at = now;
  }
}
