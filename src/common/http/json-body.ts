import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../errors/app-error';

/** Largest body in bytes. */
export const BODY_LIMIT = 64 * 1024;

/** Deepest nesting of a body. No route needs more than five levels. */
const MAX_DEPTH = 20;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * Takes JSON bodies, and nothing else: other types answer 415. The nesting is counted on the text before it is parsed, because
 * validation recurses and overflows the stack at about 1,500 levels, which 3 KB of brackets reach.
 */
export function registerJsonBody(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    ({ headers }, body, done) => {
      try {
        if (!isPlainUtf8(headers)) throw new AppError('unsupported_media_type');
        done(null, parseJson(body as Buffer));
      } catch (error) {
        done(error as Error);
      }
    },
  );
}

/** Charsets that are the same in what JSON needs of them, or are UTF-8. */
const CHARSET = /^(?:"?utf-?8"?|"?us-ascii"?)$/i;

/** Whether the body is UTF-8 that nobody has packed: zip bombs are none of our business. */
export function isPlainUtf8(headers: IncomingHttpHeaders): boolean {
  const { 'content-encoding': coding, 'content-type': type = '' } = headers;
  if (coding !== undefined && coding.toLowerCase() !== 'identity') return false;
  const [, charset] = /;\s*charset\s*=\s*([^;]*)/i.exec(type) ?? [];
  return charset === undefined || CHARSET.test(charset.trim());
}

/** Parses a JSON body of UTF-8 bytes. An empty one is undefined, so that a POST without body needs no special headers. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (isDeeperThan(body, MAX_DEPTH)) throw new AppError('json_too_deep');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    return JSON.parse(text, refusePrototype);
  } catch (cause) {
    throw new AppError('invalid_json', { cause });
  }
}

/** A member named `__proto__` would set the prototype of whatever the document is copied into. */
function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('__proto__ is not a member name');
  return value;
}

/** Counts brackets outside of strings. Works on bytes: no byte of a multi-byte UTF-8 sequence equals an ASCII character. */
function isDeeperThan(body: Buffer, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < body.length; i++) {
    const byte = body[i];
    if (inString) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (++depth > limit) return true;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
  }
  return false;
}
