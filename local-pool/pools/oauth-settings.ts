import { invalidParameter } from '../auth/refusals';
import { localProvider } from '../federation/providers';
import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { ClientRecord, PoolRecord } from '../store/records';
import { resourceServerScopes, systemScopes } from './scopes';

type ClientSettings = ClientRecord['settings'];

/** Hosts that a redirect may go to without TLS (SDK, CallbackURLs). */
const testHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Checks what a client may do in managed login.
 *
 * @param hasSecret whether it is a confidential client
 * @throws PoolError InvalidOAuthFlowException, ScopeDoesNotExistException, InvalidParameterException
 */
export function checkOAuthSettings(
  context: PoolContext,
  pool: PoolRecord,
  settings: ClientSettings,
  hasSecret: boolean,
): void {
  checkGrants(settings, hasSecret);
  checkScopes(context, pool, settings);
  checkProviders(context, pool, settings);
  for (const url of [...(settings.CallbackURLs ?? []), ...(settings.LogoutURLs ?? [])]) checkUrl(url);
  const { DefaultRedirectURI: redirect, CallbackURLs } = settings;
  if (redirect !== undefined && !CallbackURLs?.includes(redirect)) {
    throw invalidParameter('DefaultRedirectURI must be one of the CallbackURLs.');
  }
}

function checkGrants(settings: ClientSettings, hasSecret: boolean): void {
  const flows = settings.AllowedOAuthFlows ?? [];
  const nothing = flows.length === 0 || (settings.AllowedOAuthScopes ?? []).length === 0;
  if (settings.AllowedOAuthFlowsUserPoolClient && nothing) {
    throw invalidParameter(
      'AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.',
    );
  }
  if (!flows.includes('client_credentials')) return;
  if (flows.length > 1) {
    throw invalidFlow('client_credentials flow can not be selected along with code flow or implicit flow.');
  }
  if (!hasSecret) {
    throw invalidFlow('client_credentials flow can not be selected if client does not have a client secret.');
  }
}

function checkScopes(context: PoolContext, pool: PoolRecord, settings: ClientSettings): void {
  const known = new Set([...systemScopes, ...resourceServerScopes(context, pool)]);
  const unknown = settings.AllowedOAuthScopes?.find((scope) => !known.has(scope));
  if (unknown === undefined) return;
  throw new PoolError('ScopeDoesNotExistException', `Invalid scope requested: ${unknown}`);
}

function checkProviders(context: PoolContext, pool: PoolRecord, settings: ClientSettings): void {
  const unknown = settings.SupportedIdentityProviders?.find(
    (name) => name !== localProvider && !context.store.identityProviders.get(`${pool.id}/${name}`),
  );
  if (unknown === undefined) return;
  throw invalidParameter(`The provider ${unknown} does not exist for User Pool ${pool.id}.`);
}

function checkUrl(text: string): void {
  // URL.parse would do both, but Node 20 has not got it.
  if (!URL.canParse(text)) throw invalidParameter(`${text} is not an absolute URL.`);
  const url = new URL(text);
  if (text.includes('#')) throw invalidParameter(`${text} must not have a fragment.`);
  if (url.protocol === 'http:' && !testHosts.has(url.hostname)) {
    throw invalidParameter(`${text} cannot use the HTTP protocol.`);
  }
  if (scripts.has(url.protocol)) throw invalidParameter(`${text} is not a URL to be redirected to.`);
}

/** Schemes that run or show what the URL itself holds. */
const scripts = new Set(['javascript:', 'data:', 'vbscript:', 'blob:']);

function invalidFlow(message: string): PoolError {
  return new PoolError('InvalidOAuthFlowException', message);
}
