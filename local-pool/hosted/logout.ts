import { redirectAnswer } from './answers';
import { applicationOf } from './authorize-request';
import { closeBrowserSession } from './browser-session';
import { PageError } from './oauth-error';
import { parameter, repeated, type HostedHandler } from './request';

/**
 * `GET /logout`: signs the browser out, then goes to `logout_uri`, which must be one of the client's LogoutURLs to the letter, or,
 * with the parameters of an authorization request, back to the sign-in page.
 *
 * @throws PageError
 */
export const logout: HostedHandler = ({ context }, request) => {
  const { query } = request;
  const logoutUri = parameter(query, 'logout_uri');
  if (logoutUri === undefined) {
    const { pool } = applicationOf(context, query);
    return redirectAnswer(`/login?${query.toString()}`, closeBrowserSession(context, pool, request));
  }
  const clientId = parameter(query, 'client_id');
  if (clientId === undefined || repeated(query) !== undefined)
    throw new PageError('invalid_request', clientId);
  const client = context.store.clients.get(clientId);
  const pool = context.store.pools.get(client?.poolId ?? '');
  if (!client || !pool) throw new PageError('invalid_client', clientId);
  if (!client.settings.LogoutURLs?.includes(logoutUri)) throw new PageError('redirect_mismatch', clientId);
  return redirectAnswer(logoutUri, closeBrowserSession(context, pool, request));
};
