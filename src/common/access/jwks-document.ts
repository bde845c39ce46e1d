import { once } from 'node:events';
import { get as getByHttp, type IncomingMessage } from 'node:http';
import { get as getByHttps } from 'node:https';
import { hasDuplicateMembers } from './json-members';

/** Milliseconds. */
const DEADLINE = 2000;

/** Largest document in bytes; Cognito's is under 1 KB. */
const MAX_BYTES = 64 * 1024;

/** `application/json`, `application/jwk-set+json` (RFC 7517 §8.5.2); some servers do not say. */
const JSON_TYPE = /^application\/([\w.-]+\+)?json *(;|$)/i;

/**
 * Fetches a JWKS document. Redirects are not followed: keys come from the configured place or from nowhere.
 *
 * @param deadline milliseconds for everything: name, connection, headers and body
 * @returns the parsed JSON
 * @throws Error when the deadline passes, the document is too large or not JSON, or the answer is not a plain 200
 */
export async function fetchKeyDocument(uri: string, deadline = DEADLINE): Promise<unknown> {
  const get = uri.startsWith('https:') ? getByHttps : getByHttp;
  const signal = AbortSignal.timeout(deadline);
  const request = get(uri, {
    signal,
    agent: false,
    headers: { accept: 'application/json', 'accept-encoding': 'identity' },
  });
  // A fault after the answer has begun arrives here as well as at the body; without a listener it would end the process.
  request.on('error', () => undefined);
  // Nobody asked for interim answers, which can go on for ever.
  request.once('information', () => request.destroy(new Error('the answer is an interim one')));
  try {
    // By the signal as well: after a 101 neither an answer nor an error comes from the request.
    const [response] = (await once(request, 'response', { signal })) as [IncomingMessage];
    checkHead(response);
    return documentIn(await bodyOf(response));
  } catch (error) {
    throw new Error(`The verification keys cannot be fetched: ${reasonOf(error)}`, { cause: error });
  } finally {
    request.destroy();
  }
}

/** What can be refused before a byte of the document is read. */
function checkHead({ statusCode, headers }: IncomingMessage): void {
  if (statusCode !== 200) throw new Error(`the status is ${String(statusCode)}`);
  const type = headers['content-type'];
  if (type !== undefined && !JSON_TYPE.test(type)) throw new Error('the document is of another type');
  if (Number(headers['content-length'] ?? 0) > MAX_BYTES) throw new Error('the document is too large');
}

function documentIn(text: string): unknown {
  const document: unknown = JSON.parse(text);
  // Two readers could see two key sets in it.
  if (hasDuplicateMembers(text)) throw new Error('a member is there twice');
  return document;
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
