import type { IncomingMessage } from 'node:http';
import { PoolError } from '../pool-error';

/** Longest body in bytes. No input of the API comes near it. */
const maxBody = 1024 * 1024;

/**
 * Reads a request's body.
 *
 * @throws PoolError RequestEntityTooLargeException over 1 MiB
 */
export function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBody) chunks.push(chunk);
      // The rest is read and dropped: cutting the connection would take the answer with it.
      else reject(new PoolError('RequestEntityTooLargeException', 'Request entity too large'));
    });
    request.once('end', () => {
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
    request.once('error', reject);
  });
}

/**
 * Parses a body; an empty one stands for an empty object.
 *
 * @throws PoolError SerializationException when it is no JSON
 */
export function parseBody(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new PoolError('SerializationException', 'Unexpected token in payload');
  }
}
