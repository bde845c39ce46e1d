import type { Environment } from '../config/environment';

/** Where tokens come from, and what proves it. */
export interface TokenSource {
  readonly issuer: string;
  readonly clientId: string;
  readonly jwksUri: string;
  /** Seconds by which the pool's clock may be ahead of ours. */
  readonly clockAhead: number;
}

/** Clocks of machines that are kept by NTP differ by less. */
const CLOCK_AHEAD = 300;

/** Injection token of the TokenSource. */
export const TOKEN_SOURCE = Symbol('token-source');

/**
 * Reads the source of tokens from the environment. AWS names the issuer after region and pool; in China it has a domain of its own
 * (guide "Verifying JSON Web Tokens").
 *
 * @throws Error when no user pool is configured: the start fills that in before the application is built
 */
export function tokenSourceOf(environment: Environment): TokenSource {
  const { COGNITO_USER_POOL_ID: poolId, COGNITO_CLIENT_ID: clientId } = environment;
  if (poolId === undefined || clientId === undefined) throw new Error('No user pool is configured');
  const issuer = environment.COGNITO_ISSUER ?? issuerOf(poolId, environment.AWS_REGION);
  return {
    issuer,
    clientId,
    jwksUri: environment.COGNITO_JWKS_URI ?? jwksUriOf(environment, poolId, issuer),
    // The clock of an emulator can be moved by days.
    clockAhead: environment.COGNITO_ENDPOINT === undefined ? CLOCK_AHEAD : Infinity,
  };
}

/** The id of a pool begins with its region: `eu-west-1_AbCdEfGhI`. */
function issuerOf(poolId: string, configuredRegion: string | undefined): string {
  const region = configuredRegion ?? poolId.slice(0, poolId.indexOf('_'));
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://cognito-idp.${region}.${domain}/${poolId}`;
}

/** Below the issuer, as on AWS; an endpoint that is not AWS has the keys itself, whatever it calls its issuer. */
function jwksUriOf({ COGNITO_ENDPOINT: endpoint }: Environment, poolId: string, issuer: string): string {
  const base = endpoint === undefined ? issuer : `${endpoint.replace(/\/+$/, '')}/${poolId}`;
  return `${base}/.well-known/jwks.json`;
}
