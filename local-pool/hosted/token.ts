import { PoolError } from '../pool-error';
import { customScopesOf, scopesIn } from '../pools/scopes';
import type { Caller, PoolContext } from '../operation';
import { requireRefresh, rotate, type Refreshed } from '../tokens/grants';
import { issueClientToken, issueTokens, overridesFor, type IssueOptions } from '../tokens/issue';
import { lifetimes } from '../tokens/lifetimes';
import { noteActivity } from '../user-sessions/token-session';
import { endpointAnswer } from './answers';
import { redeemCode } from './authorization-codes';
import { authenticateClient, type AuthenticatedClient } from './client-authentication';
import { objectIn } from './json-object';
import { OAuthError } from './oauth-error';
import { parameter, type HostedHandler } from './request';

/** What the token endpoint answers with (RFC 6749, section 5.1). */
interface TokenResponse {
  readonly id_token?: string | undefined;
  readonly access_token: string | undefined;
  readonly refresh_token?: string | undefined;
  readonly expires_in: number | undefined;
  readonly token_type: string;
}

type Grant = (
  context: PoolContext,
  caller: AuthenticatedClient,
  form: URLSearchParams,
  from: Caller,
) => Promise<TokenResponse>;

const grants: Readonly<Record<string, Grant>> = {
  authorization_code: byCode,
  refresh_token: byRefreshToken,
  client_credentials: byClientCredentials,
};

/**
 * `POST /oauth2/token`: tokens for an authorization code, for a refresh token, or for a client that acts for itself.
 *
 * @throws OAuthError
 */
export const token: HostedHandler = async ({ context }, request) => {
  const caller = authenticateClient(context, request);
  const type = required(request.form, 'grant_type');
  const grant = Object.hasOwn(grants, type) ? grants[type] : undefined;
  if (!grant) throw new OAuthError('unsupported_grant_type');
  if (caller.client.settings.AllowedOAuthFlowsUserPoolClient !== true) throw unauthorized();
  return endpointAnswer(200, await orOAuthError(() => grant(context, caller, request.form, request.caller)));
};

async function byCode(
  context: PoolContext,
  { pool, client }: AuthenticatedClient,
  form: URLSearchParams,
  from: Caller,
): Promise<TokenResponse> {
  if (!client.settings.AllowedOAuthFlows?.includes('code')) throw unauthorized();
  const code = required(form, 'code');
  const redirectUri = required(form, 'redirect_uri');
  // Cognito's word for an address that is not the client's at all.
  if (!client.settings.CallbackURLs?.includes(redirectUri)) throw unauthorized();
  const redeemed = redeemCode(context, pool, client, {
    code,
    redirectUri,
    codeVerifier: parameter(form, 'code_verifier'),
    caller: from,
  });
  return tokensFor(context, redeemed, { reason: 'HostedAuth', nonce: redeemed.nonce });
}

/** The client's flag for refreshing by the API does not matter here; its setting for rotation does. */
async function byRefreshToken(
  context: PoolContext,
  { client }: AuthenticatedClient,
  form: URLSearchParams,
  from: Caller,
): Promise<TokenResponse> {
  const refreshToken = required(form, 'refresh_token');
  const why = { reason: 'RefreshTokens', clientMetadata: {} } as const;
  // The trigger comes before the token is replaced: its refusal must not cost it.
  const overrides = await overridesFor(context, requireRefresh(context, client, refreshToken), why);
  // Looked up and replaced without an await between, so that of two calls in a race one rotates.
  const subject = noteActivity(context, requireRefresh(context, client, refreshToken), from);
  const rotates = client.settings.RefreshTokenRotation?.Feature === 'ENABLED';
  const refreshed: Refreshed = rotates ? rotate(context, subject, refreshToken) : subject;
  return tokensFor(context, refreshed, { reason: 'RefreshTokens', overrides });
}

async function byClientCredentials(
  context: PoolContext,
  { pool, client }: AuthenticatedClient,
  form: URLSearchParams,
): Promise<TokenResponse> {
  if (!client.settings.AllowedOAuthFlows?.includes('client_credentials')) throw unauthorized();
  const allowed = customScopesOf(context, pool, client);
  const asked = scopesIn(form.get('scope') ?? '');
  const scopes = asked.length > 0 ? asked : allowed;
  // OpenID Connect's scopes are about a user, and there is none.
  if (scopes.length === 0 || scopes.some((scope) => !allowed.includes(scope))) {
    throw new OAuthError('invalid_scope');
  }
  return {
    access_token: await issueClientToken(context, client, scopes.join(' '), clientMetadataIn(form)),
    expires_in: lifetimes(client).access,
    token_type: 'Bearer',
  };
}

async function tokensFor(
  context: PoolContext,
  subject: Refreshed,
  options: Pick<IssueOptions, 'reason' | 'nonce' | 'overrides'>,
): Promise<TokenResponse> {
  const { refreshToken } = subject;
  const tokens = await issueTokens(context, subject, { ...options, refreshToken, clientMetadata: {} });
  return {
    id_token: tokens.IdToken,
    access_token: tokens.AccessToken,
    refresh_token: tokens.RefreshToken,
    expires_in: tokens.ExpiresIn,
    token_type: 'Bearer',
  };
}

/** What the API refuses with exceptions of its own is one of two errors here, with the exception's words. */
async function orOAuthError<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof PoolError)) throw error;
    throw new OAuthError(badTokens.has(error.type) ? 'invalid_grant' : 'invalid_request', error.message);
  }
}

/** Of what was exchanged; all others are of triggers. */
const badTokens: ReadonlySet<string> = new Set(['NotAuthorizedException', 'RefreshTokenReuseException']);

/**
 * `aws_client_metadata`: what a client that acts for itself has to say to the pre-token trigger.
 *
 * @throws OAuthError invalid_request unless it is a JSON object of strings
 */
function clientMetadataIn(form: URLSearchParams): Readonly<Record<string, string>> {
  const text = parameter(form, 'aws_client_metadata');
  const metadata = text === undefined ? {} : objectIn(text);
  const strings = Object.values(metadata ?? {}).every((value) => typeof value === 'string');
  if (!metadata || !strings) {
    throw new OAuthError('invalid_request', 'aws_client_metadata must be a JSON object of strings');
  }
  return metadata as Readonly<Record<string, string>>;
}

/** @throws OAuthError invalid_request */
function required(form: URLSearchParams, name: string): string {
  const value = parameter(form, name);
  if (value === undefined) throw new OAuthError('invalid_request', `${name} is missing`);
  return value;
}

function unauthorized(): OAuthError {
  return new OAuthError('unauthorized_client');
}
