import { createHash } from 'node:crypto';
import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider';
import { SignJWT, type JWTPayload } from 'jose';
import type { PoolContext } from '../operation';
import type { ClientRecord, GrantRecord, KeyRecord } from '../store/records';
import { accessClaims, clientClaims, idClaims, type TokenSubject } from './claims';
import { signingKey } from './keys';
import { lifetimes } from './lifetimes';

/** Why tokens are issued: the end of the pre-token trigger's source, `TokenGeneration_<reason>`. */
export type TokenReason =
  'Authentication' | 'HostedAuth' | 'NewPasswordChallenge' | 'AuthenticateDevice' | 'RefreshTokens';

export interface IssueOptions {
  /** Given back along with the others, when there is a new one. */
  readonly refreshToken?: string | undefined;
  readonly reason: TokenReason;
  /** Of the authorization request; the ID token repeats it. */
  readonly nonce?: string | undefined;
  /** For the pre-token trigger. */
  readonly clientMetadata: Readonly<Record<string, string>>;
}

/**
 * Signs an ID and an access token with the user's attributes and groups of this moment. A sign-in by managed login gets an ID
 * token only with the scope `openid`.
 */
export async function issueTokens(
  context: PoolContext,
  subject: TokenSubject,
  { refreshToken, nonce }: IssueOptions,
): Promise<AuthenticationResultType> {
  const lives = lifetimes(subject.client);
  const poolId = subject.pool.id;
  const accessToken = await sign(context, poolId, 'access', accessClaims(context, subject), lives.access);
  const hosted = hostedClaims(subject.grant, accessToken, nonce);
  const idToken = hosted
    ? await sign(context, poolId, 'id', { ...idClaims(context, subject), ...hosted }, lives.id)
    : undefined;
  return {
    AccessToken: accessToken,
    ExpiresIn: lives.access,
    TokenType: 'Bearer',
    ...(refreshToken === undefined ? {} : { RefreshToken: refreshToken }),
    ...(idToken === undefined ? {} : { IdToken: idToken }),
  };
}

/** Signs the access token of a client that acts for itself (client credentials). */
export function issueClientToken(context: PoolContext, client: ClientRecord, scope: string): Promise<string> {
  return sign(
    context,
    client.poolId,
    'access',
    clientClaims(context, client, scope),
    lifetimes(client).access,
  );
}

/** What managed login adds to the ID token; undefined when there is to be none. */
function hostedClaims(
  { hosted, scope }: GrantRecord,
  accessToken: string,
  nonce: string | undefined,
): JWTPayload | undefined {
  if (!hosted) return {};
  if (!scope.split(' ').includes('openid')) return undefined;
  // OpenID Connect Core, section 3.1.3.6: the left half of the digest.
  const digest = createHash('sha256').update(accessToken).digest();
  const at_hash = digest.subarray(0, digest.length / 2).toString('base64url');
  return { at_hash, ...(nonce === undefined ? {} : { nonce }) };
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
