import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Stands before the embedded pool and is as far away as AWS: each call takes some milliseconds more, never the same. */
export class SlowUpstream {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly server: Server;

  /**
   * @param target address of the pool
   * @param delay milliseconds that a call takes longer, on average
   * @param jitter milliseconds that it varies to either side
   */
  private constructor(target: string, delay: number, jitter: number) {
    this.server = createServer((incoming, outgoing) => {
      void sleep(delay + (Math.random() * 2 - 1) * jitter).then(() => {
        const { method, headers, url = '/' } = incoming;
        const onward = request(new URL(url, target), { method, headers, agent: this.agent }, (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        });
        onward.on('error', () => outgoing.destroy());
        incoming.pipe(onward);
      });
    });
  }

  static async start(target: string, delay: number, jitter: number): Promise<SlowUpstream> {
    const upstream = new SlowUpstream(target, delay, jitter);
    await new Promise<void>((resolve) => upstream.server.listen(0, '127.0.0.1', resolve));
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.agent.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
