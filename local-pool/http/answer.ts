import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { PoolError } from '../pool-error';

/** A whole HTTP answer, ready to be sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers of the API itself; browser clients read them from any origin, as on AWS. */
const apiHeaders = {
  'content-type': 'application/x-amz-json-1.1',
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
};

/** Everything else is HTTP 400, whatever hints the SDK's model carries. */
const statusOf: Readonly<Record<string, number>> = {
  InternalErrorException: 500,
  InternalServerException: 500,
  RequestEntityTooLargeException: 413,
  UnknownOperationException: 404,
};

/** The output of an operation as the wire wants it: dates as epoch seconds, binary as Base64, undefined left out. */
export function outputAnswer(output: object): Answer {
  return {
    status: 200,
    headers: { ...apiHeaders, 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(output, wireValue),
  };
}

/**
 * A failure as the wire wants it. Anything that is not a refusal of the pool becomes InternalErrorException, without its text.
 */
export function errorAnswer(error: unknown): Answer {
  const refusal =
    error instanceof PoolError ? error : new PoolError('InternalErrorException', 'Something went wrong');
  return {
    status: statusOf[refusal.type] ?? 400,
    headers: {
      ...apiHeaders,
      'x-amzn-requestid': randomUUID(),
      'x-amzn-errortype': `${refusal.type}:`,
      'x-amzn-errormessage': headerSafe(refusal.message),
    },
    body: JSON.stringify({ __type: refusal.type, message: refusal.message }),
  };
}

/** JSON of the emulator's own pages (`/_local/…`, keys). */
export function jsonAnswer(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  };
}

export function htmlAnswer(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

/** Sends the whole answer. */
export function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, withLength(answer));
  response.end(answer.body);
}

/** Headers of the answer with its length in bytes. */
export function withLength(answer: Answer): Record<string, string | number> {
  return { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) };
}

/** Called with the object as `this`, since a Date has turned itself into text before `value` is given. */
function wireValue(this: unknown, key: string, value: unknown): unknown {
  const raw = (this as Readonly<Record<string, unknown>>)[key];
  if (raw instanceof Date) return raw.getTime() / 1000;
  if (raw instanceof Uint8Array) return Buffer.from(raw).toString('base64');
  return value;
}

/** A refused value is repeated in the text, however long; clients give up on more than 16 KiB of headers. */
const longestHeader = 1024;

function headerSafe(text: string): string {
  return text.slice(0, longestHeader).replace(/[^\x20-\x7e]/gu, '?');
}
