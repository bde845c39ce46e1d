import { Agent, request } from 'node:http';
import type { Gatehouse } from '../../support/gatehouse';
import type { Timed } from './doors';

/** Times answers over connections that are open already. */
export class StopWatch {
  private readonly agent = new Agent({ keepAlive: true });

  /** Milliseconds from the end of a request to the end of its answer. */
  async time({ url }: Pick<Gatehouse, 'url'>, { path, body }: Timed): Promise<number> {
    const text = JSON.stringify(body);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    return new Promise((resolve, reject) => {
      const sending = request(
        new URL(path, url),
        { method: 'POST', headers, agent: this.agent },
        (answer) => {
          answer.resume().on('end', () => {
            resolve(performance.now() - begun);
          });
        },
      );
      const begun = performance.now();
      sending.on('error', reject).end(text);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
