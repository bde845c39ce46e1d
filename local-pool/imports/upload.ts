import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Answer } from '../http/answer';
import type { PoolContext } from '../operation';
import type { ImportJobRecord } from './import-job-record';
import { statusOf } from './jobs';

/** Largest file in bytes. */
const largest = 100 * 1024 * 1024;
/** How long a file can be sent, in ms. */
export const uploadLife = 15 * 60 * 1000;

/** Path of the uploads, with the JobId. */
export const uploadPath = /^\/_local\/uploads\/(import-[0-9A-Za-z]+)$/u;

/** @param endpoint the pool's own URL */
export function newUploadUrl(endpoint: string, jobId: string): string {
  const url = new URL(`${endpoint}/_local/uploads/${jobId}`);
  url.searchParams.set('signature', randomBytes(32).toString('hex'));
  return url.href;
}

/**
 * `PUT` of a job's file to its PreSignedUrl. The URL may be used again until it ends or the job has started; the last whole file
 * counts. Refusals are S3's, as XML.
 *
 * @param url the URL that was called
 */
export async function uploadAnswer(
  context: PoolContext,
  url: URL,
  request: IncomingMessage,
): Promise<Answer> {
  const [, jobId = ''] = uploadPath.exec(url.pathname) ?? [];
  const refused = refusalOf(context, jobId, url, request);
  if (refused) return refused;
  const file = `${jobId}.${randomBytes(8).toString('hex')}`;
  try {
    await context.store.uploads.save(file, limited(request));
  } catch (error) {
    if (error instanceof TooLarge) return tooLarge();
    throw error;
  }
  // It may have been started meanwhile, with a file that came before.
  const job = context.store.importJobs.get(jobId);
  if (!job || !isOpen(context, job)) return refusal(403, 'AccessDenied', 'Access Denied');
  context.store.importJobs.put({ ...job, file });
  await context.store.flushed();
  return { status: 200, headers: { 'x-amz-server-side-encryption': 'aws:kms' }, body: '' };
}

function refusalOf(
  context: PoolContext,
  jobId: string,
  url: URL,
  request: IncomingMessage,
): Answer | undefined {
  const job = context.store.importJobs.get(jobId);
  if (!job || !isSigned(job, url)) return refusal(403, 'AccessDenied', 'Access Denied');
  if (job.uploadUntil <= context.clock.now()) return refusal(403, 'AccessDenied', 'Request has expired');
  if (!isOpen(context, job)) return refusal(403, 'AccessDenied', 'Access Denied');
  if (request.headers['x-amz-server-side-encryption'] !== 'aws:kms') {
    const message =
      'The request signature we calculated does not match: the header x-amz-server-side-encryption: aws:kms is missing.';
    return refusal(403, 'SignatureDoesNotMatch', message);
  }
  // Told before the file is read.
  return Number(request.headers['content-length'] ?? 0) > largest ? tooLarge() : undefined;
}

function isSigned(job: ImportJobRecord, url: URL): boolean {
  const expected = Buffer.from(new URL(job.uploadUrl).searchParams.get('signature') ?? '');
  const given = Buffer.from(url.searchParams.get('signature') ?? '');
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function isOpen(context: PoolContext, job: ImportJobRecord): boolean {
  return statusOf(context, job) === 'Created';
}

class TooLarge extends Error {}

async function* limited(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  let size = 0;
  // Cutting the connection would take the answer with it.
  const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > largest) throw new TooLarge();
    yield chunk;
  }
}

function tooLarge(): Answer {
  return refusal(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
}

function refusal(status: number, code: string, message: string): Answer {
  return {
    status,
    // What is left of the file is not read: the connection cannot be used for another call.
    headers: { 'content-type': 'application/xml', connection: 'close' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  };
}
