import { namesOrigin } from '../tokens/claims';
import { grantOf, revokeGrant } from '../tokens/grants';
import { endpointAnswer } from './answers';
import { authenticateClient } from './client-authentication';
import { OAuthError } from './oauth-error';
import { parameter, type HostedHandler } from './request';

/** An ID or access token: three parts, where a refresh token has five. */
const signedToken = /^[\w-]+\.[\w-]+\.[\w-]*$/u;

/**
 * `POST /oauth2/revoke`: ends a refresh token with all that came from it. A token that nobody knows is as good as revoked.
 *
 * @throws OAuthError invalid_request (no token, or revocation is off), unsupported_token_type, invalid_client
 */
export const revoke: HostedHandler = ({ context }, request) => {
  const { client } = authenticateClient(context, request, 401);
  const token = parameter(request.form, 'token');
  if (token === undefined) throw new OAuthError('invalid_request', 'token is missing');
  if (!namesOrigin(client)) throw new OAuthError('invalid_request', 'Token revocation is not enabled');
  if (signedToken.test(token)) throw new OAuthError('unsupported_token_type');
  const grant = grantOf(context, token);
  if (grant && grant.clientId !== client.id) throw new OAuthError('invalid_client', undefined, 401);
  if (grant) revokeGrant(context, grant);
  const { headers } = endpointAnswer(200, {});
  return { status: 200, headers, body: '' };
};
