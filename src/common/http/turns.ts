import { Injectable } from '@nestjs/common';

/** Milliseconds that a turn of the event loop is to take, so that it soon comes round to timers and new connections. */
const TURN = 10;

/** Requests that are begun in a turn, at first and within bounds. */
const QUOTA = { first: 64, least: 4, most: 1024 };

interface Waiting {
  readonly since: number;
  readonly go: () => void;
}

/**
 * Begins so many requests in a turn of the event loop as there is time for, first come, first served. Node would begin all that can be
 * read before it looks at anything else: with thousands of busy connections, a turn takes so long that timers stand still and new
 * connections, of which libuv takes one each turn, are not taken for minutes.
 */
@Injectable()
export class Turns {
  private began = 0;
  private underWay = false;
  /** Requests in a turn: how long they take shows only later, as most of their work waits for something. */
  private quota = QUOTA.first;
  private left = 0;
  private waiting: Waiting[] = [];
  /** Those before it have gone. */
  private first = 0;

  /** Milliseconds that a request will wait which comes now, as far as can be told, or that one has been waiting. */
  wait(): number {
    const next = this.waiting[this.first];
    if (next === undefined) return 0;
    const before = (this.waiting.length - this.first) / this.quota;
    return Math.max(before * TURN, performance.now() - next.since);
  }

  /** Goes on now, or when it is the request's turn. */
  take(go: () => void): void {
    if (!this.underWay) this.begin();
    if (this.left > 0) {
      this.left--;
      go();
    } else this.waiting.push({ since: performance.now(), go });
  }

  private begin(): void {
    this.underWay = true;
    this.left = this.quota;
    this.began = performance.now();
    // Comes when all has been read that could be.
    setImmediate(() => {
      this.end();
    });
  }

  private end(): void {
    this.underWay = false;
    if (this.first === this.waiting.length) return;
    const fitting = (this.quota * TURN) / (performance.now() - this.began);
    // Half of the way: a pause of the garbage collector says nothing of requests.
    this.quota = Math.min(QUOTA.most, Math.max(QUOTA.least, Math.round((this.quota + fitting) / 2)));
    this.begin();
    this.goOn();
  }

  private goOn(): void {
    const { waiting } = this;
    for (; this.first < waiting.length && this.left > 0; this.left--) waiting[this.first++]?.go();
    // Not each time: what is left has to be moved.
    if (this.first * 2 < waiting.length) return;
    this.waiting = waiting.slice(this.first);
    this.first = 0;
  }
}
