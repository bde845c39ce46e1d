import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { closed, listening, Onward } from '../../support/listening';

/** Stands before the embedded pool and is as far away as AWS: each call takes some milliseconds more, never the same. */
export class SlowUpstream {
  private readonly onward: Onward;
  private readonly server: Server;

  /**
   * @param target address of the pool
   * @param delay milliseconds that a call takes longer, on average
   * @param jitter milliseconds that it varies to either side
   */
  private constructor(target: string, delay: number, jitter: number) {
    this.onward = new Onward(target);
    this.server = createServer((incoming, outgoing) => {
      void sleep(delay + (Math.random() * 2 - 1) * jitter).then(() => {
        this.onward.pass(incoming, outgoing);
      });
    });
  }

  static async start(target: string, delay: number, jitter: number): Promise<SlowUpstream> {
    const upstream = new SlowUpstream(target, delay, jitter);
    await listening(upstream.server);
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.onward.close();
    await closed(this.server);
  }
}
