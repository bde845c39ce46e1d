import type {
  GetTokensFromRefreshTokenCommandInput,
  GetTokensFromRefreshTokenCommandOutput,
  GlobalSignOutCommandInput,
  GlobalSignOutCommandOutput,
  RevokeTokenCommandInput,
  RevokeTokenCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { notAuthorized } from '../auth/refusals';
import { clientSecretMatches } from '../auth/secret-hash';
import type { Operation, OperationTable } from '../operation';
import { PoolError } from '../pool-error';
import { requireClient } from '../pools/find-pool';
import type { ClientRecord } from '../store/records';
import { withAccess } from '../tokens/access-token';
import { namesOrigin } from '../tokens/claims';
import {
  grantOf,
  requireRefresh,
  revokeGrant,
  rotate,
  withTokensRevoked,
  type Refreshed,
} from '../tokens/grants';
import { issueTokens, overridesFor } from '../tokens/issue';
import { looksLikeRefreshToken } from '../tokens/refresh-token';
import { noteActivity } from '../user-sessions/token-session';

const getTokensFromRefreshToken: Operation<
  GetTokensFromRefreshTokenCommandInput,
  GetTokensFromRefreshTokenCommandOutput
> = async (input, context, caller) => {
  const client = requireClient(context, input.ClientId);
  checkClientSecret(client, input.ClientSecret);
  const token = input.RefreshToken ?? '';
  // So the guide's table says of this operation, although the name of another source would fit better.
  const why = { reason: 'Authentication', clientMetadata: input.ClientMetadata ?? {} } as const;
  // The trigger comes before the token is replaced: its refusal must not cost it.
  const overrides = await overridesFor(context, requireRefresh(context, client, token, input.DeviceKey), why);
  // Looked up and replaced without an await between, so that of two calls in a race one rotates.
  const found = requireRefresh(context, client, token, input.DeviceKey);
  const subject = noteActivity(context, found, caller);
  const rotates = client.settings.RefreshTokenRotation?.Feature === 'ENABLED';
  const refreshed: Refreshed = rotates ? rotate(context, subject, token) : subject;
  const tokens = await issueTokens(context, refreshed, {
    refreshToken: refreshed.refreshToken,
    ...why,
    overrides,
  });
  return { AuthenticationResult: tokens };
};

const revokeToken: Operation<RevokeTokenCommandInput, RevokeTokenCommandOutput> = (input, context) => {
  const client = context.store.clients.get(input.ClientId ?? '');
  if (!client || !clientSecretMatches(client, input.ClientSecret)) throw unauthorized();
  if (!namesOrigin(client)) {
    throw new PoolError('UnsupportedOperationException', 'Token revocation is not enabled for this client.');
  }
  const token = input.Token ?? '';
  if (!looksLikeRefreshToken(token)) {
    throw new PoolError('UnsupportedTokenTypeException', 'Wrong token type given');
  }
  const grant = grantOf(context, token);
  if (grant && grant.clientId !== client.id) throw unauthorized();
  // A token nobody knows (any more) is as good as revoked (RFC 7009 section 2.2).
  if (grant) revokeGrant(context, grant);
  return {};
};

const globalSignOut: Operation<GlobalSignOutCommandInput, GlobalSignOutCommandOutput> = (input, context) =>
  withAccess(context, input.AccessToken, ({ user }) => {
    context.store.users.put(withTokensRevoked(user, context.clock.now()));
    return {};
  });

/** How sessions go on and end. */
export const sessionOperations = {
  GetTokensFromRefreshToken: getTokensFromRefreshToken,
  RevokeToken: revokeToken,
  GlobalSignOut: globalSignOut,
} satisfies OperationTable;

/** This operation takes the plain secret; AWS's own words for its absence are not known, so they are those for the hash. */
function checkClientSecret(client: ClientRecord, given: string | undefined): void {
  if (clientSecretMatches(client, given)) return;
  if (given === undefined) {
    throw notAuthorized(`Client ${client.id} is configured with secret but SECRET_HASH was not received`);
  }
  throw notAuthorized(`Unable to verify secret hash for client ${client.id}`);
}

function unauthorized(): PoolError {
  return new PoolError('UnauthorizedException', 'The client is not authorized to revoke this token.');
}
