/** The time the pool lives in. Tests move it forward over the control side; it never goes back. */
export class Clock {
  private offset = 0;

  /** Milliseconds since the epoch. */
  now(): number {
    return Date.now() + this.offset;
  }

  /** Milliseconds of a clock that only ever goes on, for rates. Moved forward like the other. */
  monotonic(): number {
    return performance.now() + this.offset;
  }

  /** Seconds since the epoch, whole, as in a NumericDate of a token. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  advance(seconds: number): void {
    this.offset += seconds * 1000;
  }
}
