import type {
  CreateUserPoolClientCommandInput,
  UpdateUserPoolClientCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import type { PoolContext } from '../operation';
import type { ClientRecord, PoolRecord } from '../store/records';
import { lifetimes } from '../tokens/lifetimes';
import { isPoolsOwn } from '../users/schema';
import { checkOAuthSettings } from './oauth-settings';
import { unavailable } from './settings';

type ClientSettings = ClientRecord['settings'];
type ClientInput = CreateUserPoolClientCommandInput | UpdateUserPoolClientCommandInput;

const legacyFlows = new Set(['ADMIN_NO_SRP_AUTH', 'CUSTOM_AUTH_FLOW_ONLY', 'USER_PASSWORD_AUTH']);
/**
 * An app client's settings out of a call, with AWS's defaults for what is left out.
 *
 * @param name the client's name when the call gives none
 * @param hasSecret whether it is a confidential client
 * @throws PoolError InvalidParameterException, FeatureUnavailableInTierException, InvalidOAuthFlowException,
 *   ScopeDoesNotExistException
 */
export function clientSettings(
  context: PoolContext,
  pool: PoolRecord,
  input: ClientInput,
  name: string | undefined,
  hasSecret: boolean,
): ClientSettings {
  const given: ClientSettings = {
    ClientName: input.ClientName ?? name,
    // 0 stands for the default (documented).
    RefreshTokenValidity: input.RefreshTokenValidity || 30,
    AccessTokenValidity: input.AccessTokenValidity,
    IdTokenValidity: input.IdTokenValidity,
    TokenValidityUnits: input.TokenValidityUnits,
    ReadAttributes: input.ReadAttributes,
    WriteAttributes: input.WriteAttributes,
    ExplicitAuthFlows: input.ExplicitAuthFlows,
    SupportedIdentityProviders: input.SupportedIdentityProviders,
    CallbackURLs: input.CallbackURLs,
    LogoutURLs: input.LogoutURLs,
    DefaultRedirectURI: input.DefaultRedirectURI,
    AllowedOAuthFlows: input.AllowedOAuthFlows,
    AllowedOAuthScopes: input.AllowedOAuthScopes,
    AllowedOAuthFlowsUserPoolClient: input.AllowedOAuthFlowsUserPoolClient ?? false,
    AnalyticsConfiguration: input.AnalyticsConfiguration,
    PreventUserExistenceErrors: input.PreventUserExistenceErrors,
    EnableTokenRevocation: input.EnableTokenRevocation ?? true,
    EnablePropagateAdditionalUserContextData: input.EnablePropagateAdditionalUserContextData ?? false,
    AuthSessionValidity: input.AuthSessionValidity ?? 3,
    RefreshTokenRotation: input.RefreshTokenRotation,
  };
  const settings = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as ClientSettings;
  checkFlows(pool, settings);
  checkValidities(settings);
  checkPermissions(pool, settings);
  checkOAuthSettings(context, pool, settings, hasSecret);
  if (settings.EnablePropagateAdditionalUserContextData && !hasSecret) {
    throw invalidParameter('EnablePropagateAdditionalUserContextData requires a client with a secret.');
  }
  return settings;
}

function checkFlows(pool: PoolRecord, settings: ClientSettings): void {
  const flows = settings.ExplicitAuthFlows ?? [];
  const legacy = flows.filter((flow) => legacyFlows.has(flow));
  if (legacy.length > 0 && legacy.length < flows.length) {
    throw invalidParameter('ExplicitAuthFlows with the prefix ALLOW_ cannot be mixed with those without it.');
  }
  if (flows.includes('ALLOW_USER_AUTH') && pool.settings.UserPoolTier === 'LITE') {
    throw unavailable('Choice-based sign-in', 'LITE');
  }
  const rotates = settings.RefreshTokenRotation?.Feature === 'ENABLED';
  if (rotates && flows.includes('ALLOW_REFRESH_TOKEN_AUTH')) {
    throw invalidParameter(
      'ALLOW_REFRESH_TOKEN_AUTH cannot be enabled together with refresh token rotation.',
    );
  }
}

function checkValidities(settings: ClientSettings): void {
  const { access, id, refresh } = lifetimes({ settings });
  checkRange('AccessTokenValidity', access, 300, 86_400);
  checkRange('IdTokenValidity', id, 300, 86_400);
  checkRange('RefreshTokenValidity', refresh, 3600, 315_360_000);
}

/** @param seconds compared with the limits, both included */
function checkRange(name: string, seconds: number, least: number, most: number): void {
  if (seconds >= least && seconds <= most) return;
  throw invalidParameter(
    `Invalid range for token validity: ${name} must be between ${least} and ${most} seconds.`,
  );
}

function checkPermissions(pool: PoolRecord, settings: ClientSettings): void {
  const known = new Set(pool.schema.map(({ Name }) => Name));
  if (settings.ReadAttributes?.some((name) => !known.has(name))) {
    throw invalidParameter('Invalid read attributes specified while creating a client');
  }
  if (settings.WriteAttributes?.some((name) => !known.has(name) || isPoolsOwn(name))) {
    throw invalidParameter('Invalid write attributes specified while creating a client');
  }
}
