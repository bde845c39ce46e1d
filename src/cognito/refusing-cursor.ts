import { AppError } from '../common/errors/app-error';

/**
 * Reads a page, and blames the cursor when Cognito refuses a value: the first page of the same list went through, so what is new
 * is the token, which is too old or has been tampered with.
 *
 * @param token the upstream token of the cursor; undefined on a first page, where nothing is changed
 * @throws AppError `invalid_cursor`, and what `read` throws
 */
export async function refusingCursor<T>(token: string | undefined, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const refused = error instanceof AppError && error.code === 'invalid_parameter';
    if (token === undefined || !refused) throw error;
    throw new AppError('invalid_cursor', { cause: error });
  }
}
