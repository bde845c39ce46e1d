import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { BodyForm } from './commands';

/** The SDK's request after signing. */
export type Request = Parameters<NodeHttpHandler['handle']>[0];

const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);
const BRACE = 0x7b;

/** An answer came, but not one that can be used. */
export class UnusableAnswer extends Error {
  override readonly name = 'UnusableAnswer';

  constructor(
    message: string,
    /** HTTP status of the answer, if it came that far. */
    readonly status?: number,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** No connection, or one that ended before an answer: refused, unknown host, reset, no connection in time. */
export class ConnectionFault extends Error {
  override readonly name = 'ConnectionFault';

  constructor(cause: unknown) {
    super('no answer came', { cause });
  }
}

interface Answer {
  readonly statusCode: number;
  /** Names are in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  body?: unknown;
}

/**
 * One HTTP exchange: sends the request and reads the whole answer here, so that the signal covers a body that drips or hangs and
 * so that nothing but JSON objects reaches the SDK, which takes `null` for an empty success.
 *
 * @throws ConnectionFault when no answer came, UnusableAnswer when one came that cannot be used
 */
export async function exchange(
  handler: NodeHttpHandler,
  request: Request,
  signal: AbortSignal,
  form: BodyForm,
): Promise<Answer> {
  const answer = await ask(handler, request, signal);
  const body = await readBody(answer, form.limit);
  if (!isReadable(answer, body, form.needed))
    throw new UnusableAnswer('the body is not a JSON object', answer.statusCode);
  answer.body = body;
  return answer;
}

/** Whether the body is what Cognito sends, as far as its beginning and the headers tell. */
function isReadable({ statusCode, headers }: Answer, body: Buffer, needed: boolean): boolean {
  const success = statusCode < 300;
  // A portal on the way answers 200 to everything.
  if (success && !(headers['content-type'] ?? 'json').includes('json')) return false;
  const first = body.find((byte) => !SPACE.has(byte));
  // A failure may be named by a header alone.
  return first === undefined ? !(success && needed) : first === BRACE;
}

async function ask(handler: NodeHttpHandler, request: Request, abortSignal: AbortSignal): Promise<Answer> {
  try {
    return (await handler.handle(request, { abortSignal })).response;
  } catch (error) {
    const code = codeOf(error);
    // The request cannot be sent at all: a fault of ours.
    if (code.startsWith('ERR_INVALID_')) throw error;
    throw code.startsWith('HPE_')
      ? new UnusableAnswer('not HTTP', undefined, error)
      : new ConnectionFault(error);
  }
}

/** Node's code of an error; empty without one. */
function codeOf(error: unknown): string {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : '';
}

async function readBody({ body, statusCode }: Answer, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limit) throw new Error('the body is too long');
    }
  } catch (error) {
    throw new UnusableAnswer('the body could not be read', statusCode, error);
  }
  return Buffer.concat(chunks, size);
}
