import type { PoolContext } from '../operation';
import { grantOf, requireRefresh } from '../tokens/grants';
import { issueTokens } from '../tokens/issue';
import { noteActivity } from '../user-sessions/token-session';
import { notAuthorized } from './refusals';
import { requireSecretHash, secretHashMatches } from './secret-hash';
import { required, type AuthOutcome, type AuthStart } from './sign-in';

/**
 * REFRESH_TOKEN_AUTH: new ID and access tokens, never a new refresh token.
 *
 * @throws PoolError NotAuthorizedException for a token or SECRET_HASH that is not good, and for clients that rotate their tokens
 */
export async function refresh(context: PoolContext, start: AuthStart): Promise<AuthOutcome> {
  const { client, parameters, caller } = start;
  const token = required(parameters, 'REFRESH_TOKEN');
  // With rotation on, this flow would let a copied token live on unnoticed.
  if (client.settings.RefreshTokenRotation?.Feature === 'ENABLED')
    throw notAuthorized('Invalid Refresh Token');
  checkHash(context, start, token);
  const found = requireRefresh(context, client, token, parameters['DEVICE_KEY']);
  const subject = noteActivity(context, found, caller);
  // ClientMetadata of InitiateAuth is not for the trigger (SDK InitiateAuthRequest.ClientMetadata).
  const tokens = await issueTokens(context, subject, { reason: 'RefreshTokens', clientMetadata: {} });
  return { ChallengeParameters: {}, AuthenticationResult: tokens };
}

/** There is no USERNAME in this flow: the hash is over the user name that the tokens carry. */
function checkHash(context: PoolContext, { client, parameters }: AuthStart, token: string): void {
  const given = parameters['SECRET_HASH'];
  requireSecretHash(client, given);
  const owner = context.store.users.get(grantOf(context, token)?.sub ?? '');
  if (owner && !secretHashMatches(client, owner.username, given)) {
    throw notAuthorized(`SecretHash does not match for the client: ${client.id}`);
  }
}
