import { clientSecretMatches } from '../auth/secret-hash';
import type { PoolContext } from '../operation';
import type { ClientRecord, PoolRecord } from '../store/records';
import { OAuthError } from './oauth-error';
import { parameter, repeated, type HostedRequest } from './request';

/** A client that has proved who it is, as far as it has a secret. */
export interface AuthenticatedClient {
  readonly pool: PoolRecord;
  readonly client: ClientRecord;
}

interface Credentials {
  readonly id: string | undefined;
  readonly secret: string | undefined;
}

/**
 * The client that calls: by HTTP Basic, by `client_id` and `client_secret` in the form, or by `client_id` alone when it is public.
 *
 * @param status HTTP status of invalid_client; the revocation endpoint has another one than the token endpoint
 * @throws OAuthError invalid_request, invalid_client
 */
export function authenticateClient(
  context: PoolContext,
  { headers, form }: HostedRequest,
  status = 400,
): AuthenticatedClient {
  const twice = repeated(form);
  if (twice !== undefined) throw new OAuthError('invalid_request', `${twice} is given more than once`);
  const posted: Credentials = { id: parameter(form, 'client_id'), secret: parameter(form, 'client_secret') };
  const { id, secret } = headers.authorization === undefined ? posted : basic(headers.authorization, posted);
  const client = context.store.clients.get(id ?? '');
  const pool = context.store.pools.get(client?.poolId ?? '');
  if (!client || !pool) throw new OAuthError('invalid_client', undefined, status);
  if (!clientSecretMatches(client, secret)) {
    throw new OAuthError('invalid_client', 'invalid_client_secret', status);
  }
  return { pool, client };
}

/** @throws OAuthError for a header that is none, or that contradicts the form */
function basic(header: string, posted: Credentials): Credentials {
  const [, encoded] = /^basic ([\w+/]+={0,2})$/iu.exec(header) ?? [];
  if (encoded === undefined) throw new OAuthError('invalid_request', 'The authorization header is malformed');
  if (posted.secret !== undefined) {
    throw new OAuthError('invalid_request', 'More than one way of client authentication');
  }
  const [id = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const decodedId = decode(id);
  if (posted.id !== undefined && posted.id !== decodedId) {
    throw new OAuthError('invalid_request', 'client_id differs from the authorization header');
  }
  const secret = decode(rest.join(':'));
  return { id: decodedId, secret: secret === '' ? undefined : secret };
}

/** Both halves are form-encoded before they are put together (RFC 6749, section 2.3.1). */
function decode(text: string): string {
  try {
    // Secrets may have a plus of their own, which clients that do not encode send as it is.
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
