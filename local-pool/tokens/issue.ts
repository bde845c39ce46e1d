import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider';
import { SignJWT, type JWTPayload } from 'jose';
import type { PoolContext } from '../operation';
import type { KeyRecord } from '../store/records';
import { accessClaims, idClaims, type TokenSubject } from './claims';
import { signingKey } from './keys';
import { lifetimes } from './lifetimes';

/** Why tokens are issued: the end of the pre-token trigger's source, `TokenGeneration_<reason>`. */
export type TokenReason =
  'Authentication' | 'HostedAuth' | 'NewPasswordChallenge' | 'AuthenticateDevice' | 'RefreshTokens';

export interface IssueOptions {
  /** Given back along with the others, when there is a new one. */
  readonly refreshToken?: string | undefined;
  readonly reason: TokenReason;
  /** For the pre-token trigger. */
  readonly clientMetadata: Readonly<Record<string, string>>;
}

/** Signs an ID and an access token with the user's attributes and groups of this moment. */
export async function issueTokens(
  context: PoolContext,
  subject: TokenSubject,
  { refreshToken }: IssueOptions,
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
