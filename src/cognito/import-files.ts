import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../common/errors/app-error';

/** Milliseconds for a whole upload: 100 MB by some Mbit/s. */
const UPLOAD_DEADLINE = 300_000;
/** Milliseconds for a report. */
const REPORT_DEADLINE = 5000;
/** Most bytes of a report: some 250,000 rows. */
const REPORT_LIMIT = 16 * 1024 * 1024;

/** A file that can be read once. */
export interface FileContent {
  /** Bytes, which the upload has to say beforehand. */
  readonly size: number;
  readonly stream: Readable;
}

/**
 * Sends the file of an import job to the address that Cognito has signed for it.
 *
 * @throws AppError `upstream_refused`, `upstream_unavailable`, `upstream_timeout`
 */
export async function uploadImport(address: string, { size, stream }: FileContent): Promise<void> {
  const url = new URL(address);
  const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
  const signal = AbortSignal.timeout(UPLOAD_DEADLINE);
  // The signature covers the encryption.
  const headers = {
    'content-type': 'text/csv',
    'content-length': size,
    'x-amz-server-side-encryption': 'aws:kms',
  };
  const sent = send(url, { method: 'PUT', headers, signal });
  const answered = new Promise<number>((resolve, reject) => {
    sent.once('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.once('error', reject);
  });
  try {
    // A refusal can come before all has been sent.
    const [status] = await Promise.all([answered, Promise.race([pipeline(stream, sent), answered])]);
    if (status === 200) return;
    throw new AppError(status >= 500 ? 'upstream_unavailable' : 'upstream_refused', {
      cause: new Error(`the upload was answered with ${status}`),
    });
  } catch (error) {
    sent.destroy();
    throw failureOf(error, signal);
  }
}

/**
 * Reads what the rows of an import job have come to, where that can be read by an address: `{"lines":["[FAILED] Line Number 2 - …"]}`.
 *
 * @returns undefined for a report that is too long
 * @throws AppError `upstream_unavailable`, `upstream_timeout`, `upstream_invalid_response`
 */
export async function importReport(address: string): Promise<readonly string[] | undefined> {
  const signal = AbortSignal.timeout(REPORT_DEADLINE);
  try {
    const answer = await fetch(address, {
      signal,
      redirect: 'error',
      headers: { accept: 'application/json' },
    });
    if (!answer.ok || answer.body === null) throw new Error(`the report was answered with ${answer.status}`);
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
      parts.push(part);
      if ((size += part.length) > REPORT_LIMIT) return undefined;
    }
    return linesIn(Buffer.concat(parts).toString());
  } catch (error) {
    throw failureOf(error, signal);
  }
}

function linesIn(text: string): readonly string[] {
  const { lines } = JSON.parse(text) as { readonly lines?: unknown };
  if (!Array.isArray(lines) || !lines.every((line) => typeof line === 'string'))
    throw new AppError('upstream_invalid_response');
  return lines;
}

function failureOf(cause: unknown, { aborted }: AbortSignal): AppError {
  if (cause instanceof AppError) return cause;
  return new AppError(aborted ? 'upstream_timeout' : 'upstream_unavailable', { cause });
}
