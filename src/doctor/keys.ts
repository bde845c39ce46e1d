import { fetchKeyDocument } from '../common/access/jwks-document';

/**
 * Asks for the keys of the pool once, as the service does.
 *
 * @returns why there are none; undefined when there are
 */
export async function keysFault(uri: string): Promise<string | undefined> {
  try {
    const { keys } = (await fetchKeyDocument(uri)) as { keys?: unknown };
    return Array.isArray(keys) && keys.length > 0 ? undefined : 'the document has none';
  } catch (error) {
    return error instanceof Error ? error.message : 'the address does not answer';
  }
}
