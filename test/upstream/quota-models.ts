/** Ways in which Cognito may count: the guide says "requests per second" and no more. */
export interface QuotaModel {
  /** Whether a call that arrives at `now` (milliseconds) is let through. Times never go back. */
  admit(now: number): boolean;
}

/** So many calls a second, and as many at once after a second of rest: as the embedded pool does. */
export class TokenBucket implements QuotaModel {
  private tokens: number;
  private at = 0;

  constructor(private readonly quota: number) {
    this.tokens = quota;
  }

  admit(now: number): boolean {
    this.tokens = Math.min(this.quota, this.tokens + ((now - this.at) / 1000) * this.quota);
    this.at = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}

/** So many calls in each second of a clock. */
export class FixedWindow implements QuotaModel {
  private second = -1;
  private taken = 0;

  constructor(private readonly quota: number) {}

  admit(now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.second) [this.second, this.taken] = [second, 0];
    if (this.taken >= this.quota) return false;
    this.taken += 1;
    return true;
  }
}

/** So many calls in any second. */
export class SlidingWindow implements QuotaModel {
  private readonly times: number[] = [];

  constructor(private readonly quota: number) {}

  admit(now: number): boolean {
    while (now - (this.times[0] ?? now) >= 1000) this.times.shift();
    if (this.times.length >= this.quota) return false;
    this.times.push(now);
    return true;
  }
}

export const models = { TokenBucket, FixedWindow, SlidingWindow };
