import { once } from 'node:events';
import { get as getByHttp, type IncomingMessage } from 'node:http';
import { get as getByHttps } from 'node:https';

/** Milliseconds for everything: name, connection, headers and body. */
const DEADLINE = 2000;

/** Largest document in bytes; Cognito's is under 1 KB. */
const MAX_BYTES = 64 * 1024;

/**
 * Fetches a JWKS document. Redirects are not followed: keys come from the configured place or from nowhere.
 *
 * @returns the parsed JSON
 * @throws Error when the deadline passes, the document is too large or not JSON, or the status is not 200
 */
export async function fetchKeyDocument(uri: string): Promise<unknown> {
  const get = uri.startsWith('https:') ? getByHttps : getByHttp;
  const request = get(uri, {
    signal: AbortSignal.timeout(DEADLINE),
    agent: false,
    headers: { accept: 'application/json', 'accept-encoding': 'identity' },
  });
  // A fault after the answer has begun arrives here as well as at the body; without a listener it would end the process.
  request.on('error', () => undefined);
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    if (response.statusCode !== 200) throw new Error(`the status is ${String(response.statusCode)}`);
    return JSON.parse(await bodyOf(response));
  } catch (error) {
    throw new Error(`The verification keys cannot be fetched: ${reasonOf(error)}`, { cause: error });
  } finally {
    request.destroy();
  }
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error('the document is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The parser's message would quote the document. */
function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'the document is not JSON';
  return error instanceof Error ? error.message : String(error);
}
