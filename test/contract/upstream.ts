import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer in place of the user pool's. */
export interface Planted {
  /** The operation that is answered; every one when left out. */
  readonly operation?: string;
  /** Nothing is ever answered when left out. */
  readonly answer?: { readonly status: number; readonly body: string };
}

/** A refusal under the name of an exception. */
export function refusal(name: string, message = 'x', operation?: string): Planted {
  const body = JSON.stringify({ __type: name, message });
  return { ...of(operation), answer: { status: 400, body } };
}

/** A success with this answer. */
export function success(operation: string, answer: object): Planted {
  return { operation, answer: { status: 200, body: JSON.stringify(answer) } };
}

/** A fault of Cognito itself. */
export const FAULT: Planted = { answer: { status: 500, body: '{"__type":"InternalErrorException"}' } };
/** A success that is none. */
export const NONSENSE: Planted = { answer: { status: 200, body: '[]' } };
/** No answer at all. */
export const SILENCE: Planted = {};

const of = (operation: string | undefined): Pick<Planted, 'operation'> =>
  operation === undefined ? {} : { operation };

/** Stands between the service and the user pool: passes everything on, until an answer is planted. */
export class Upstream {
  /** What is answered in place of the pool, while it is set. */
  planted: Planted | undefined;
  private readonly agent = new Agent({ keepAlive: true });
  private readonly server = createServer((incoming, outgoing) => {
    const operation = String(incoming.headers['x-amz-target']).split('.')[1];
    const { planted } = this;
    if (planted === undefined || (planted.operation ?? operation) !== operation) {
      this.passOn(incoming, outgoing);
      return;
    }
    incoming.resume();
    if (planted.answer === undefined) return;
    outgoing.writeHead(planted.answer.status, { 'content-type': 'application/x-amz-json-1.1' });
    outgoing.end(planted.answer.body);
  });

  /** @param pool address of the user pool's server */
  constructor(private readonly pool: string) {}

  /** @returns the address that stands for the pool's */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    this.agent.destroy();
  }

  private passOn(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method, headers, url = '/' } = incoming;
    const onward = request(
      this.pool + url,
      { ...(method === undefined ? {} : { method }), headers, agent: this.agent },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  }
}
