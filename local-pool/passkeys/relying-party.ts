import type { WebAuthnConfigurationType } from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import type { PoolContext } from '../operation';
import { domainsOut } from '../operations/domains';
import { PoolError } from '../pool-error';
import { unavailable } from '../pools/settings';
import { allowedFactors } from '../pools/sign-in-policy';
import type { PoolRecord } from '../store/records';

/** A host name. One without a dot is a public suffix, which no passkey can be for; `localhost` is what browsers except. */
const domainName =
  /^(?:localhost|(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+(?!\d+$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)$/u;

/**
 * The RP ID of a pool's passkeys: the one it is configured with, otherwise its domain (SDK,
 * WebAuthnConfigurationMissingException), a custom one first.
 */
export function relyingPartyOf(context: PoolContext, pool: PoolRecord): string | undefined {
  const { Domain, CustomDomain } = domainsOut(context, pool);
  const prefixed = Domain === undefined ? undefined : `${Domain}.auth.${pool.region}.amazoncognito.com`;
  return pool.mfa.webAuthn?.RelyingPartyId ?? CustomDomain ?? prefixed;
}

/** @throws PoolError WebAuthnNotEnabledException when passkeys are no first factor of the pool */
export function checkPasskeysEnabled(pool: PoolRecord): void {
  if (allowedFactors(pool).has('WEB_AUTHN')) return;
  throw new PoolError('WebAuthnNotEnabledException', 'Passkeys are not enabled for this user pool.');
}

/** @throws PoolError WebAuthnConfigurationMissingException */
export function requireRelyingParty(context: PoolContext, pool: PoolRecord): string {
  const relyingPartyId = relyingPartyOf(context, pool);
  if (relyingPartyId !== undefined) return relyingPartyId;
  throw new PoolError(
    'WebAuthnConfigurationMissingException',
    'The user pool has neither a relying party ID nor a domain.',
  );
}

/** Whether the authenticator must know its owner, by a PIN or a finger. What counts as two factors has to. */
export function needsUserVerification({ mfa: { webAuthn } }: PoolRecord): boolean {
  return (
    webAuthn?.UserVerification === 'required' ||
    webAuthn?.FactorConfiguration === 'MULTI_FACTOR_WITH_USER_VERIFICATION'
  );
}

/** Whether pages of an origin may use a relying party's passkeys: those of the domain and of domains under it. */
export function isOriginOf(relyingPartyId: string, origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname, origin: normal } = new URL(origin);
  const secure = protocol === 'https:' || (protocol === 'http:' && relyingPartyId === 'localhost');
  const under = hostname === relyingPartyId || hostname.endsWith(`.${relyingPartyId}`);
  return secure && under && normal === origin;
}

/**
 * Checks what a pool is to be configured with.
 *
 * @throws PoolError FeatureUnavailableInTierException, InvalidParameterException for an RP ID that is no domain
 */
export function checkWebAuthnConfiguration(
  { settings: { UserPoolTier } }: PoolRecord,
  { RelyingPartyId }: WebAuthnConfigurationType,
): void {
  if (UserPoolTier === 'LITE') throw unavailable('Passkey sign-in', UserPoolTier);
  if (RelyingPartyId !== undefined && !domainName.test(RelyingPartyId)) {
    throw invalidParameter('The relying party ID must be a domain name.');
  }
}
