import { createHash } from 'node:crypto';
import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider';
import { SignJWT, type JWTPayload } from 'jose';
import { notAuthorized } from '../auth/refusals';
import type { PoolContext } from '../operation';
import { requirePool } from '../pools/find-pool';
import type { ClientRecord, GrantRecord, KeyRecord } from '../store/records';
import { customizeTokens, type TokenSource } from '../triggers/pre-token';
import { overriddenAccess, overriddenId, type TokenOverrides } from '../triggers/token-overrides';
import { accessClaims, clientClaims, idClaims, type TokenSubject } from './claims';
import { isRevoked } from './grants';
import { signingKey } from './keys';
import { lifetimes } from './lifetimes';

/** Why tokens are issued. */
export type TokenReason = Exclude<TokenSource, 'ClientCredentials'>;

export interface IssueOptions {
  /** Given back along with the others, when there is a new one. */
  readonly refreshToken?: string | undefined;
  readonly reason: TokenReason;
  /** Of the authorization request; the ID token repeats it. */
  readonly nonce?: string | undefined;
  /** For the pre-token trigger. */
  readonly clientMetadata: Readonly<Record<string, string>>;
  /** What the pre-token trigger has said, where it was asked before: where its refusal must leave nothing behind. */
  readonly overrides?: TokenOverrides;
}

/**
 * Signs an ID and an access token with the user's attributes and groups of this moment, as the pre-token trigger wants them. A
 * sign-in by managed login gets an ID token only with the scope `openid`.
 *
 * @throws PoolError as `customizeTokens`; NotAuthorizedException for a user who was disabled or signed out while the trigger ran
 */
export async function issueTokens(
  context: PoolContext,
  subject: TokenSubject,
  options: IssueOptions,
): Promise<AuthenticationResultType> {
  const { refreshToken, nonce } = options;
  const lives = lifetimes(subject.client);
  const poolId = subject.pool.id;
  const overrides = options.overrides ?? (await overridesFor(context, subject, options));
  checkInForce(context, subject);
  const access = overriddenAccess(accessClaims(context, subject), overrides);
  const id = overriddenId(idClaims(context, subject), overrides);
  const accessToken = await sign(context, poolId, 'access', access, lives.access);
  const hosted = hostedClaims(subject.grant, accessToken, nonce);
  const idToken = hosted ? await sign(context, poolId, 'id', { ...id, ...hosted }, lives.id) : undefined;
  return {
    AccessToken: accessToken,
    ExpiresIn: lives.access,
    TokenType: 'Bearer',
    ...(refreshToken === undefined ? {} : { RefreshToken: refreshToken }),
    ...(idToken === undefined ? {} : { IdToken: idToken }),
  };
}

/** What the pre-token trigger has to say about tokens for somebody. */
export function overridesFor(
  context: PoolContext,
  { pool, client, user, grant }: TokenSubject,
  { reason: source, clientMetadata }: Pick<IssueOptions, 'reason' | 'clientMetadata'>,
): Promise<TokenOverrides> {
  const scopes = grant.scope.split(' ');
  return customizeTokens(context, { pool, client, user, source, scopes, clientMetadata });
}

function checkInForce({ store }: PoolContext, { user, grant }: TokenSubject): void {
  const [userNow, grantNow] = [store.users.get(user.sub), store.grants.get(grant.id)];
  if (!userNow || !grantNow || isRevoked(grantNow, userNow)) {
    throw notAuthorized('Refresh Token has been revoked');
  }
}

/**
 * Signs the access token of a client that acts for itself (client credentials), as the pre-token trigger wants it.
 *
 * @throws PoolError as `customizeTokens`
 */
export async function issueClientToken(
  context: PoolContext,
  client: ClientRecord,
  scope: string,
  clientMetadata: Readonly<Record<string, string>> = {},
): Promise<string> {
  const pool = requirePool(context, client.poolId);
  const asked = {
    pool,
    client,
    source: 'ClientCredentials',
    scopes: scope.split(' '),
    clientMetadata,
  } as const;
  const overrides = await customizeTokens(context, asked);
  const claims = overriddenAccess(clientClaims(context, client, scope), overrides);
  return sign(context, client.poolId, 'access', claims, lifetimes(client).access);
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
