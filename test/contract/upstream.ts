import { createServer } from 'node:http';
import { closed, listening, Onward } from '../support/listening';

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
  private readonly onward: Onward;
  private readonly server = createServer((incoming, outgoing) => {
    const operation = String(incoming.headers['x-amz-target']).split('.')[1];
    const { planted } = this;
    if (planted === undefined || (planted.operation ?? operation) !== operation) {
      this.onward.pass(incoming, outgoing);
      return;
    }
    incoming.resume();
    if (planted.answer === undefined) return;
    outgoing.writeHead(planted.answer.status, { 'content-type': 'application/x-amz-json-1.1' });
    outgoing.end(planted.answer.body);
  });

  /** @param pool address of the user pool's server */
  constructor(pool: string) {
    this.onward = new Onward(pool);
  }

  /** @returns the address that stands for the pool's */
  start(): Promise<string> {
    return listening(this.server);
  }

  async close(): Promise<void> {
    await closed(this.server);
    this.onward.close();
  }
}
