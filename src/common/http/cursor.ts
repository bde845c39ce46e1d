import { AppError } from '../errors/app-error';

/** Longest cursor we take, in characters: Cognito's own tokens have been seen up to a few thousand. */
const MAX_CURSOR = 16_384;

/**
 * Wraps an upstream pagination token into a cursor that only the same list accepts.
 *
 * @param list what is being listed, with its filters: a cursor used with another filter is refused rather than giving pages
 *   that do not belong together
 */
export function encodeCursor(list: string, token: string): string {
  return Buffer.from(JSON.stringify([list, token])).toString('base64url');
}

/** The upstream token of a cursor. Throws `invalid_cursor` for one that this list did not give out. */
export function decodeCursor(list: string, cursor: string): string {
  const parts = cursor.length <= MAX_CURSOR ? parse(cursor) : undefined;
  if (!Array.isArray(parts) || parts.length !== 2 || parts[0] !== list || typeof parts[1] !== 'string') {
    throw new AppError('invalid_cursor');
  }
  return parts[1];
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    // Not one of ours: told to the caller as invalid_cursor.
    return undefined;
  }
}
