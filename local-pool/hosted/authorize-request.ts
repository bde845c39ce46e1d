import type { OAuthFlowType } from '@aws-sdk/client-cognito-identity-provider';
import { localProvider, providerByIdentifier, providersOf } from '../federation/providers';
import type { IdentityProviderRecord } from '../federation/records';
import type { PoolContext } from '../operation';
import { scopesIn, scopesOf } from '../pools/scopes';
import type { ClientRecord, PoolRecord } from '../store/records';
import { withParameters } from './answers';
import { PageError, RedirectError } from './oauth-error';
import { parameter, repeated } from './request';

/** Who asks, and where the answer may go: what is known before anything can be told to the application. */
export interface Application {
  readonly pool: PoolRecord;
  readonly client: ClientRecord;
  /** One of the client's CallbackURLs, to the letter. */
  readonly redirectUri: string;
  readonly responseType: string | undefined;
  readonly state: string | undefined;
  /** The parameters as they came; the pages pass them on. */
  readonly query: URLSearchParams;
}

/** An authorization request that can be granted once somebody has signed in. */
export interface AuthorizeRequest extends Application {
  readonly responseType: 'code' | 'token';
  readonly scope: string;
  readonly nonce: string | undefined;
  /** S256 (RFC 7636). */
  readonly codeChallenge: string | undefined;
  readonly prompt: string | undefined;
  readonly loginHint: string | undefined;
  /** The provider asked for: `COGNITO` for the pool's own users, undefined when none was named. */
  readonly provider: IdentityProviderRecord | typeof localProvider | undefined;
}

const grantOf: Readonly<Record<AuthorizeRequest['responseType'], OAuthFlowType>> = {
  code: 'code',
  token: 'implicit',
};
/** A SHA-256 in base64url, which is what S256 makes. */
const challengeShape = /^[\w-]{43}$/u;
const prompts = new Set(['none', 'login', 'select_account', 'consent']);

/**
 * Finds out who asks.
 *
 * @throws PageError when that, or the address for the answer, is not certain: nothing may be sent there then
 */
export function applicationOf(context: PoolContext, query: URLSearchParams): Application {
  const clientId = parameter(query, 'client_id');
  const twice = repeated(query);
  if (clientId === undefined || twice === 'client_id') throw new PageError('invalid_request');
  const client = context.store.clients.get(clientId);
  const pool = context.store.pools.get(client?.poolId ?? '');
  if (!client || !pool) throw new PageError('invalid_client', clientId);
  if (twice === 'redirect_uri') throw new PageError('invalid_request', clientId);
  const redirectUri = parameter(query, 'redirect_uri') ?? client.settings.DefaultRedirectURI;
  if (redirectUri === undefined) throw new PageError('invalid_request', clientId);
  if (!client.settings.CallbackURLs?.includes(redirectUri))
    throw new PageError('redirect_mismatch', clientId);
  const responseType = parameter(query, 'response_type');
  return { pool, client, redirectUri, responseType, state: parameter(query, 'state'), query };
}

/**
 * Checks what is asked for.
 *
 * @throws RedirectError
 */
export function authorizeRequest(context: PoolContext, application: Application): AuthorizeRequest {
  const { query, client } = application;
  const twice = repeated(query);
  if (twice !== undefined) throw new RedirectError('invalid_request', `${twice} is given more than once`);
  const responseType = responseTypeOf(application);
  checkResponseMode(responseType, parameter(query, 'response_mode'));
  return {
    ...application,
    responseType,
    scope: scopeOf(context, application),
    nonce: parameter(query, 'nonce'),
    codeChallenge: codeChallengeOf(query),
    prompt: promptOf(query),
    loginHint: parameter(query, 'login_hint'),
    provider: providerOf(context, client, query),
  };
}

/**
 * Where an answer goes: parameters of the query, or of the fragment in the implicit flow.
 *
 * @param parameters `state` is added
 */
export function answerLocation(
  { redirectUri, responseType, state }: Application,
  parameters: Readonly<Record<string, string | number | undefined>>,
): string {
  return withParameters(redirectUri, { ...parameters, state }, responseType === 'token' ? '#' : '?');
}

function responseTypeOf({ client: { settings }, responseType }: Application): 'code' | 'token' {
  if (settings.AllowedOAuthFlowsUserPoolClient !== true) throw new RedirectError('unauthorized_client');
  if (responseType === undefined) {
    throw new RedirectError('invalid_request', "Required String parameter 'response_type' is not present");
  }
  if (responseType !== 'code' && responseType !== 'token') {
    throw new RedirectError('unsupported_response_type');
  }
  if (!settings.AllowedOAuthFlows?.includes(grantOf[responseType])) {
    throw new RedirectError('unauthorized_client');
  }
  return responseType;
}

function checkResponseMode(responseType: 'code' | 'token', mode: string | undefined): void {
  const only = responseType === 'code' ? 'query' : 'fragment';
  if (mode !== undefined && mode !== only) {
    throw new RedirectError('invalid_request', `response_mode must be ${only}`);
  }
}

/** Without the parameter everything that the client is allowed. */
function scopeOf(context: PoolContext, { pool, client, query }: Application): string {
  const allowed = scopesOf(context, pool, client);
  const asked = scopesIn(query.get('scope') ?? '');
  if (asked.some((scope) => !allowed.includes(scope))) throw new RedirectError('invalid_scope');
  return (asked.length > 0 ? asked : allowed).join(' ');
}

/** As on AWS only S256: `plain`, which is also the default of a challenge without a method, protects from nothing. */
function codeChallengeOf(query: URLSearchParams): string | undefined {
  const challenge = parameter(query, 'code_challenge');
  const method = parameter(query, 'code_challenge_method');
  if (challenge === undefined && method === undefined) return undefined;
  if (method !== 'S256') throw new RedirectError('invalid_request', 'code_challenge_method must be S256');
  if (challenge === undefined || !challengeShape.test(challenge)) {
    throw new RedirectError('invalid_request', 'code_challenge must be a SHA-256 digest in base64url');
  }
  return challenge;
}

function promptOf(query: URLSearchParams): string | undefined {
  const prompt = parameter(query, 'prompt');
  const values = prompt?.split(' ') ?? [];
  const known = values.every((value) => prompts.has(value));
  if (!known || (values.length > 1 && values.includes('none'))) {
    throw new RedirectError('invalid_request', 'prompt is not supported');
  }
  return prompt;
}

function providerOf(
  context: PoolContext,
  client: ClientRecord,
  query: URLSearchParams,
): AuthorizeRequest['provider'] {
  const name = parameter(query, 'identity_provider');
  const identifier = parameter(query, 'idp_identifier');
  if (name === localProvider) return localProvider;
  if (name === undefined && identifier === undefined) return undefined;
  const offered = providersOf(context, client);
  const wanted = name ?? providerByIdentifier(context, client.poolId, identifier ?? '')?.name;
  const provider = offered.find((candidate) => candidate.name === wanted);
  if (!provider) {
    throw new RedirectError('invalid_request', 'Login option is not available. Please try another one');
  }
  return provider;
}
