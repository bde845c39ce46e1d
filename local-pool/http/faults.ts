import type { ServerResponse } from 'node:http';
import { PoolError } from '../pool-error';
import { errorAnswer, htmlAnswer, send, withLength, type Answer } from './answer';

/** What can be made to go wrong; see the README for each. */
export const faultKinds = [
  'latency',
  'throttle',
  'limit',
  'error500',
  'html503',
  'reset',
  'half',
  'empty',
  'null',
  'badjson',
  'drip',
  'hang',
] as const;

export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  /** An operation's name, `jwks` for the published keys, or `*` for all of them. */
  readonly operation: string;
  readonly kind: FaultKind;
  /** How many calls it hits. Default: all until the faults are cleared. */
  readonly times?: number;
  /** `latency`: ms before the call is worked on (default 1,000). `drip`: ms between two bytes (default 50). */
  readonly delayMs?: number;
}

/** The faults that are switched on, in the order they came. */
export class Faults {
  private readonly active: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.active.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.active.length = 0;
  }

  /** The fault that hits this call, if any; used up by being taken. */
  take(operation: string): Fault | undefined {
    const index = this.active.findIndex(
      ({ fault }) => fault.operation === operation || fault.operation === '*',
    );
    const entry = this.active[index];
    if (!entry) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.active.splice(index, 1);
    return entry.fault;
  }
}

/**
 * Answers a call under a fault.
 *
 * @param work does the call; `half` and `drip` spoil its answer, `latency` delays it, the others never let it run
 */
export async function answerUnder(
  fault: Fault,
  response: ServerResponse,
  work: () => Promise<Answer>,
): Promise<void> {
  const instead = answerInstead(fault.kind);
  if (instead) {
    send(response, instead);
    return;
  }
  switch (fault.kind) {
    case 'latency':
      await pause(fault.delayMs ?? 1000);
      send(response, await work());
      return;
    case 'half':
      sendHalf(response, await work());
      return;
    case 'drip':
      await sendSlowly(response, await work(), fault.delayMs ?? 50);
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    default:
      // `hang`: the caller waits for an answer that never comes.
      return;
  }
}

function answerInstead(kind: FaultKind): Answer | undefined {
  const success = { 'content-type': 'application/x-amz-json-1.1' };
  switch (kind) {
    case 'throttle':
      return errorAnswer(new PoolError('TooManyRequestsException', 'Rate exceeded'));
    case 'limit':
      return errorAnswer(
        new PoolError('LimitExceededException', 'Attempt limit exceeded, please try after some time.'),
      );
    case 'error500':
      return errorAnswer(new PoolError('InternalErrorException', 'Something went wrong'));
    case 'html503':
      return htmlAnswer(503, '<html><body><h1>503 Service Unavailable</h1></body></html>\n');
    case 'empty':
      return { status: 200, headers: success, body: '' };
    case 'null':
      return { status: 200, headers: success, body: 'null' };
    case 'badjson':
      return { status: 200, headers: success, body: '{"AuthenticationResult":{"Acc' };
    default:
      return undefined;
  }
}

function sendHalf(response: ServerResponse, answer: Answer): void {
  const bytes = Buffer.from(answer.body);
  response.writeHead(answer.status, withLength(answer));
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy());
}

async function sendSlowly(response: ServerResponse, answer: Answer, delayMs: number): Promise<void> {
  response.writeHead(answer.status, withLength(answer));
  for (const byte of Buffer.from(answer.body)) {
    if (response.destroyed) return;
    response.write(Uint8Array.of(byte));
    await pause(delayMs);
  }
  response.end();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
