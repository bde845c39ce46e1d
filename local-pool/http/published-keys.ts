import type { PoolContext } from '../operation';
import { issuerOf } from '../tokens/issuer';
import { publishedKeys } from '../tokens/keys';
import { jsonAnswer, type Answer } from './answer';

const openToBrowsers = { 'access-control-allow-origin': '*' };

/** `GET /<poolId>/.well-known/jwks.json`: the public half of every key of the pool, retired ones included. */
export function jwksAnswer(context: PoolContext, poolId: string): Answer {
  if (!context.store.pools.get(poolId)) return noPool(poolId);
  return jsonAnswer(200, { keys: publishedKeys(context, poolId) }, openToBrowsers);
}

/** `GET /<poolId>/.well-known/openid-configuration`: as AWS words it, with this server's own addresses. */
export function discoveryAnswer(context: PoolContext, poolId: string, base: string): Answer {
  if (!context.store.pools.get(poolId)) return noPool(poolId);
  const document = {
    authorization_endpoint: `${base}/oauth2/authorize`,
    end_session_endpoint: `${base}/logout`,
    id_token_signing_alg_values_supported: ['RS256'],
    issuer: issuerOf(context, poolId),
    jwks_uri: `${base}/${poolId}/.well-known/jwks.json`,
    response_types_supported: ['code', 'token'],
    revocation_endpoint: `${base}/oauth2/revoke`,
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
    token_endpoint: `${base}/oauth2/token`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    userinfo_endpoint: `${base}/oauth2/userInfo`,
  };
  return jsonAnswer(200, document, openToBrowsers);
}

function noPool(poolId: string): Answer {
  return jsonAnswer(404, { message: `User pool ${poolId} does not exist.` }, openToBrowsers);
}
