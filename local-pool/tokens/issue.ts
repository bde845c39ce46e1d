import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider';
import { SignJWT, type JWTPayload } from 'jose';
import type { PoolContext } from '../operation';
import type { KeyRecord } from '../store/records';
import { accessClaims, idClaims, type TokenSubject } from './claims';
import { signingKey } from './keys';
import { lifetimes } from './lifetimes';

/**
 * Signs an ID and an access token with the user's attributes and groups of this moment.
 *
 * @param refreshToken given back along with them, when there is a new one
 */
export async function issueTokens(
  context: PoolContext,
  subject: TokenSubject,
  refreshToken?: string,
): Promise<AuthenticationResultType> {
  const lives = lifetimes(subject.client);
  const poolId = subject.pool.id;
  const [accessToken, idToken] = await Promise.all([
    sign(context, poolId, 'access', accessClaims(context, subject), lives.access),
    sign(context, poolId, 'id', idClaims(context, subject), lives.id),
  ]);
  return {
    AccessToken: accessToken,
    ExpiresIn: lives.access,
    TokenType: 'Bearer',
    ...(refreshToken === undefined ? {} : { RefreshToken: refreshToken }),
    IdToken: idToken,
  };
}

function sign(
  context: PoolContext,
  poolId: string,
  use: KeyRecord['use'],
  claims: JWTPayload,
  life: number,
): Promise<string> {
  const { kid, key } = signingKey(context, poolId, use);
  const now = context.clock.seconds();
  // Cognito's header has no `typ`.
  return new SignJWT({ ...claims, iat: now, exp: now + life })
    .setProtectedHeader({ kid, alg: 'RS256' })
    .sign(key);
}
